"""A bundle's start beside a checkout's, in turns in one run: `--version`, `doctor`, first paint.

    python packaging/measure_start.py /usr/bin/fracview .venv/bin/fracview [--rounds N]

The first paint is what a person sees: from starting the process to the first pixel on an X screen.
"""

from __future__ import annotations

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent))

from screen import virtual_screen
from smoke_test import variables

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MOST = 1.2
"""The bundle may take so many times the checkout's time to its first paint."""


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 1 where the bundle's first paint takes too long."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bundle", type=Path)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("--rounds", type=int, default=11)
    options = parser.parse_args(argv)
    programs = [str(path.absolute()) for path in (options.bundle, options.checkout)]
    with tempfile.TemporaryDirectory() as folder:
        home = variables(Path(folder))
        jobs: dict[str, Callable[[str], float]] = {
            "--version": lambda program: command_seconds([program, "--version"], home),
            "doctor": lambda program: command_seconds([program, "doctor"], home),
            "first paint": lambda program: first_paint_seconds(program, home, Path(folder)),
        }
        ratios = {name: compared(name, job, programs, options.rounds) for name, job in jobs.items()}
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"medians of {options.rounds} rounds in turns{load}; the first paint may take {MOST} times")
    return 0 if ratios["first paint"] <= MOST else 1


def compared(name: str, job: Callable[[str], float], programs: Sequence[str], rounds: int) -> float:
    """Print the medians of both programs, after one round each that does not count; their ratio."""
    for program in programs:
        job(program)
    times = [[job(program) for program in programs] for _ in range(rounds)]
    bundle, checkout = (statistics.median(column) for column in zip(*times, strict=True))
    ratio = float(bundle / checkout)
    print(f"{name:12} bundle {bundle * 1e3:6.0f} ms  checkout {checkout * 1e3:6.0f} ms  {ratio:.2f} times")
    return ratio


def command_seconds(command: Sequence[str], environment: dict[str, str]) -> float:
    """Seconds that a command takes from its start to its end."""
    started = time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return time.perf_counter() - started


def first_paint_seconds(program: str, environment: dict[str, str], folder: Path) -> float:
    """Seconds from starting the window to its first pixel, on a screen of its own."""
    with virtual_screen(folder / "screen") as screen:
        shown = environment | {"DISPLAY": screen.display}
        started = time.perf_counter()
        process = subprocess.Popen([program], env=shown, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            screen.wait_for_paint(process, 60)
            return time.perf_counter() - started
        finally:
            time.sleep(1.0)  # let it finish its start: closing it half-way is another matter
            process.send_signal(signal.SIGINT)
            process.wait(30)


if __name__ == "__main__":
    raise SystemExit(main())
