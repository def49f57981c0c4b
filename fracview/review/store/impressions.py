"""The journal of impressions: what readers saw before the findings were shown; only added to."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING

from fracview.core.impression import Impression, ImpressionEntry
from fracview.review.store.database import storable
from fracview.review.store.errors import store_error

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fracview.review.store.database import Database

Key = tuple[str, int]
"""SHA-256 of the file, zero-based frame."""

_COLUMNS = "sha256, frame, impression, reader, time, seconds"

_ALL = f"SELECT {_COLUMNS} FROM impressions WHERE sha256 IN ({{keys}}) ORDER BY number"


def add(database: Database, entry: ImpressionEntry) -> None:
    """Write an entry; once this returns, it survives a power cut."""
    if not entry.sha256:
        message = "an impression of a file that could not be read cannot be kept."
        raise store_error("store_unusable", database.path, message)
    sql = f"INSERT INTO impressions ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)"
    with database.writing(power_safe=True) as connection:
        connection.execute(sql, tuple(storable(value) for value in astuple(entry)))


def of_files(database: Database, files: Iterable[str]) -> dict[Key, tuple[ImpressionEntry, ...]]:
    """Of each frame all entries, oldest first."""
    found: dict[Key, list[ImpressionEntry]] = {}
    try:
        for sha256, frame, impression, *rest in database.rows_among(_ALL, list(dict.fromkeys(files))):
            entry = ImpressionEntry(sha256, frame, Impression(impression), *rest)
            found.setdefault((sha256, frame), []).append(entry)
    except ValueError as error:  # no impression of ours: the file has changed under SQLite
        raise store_error("store_corrupt", database.path) from error
    return {key: tuple(entries) for key, entries in found.items()}
