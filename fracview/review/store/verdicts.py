"""The journal of verdicts: entries are added, never changed; the newest of a frame counts."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING

from fracview.core.verdict import Verdict, VerdictEntry
from fracview.review.store.database import storable
from fracview.review.store.errors import store_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fracview.review.store.database import Database, Row

_COLUMNS = "sha256, frame, verdict, comment, reader, time, shown, models, seconds"

_NEWEST = f"""SELECT {_COLUMNS} FROM verdicts
    WHERE (verdict IS NOT NULL OR comment != '') AND number IN
    (SELECT max(number) FROM verdicts WHERE sha256 IN ({{keys}}) GROUP BY sha256, frame)"""

_NUMBERED = f"SELECT number, {_COLUMNS} FROM verdicts WHERE sha256 IN ({{keys}})"


def add(database: Database, entry: VerdictEntry) -> None:
    """Write an entry; once this returns, it survives a power cut."""
    if not entry.sha256:
        message = "a verdict on a file that could not be read cannot be kept."
        raise store_error("store_unusable", database.path, message)
    sql = f"INSERT INTO verdicts ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    with database.writing(power_safe=True) as connection:
        connection.execute(sql, tuple(storable(value) for value in astuple(entry)))


def newest(database: Database, files: Iterable[str]) -> dict[tuple[str, int], VerdictEntry]:
    """Of each frame the newest entry, unless it withdraws: neither a verdict nor a comment."""
    entries = _entries(database, database.rows_among(_NEWEST, list(dict.fromkeys(files))))
    return {(entry.sha256, entry.frame): entry for entry in entries}


def history(database: Database, file: str, frame: int) -> tuple[VerdictEntry, ...]:
    """All entries of a frame, oldest first, withdrawals among them."""
    sql = f"SELECT {_COLUMNS} FROM verdicts WHERE sha256 = ? AND frame = ? ORDER BY number"
    return tuple(_entries(database, database.rows(sql, (file, frame))))


def journal(database: Database, files: Iterable[str]) -> list[VerdictEntry]:
    """All entries of all frames of many files, in the order they were written, withdrawals among them."""
    numbered = database.rows_among(_NUMBERED, list(dict.fromkeys(files)))
    return list(_entries(database, (row[1:] for row in sorted(numbered))))


def _entries(database: Database, rows: Iterable[Row]) -> Iterator[VerdictEntry]:
    try:
        for row in rows:
            yield _entry(row)
    except ValueError as error:  # no verdict of ours: the file has changed under SQLite
        raise store_error("store_corrupt", database.path) from error


def _entry(row: Row) -> VerdictEntry:
    sha256, frame, verdict, *rest = row
    return VerdictEntry(sha256, frame, None if verdict is None else Verdict(verdict), *rest)
