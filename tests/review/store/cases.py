"""What the tests of the store write: entries, runs, an older store; and other processes at the same store."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fracview.core.impression import Impression, ImpressionEntry
from fracview.core.verdict import Verdict, VerdictEntry
from fracview.review.store import FileStamp, KnownFile
from fracview.review.store.schema import _FIRST, APPLICATION_ID
from tests.export.analyses import analysis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fracview.core.analysis import Analysis, NetworkRow
    from fracview.review.store import Store

SHA = "ab" * 32
KEY = "0" * 32
NOBODY = 65534
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

IMPRESSION = ImpressionEntry(
    sha256=SHA,
    frame=0,
    impression=Impression.UNSURE,
    reader="AB",
    time="2026-11-25T08:29:00+00:00",
    seconds=12.5,
)

NETWORK, OTHER_NETWORK = "1f" * 32, "2e" * 32


def entry(**changes: Any) -> VerdictEntry:
    return replace(ENTRY, **changes)


def impression(**changes: Any) -> ImpressionEntry:
    return replace(IMPRESSION, **changes)


def row(value: float = 0.25) -> NetworkRow:
    """What a network might give for a frame, not a number among it."""
    return {"scores": np.array([value, np.nan], np.float32), "boxes": np.ones((3, 6), np.float32)}


def run_of(
    number: int, frames: int = 3, value: float = 0.25
) -> tuple[list[Analysis], list[tuple[FileStamp, KnownFile]]]:
    """All frames of one file as a run has made them, and the file."""
    rows = {NETWORK: row(value), OTHER_NETWORK: row()}
    made = [analysis(sha256=sha(number), frame=frame, network_rows=rows) for frame in range(frames)]
    return made, [(stamp(f"folder/{number}.dcm"), KnownFile(sha(number), frames, ""))]


def is_whole(store: Store, number: int, frames: int = 3) -> bool:
    """Whether all of `run_of` is there; fails where a part of it is."""
    made, learnt = run_of(number, frames)
    parts = {
        len(store.load_analyses([sha(number)], KEY)) / frames,
        len(store.known_files([stamp for stamp, _ in learnt])),
        len(store.arrivals([sha(number)])),
        *(len(store.load_rows(sha(number), one.frame, [NETWORK, OTHER_NETWORK])) / 2 for one in made),
    }
    assert parts in ({0}, {1})
    return parts == {1}


def old_store(path: Path) -> Path:
    """A store as version 1 has left it, with a verdict."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in _FIRST:
            connection.execute(statement)
        connection.execute("INSERT INTO meta VALUES ('salt', ?)", (b"s" * 32,))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
        connection.execute("PRAGMA journal_mode = WAL")
        said = (SHA, 0, *(getattr(ENTRY, name) for name in OLD_COLUMNS))
        connection.execute("INSERT INTO verdicts VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)", said)
    return path


OLD_COLUMNS = ("verdict", "comment", "reader", "time", "shown", "models")


@contextmanager
def full_disk(store: Store) -> Iterator[None]:
    """As SQLite meets a full disk: no page more."""
    ((pages,),) = store._database.rows("PRAGMA page_count")
    store._database.rows(f"PRAGMA max_page_count = {pages}")
    yield
    store._database.rows("PRAGMA max_page_count = 1000000")


@contextmanager
def unprivileged() -> Iterator[None]:
    """As somebody whom modes of files concern: root may write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


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
