"""When contents were first remembered; kept when a file moves, and when it is analysed again."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from fracview.review.store.database import Database

_OF_FILES = "SELECT sha256, first_seen_ns FROM arrivals WHERE sha256 IN ({keys})"


def write(connection: sqlite3.Connection, files: Iterable[str]) -> None:
    """Note that these contents are there now; those that came before keep their time."""
    now_ns = time.time_ns()
    rows = [(sha256, now_ns) for sha256 in dict.fromkeys(files) if sha256]
    connection.executemany("INSERT OR IGNORE INTO arrivals VALUES (?, ?)", rows)


def of_files(database: Database, files: Iterable[str]) -> dict[str, int]:
    """In ns since 1970, by SHA-256; without those that were never remembered since there are arrivals."""
    return dict(database.rows_among(_OF_FILES, list(dict.fromkeys(files))))
