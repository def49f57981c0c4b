"""What the tests of the store write: verdicts, files, and a process of its own that writes until killed."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from fracview.core.verdict import Verdict, VerdictEntry
from fracview.review.store import FileStamp

SHA = "ab" * 32
KEY = "0" * 32
ROOT = Path(__file__).resolve().parents[3]

ENTRY = VerdictEntry(
    sha256=SHA,
    frame=0,
    verdict=Verdict.DISAGREE,
    comment="old fracture, healed",
    reader="AB",
    time="2026-11-25T08:30:00+00:00",
    shown="fracture 0.87 definite; 2 boxes",
    models="fracture-n:3fa9c1 region-n:ab12cd",
)


def entry(**changes: Any) -> VerdictEntry:
    return replace(ENTRY, **changes)


def sha(number: int) -> str:
    return f"{number:064x}"


def stamp(
    name: str = "folder/scan.jpg", size: int = 1000, mtime_ns: int = 1_700_000_000_123_456_789
) -> FileStamp:
    return FileStamp(Path(name), size, mtime_ns)


def start(task: str, store: Path, *arguments: object) -> subprocess.Popen[str]:
    """A process that runs a task of `tests.review.store.worker` and says on stdout what it has done."""
    command = [sys.executable, "-m", "tests.review.store.worker", task, str(store), *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
