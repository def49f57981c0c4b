"""Which file is which, by path, size and times of change: a folder reopens without being hashed again."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING

from fracview.reading.remote import RemotePath
from fracview.review.store.errors import store_error

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence
    from pathlib import Path

    from fracview.review.store.database import Database, Row

_KEY_BYTES = 16
_MOST = (1 << 63) - 1
_SPREAD = 0x9E3779B97F4A7C15
"""Odd, and without a pattern: times and states that differ a little give numbers that differ a lot."""
_STUDY_KEY = re.compile(rf"(?:[0-9a-f]{{{2 * _KEY_BYTES}}})?")

_KNOWN = """SELECT path_key, size, mtime_ns, sha256, frame_count, study_key
    FROM files WHERE path_key IN ({keys})"""


@dataclass(frozen=True, slots=True)
class FileStamp:
    """A file as the folder shows it.

    Attributes
    ----------
    path
        The file.
    size, mtime_ns
        In bytes; time of change in ns since 1970.
    state
        A number that goes with all else that tells it from another file of that name; 0 where there is none.
    """

    path: Path
    size: int
    mtime_ns: int
    state: int = 0

    @property
    def mark(self) -> int:
        """Time of change and state as one number that the store can hold."""
        return (self.mtime_ns ^ (self.state * _SPREAD)) & _MOST if self.state else self.mtime_ns


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What was learnt by reading it: SHA-256, how many frames, and which study (`Names.study_key`)."""

    sha256: str
    frame_count: int
    study_key: str


class Names:
    """Salted hashes in place of names.

    They keep names from being read out of the file; whoever holds it can still try whether it knows a
    certain path, for the salt lies in it.

    Parameters
    ----------
    salt
        The store's own.
    """

    def __init__(self, salt: bytes) -> None:
        self._salt = salt
        self._path_hash = blake2b(digest_size=_KEY_BYTES, key=salt, person=b"path")

    def path_key(self, path: Path) -> bytes:
        """Of the absolute path, or the URL; symbolic links are not followed."""
        remote = isinstance(path, RemotePath)
        name = os.fsencode(path if remote else os.path.abspath(path))  # noqa: PTH100 - Path.absolute() keeps `..`
        hashed = self._path_hash.copy()
        hashed.update(name)
        return hashed.digest()

    def study_key(self, study_uid: str) -> str:
        """Of a StudyInstanceUID; "" for none."""
        uid = study_uid.strip().encode("utf-8", "backslashreplace")
        if not uid:
            return ""
        return blake2b(uid, digest_size=_KEY_BYTES, key=self._salt, person=b"study").hexdigest()


def names_of(database: Database) -> Names:
    """With the salt that was made with the store.

    Raises
    ------
    StoreError
        `store_corrupt`: without its salt the store knows no file again.
    """
    for (salt,) in database.rows("SELECT value FROM meta WHERE key = 'salt'"):
        return Names(salt)
    raise store_error("store_corrupt", database.path)


def known(database: Database, names: Names, stamps: Sequence[FileStamp]) -> dict[Path, KnownFile]:
    """Files that were seen before and have not changed since."""
    keys = {names.path_key(stamp.path): stamp for stamp in stamps}
    found = {}
    # In the order in which they lie in the file: each page is read once, however many files are asked for.
    for key, size, mark, *learnt in database.rows_among(_KNOWN, sorted(keys)):
        stamp = keys[key]
        if (stamp.size, stamp.mark) == (size, mark):
            found[stamp.path] = KnownFile(*learnt)
    return found


def named(names: Names, files: Sequence[tuple[FileStamp, KnownFile]]) -> list[Row]:
    """What was learnt of files as it lies in the store: their names as keys.

    Raises
    ------
    ValueError
        A study key that `Names.study_key` did not make.
    """
    return [_row(names, stamp, learnt) for stamp, learnt in files]


def write(connection: sqlite3.Connection, rows: Sequence[Row]) -> None:
    """Keep rows of `named`; the newest of a path stays."""
    connection.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)", rows)


def _row(names: Names, stamp: FileStamp, learnt: KnownFile) -> Row:
    if not _STUDY_KEY.fullmatch(learnt.study_key):
        raise ValueError("study_key is not from Store.study_key: a UID in clear must not reach the store")
    stamped = (names.path_key(stamp.path), stamp.size, stamp.mark)
    return (*stamped, learnt.sha256, learnt.frame_count, learnt.study_key)
