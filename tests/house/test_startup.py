"""The command line starts light: what is heavy is imported by the command that needs it."""

from __future__ import annotations

import re
import subprocess
import sys
import time

import pytest

HEAVY = {"PySide6", "torch", "torchvision", "ultralytics", "onnxruntime", "cv2"}
LATER = {"numpy", "pydicom", "PIL", "imagecodecs", "rich"}
IMPORT_LINE = re.compile(r"^import time:\s+\d+ \|\s+\d+ \|\s+([\w.]+)$", re.MULTILINE)


def _loaded_by(statement: str) -> set[str]:
    """Top-level packages that a fresh interpreter imports for `statement`."""
    command = [sys.executable, "-X", "importtime", "-c", statement]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    return {found.split(".")[0] for found in IMPORT_LINE.findall(done.stderr)}


def test_the_probe_sees_imports() -> None:
    assert "numpy" in _loaded_by("import numpy")


def test_the_command_line_imports_nothing_heavy() -> None:
    heavy = _loaded_by("import fracview.cli") & (HEAVY | LATER)
    assert not heavy, f"{heavy}: import these inside the command that needs them"


@pytest.mark.parametrize("package", ["reading", "export", "review"])
def test_no_qt_and_no_training_library_below_the_screen(package: str) -> None:
    heavy = _loaded_by(f"import fracview.{package}") & (HEAVY - {"onnxruntime"})
    assert not heavy, f"{heavy}: Qt belongs to fracview/ui, the others to training/"


def test_the_version_answers_at_once() -> None:
    """`fracview --version` takes less than twice a bare ``import numpy``; best of seven each, in turns."""
    version = [
        sys.executable,
        "-c",
        "import sys; from fracview.cli import main; sys.exit(main(['--version']))",
    ]
    numpy = [sys.executable, "-c", "import numpy"]
    ours, theirs = zip(*((_seconds(version), _seconds(numpy)) for _ in range(7)), strict=True)
    assert min(ours) < 2 * min(theirs)


def _seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return time.perf_counter() - started
