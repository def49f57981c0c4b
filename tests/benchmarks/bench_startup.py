"""How fast the command line answers: ``--version`` beside a bare ``import numpy``, and what is imported.

Run by itself (``python -m tests.benchmarks.bench_startup``) or by `make bench`.
"""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import time

ROUNDS = 15
NUMPY = [sys.executable, "-c", "import numpy"]
VERSION = [sys.executable, "-m", "fracview", "--version"]
HEAVY = ("PySide6", "torch", "onnxruntime", "cv2", "numpy", "pydicom", "PIL")
IMPORT_LINE = re.compile(r"^import time:\s+(\d+) \|\s+(\d+) \|(\s+)([\w.]+)$", re.MULTILINE)


def seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def startup_ratio(rounds: int = ROUNDS) -> tuple[float, float]:
    """Median seconds of `fracview --version` and of `import numpy`, measured in turns."""
    ours, theirs = zip(*((seconds(VERSION), seconds(NUMPY)) for _ in range(rounds)), strict=True)
    return statistics.median(ours), statistics.median(theirs)


def imports_of_cli() -> list[tuple[int, str]]:
    """Own microseconds and name of every module that ``import fracview.cli`` loads, slowest first."""
    command = [sys.executable, "-X", "importtime", "-c", "import fracview.cli"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    return sorted(((int(own), name) for own, _, _, name in IMPORT_LINE.findall(text)), reverse=True)


def main() -> None:
    ours, theirs = startup_ratio()
    imports = imports_of_cli()
    heavy = [name for _, name in imports if name.split(".")[0] in HEAVY]
    lines = [
        f"fracview --version  {ours * 1e3:7.1f} ms",
        f"import numpy        {theirs * 1e3:7.1f} ms",
        f"ratio               {ours / theirs:7.2f}   (below 2)",
        f"heavy imports       {', '.join(heavy) or 'none'}",
        *(f"  {own / 1e3:6.2f} ms  {name}" for own, name in imports[:8]),
    ]
    sys.stdout.write("\n".join([*lines, ""]))


if __name__ == "__main__":
    main()
