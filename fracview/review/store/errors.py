"""What can go wrong with the store: six reasons, each with the file, a sentence and a cure."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from fracview.core.errors import FracViewError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class StoreError(FracViewError, OSError):
    """A store that cannot be opened, read or written; the file is left as it was.

    `reason` is ``store_locked``, ``store_read_only``, ``store_corrupt``, ``store_full``, ``store_newer``
    or ``store_unusable``.
    """


_ANOTHER = "another store (viewer: in the settings; command line: --store)"

LEAST_ROOM = 64 * 1024
"""Bytes: SQLite cannot make its side files in less, and calls that a disk I/O error."""

_SENTENCES = {
    "store_locked": (
        "the store is held by another program.",
        "Try again in a moment, or close the other program that uses it.",
    ),
    "store_read_only": (
        "the store cannot be written to.",
        f"Make the file and its folder writable, or choose {_ANOTHER}.",
    ),
    "store_corrupt": (
        "the store is damaged; it was left as it is.",
        f"Choose {_ANOTHER}, and keep this file: what it holds may be recovered.",
    ),
    "store_full": (
        "the disk is full, and the store could not be written.",
        "Free some space and try again; what was saved before is still there.",
    ),
    "store_newer": (
        "the store was made by a newer FracView; it was left as it is.",
        f"Update FracView, or choose {_ANOTHER}.",
    ),
    "store_unusable": (
        "the store cannot be used.",
        f"See that its disk is connected and its folder may be used, or choose {_ANOTHER}.",
    ),
}

_BY_SQLITE_CODE = {
    sqlite3.SQLITE_BUSY: "store_locked",
    sqlite3.SQLITE_LOCKED: "store_locked",
    sqlite3.SQLITE_PERM: "store_read_only",
    sqlite3.SQLITE_READONLY: "store_read_only",
    sqlite3.SQLITE_CORRUPT: "store_corrupt",
    sqlite3.SQLITE_NOTADB: "store_corrupt",
    sqlite3.SQLITE_FULL: "store_full",
}

_BY_ERRNO = {
    errno.EACCES: "store_read_only",
    errno.EPERM: "store_read_only",
    errno.EROFS: "store_read_only",
    errno.ENOSPC: "store_full",
    errno.EDQUOT: "store_full",
}


def store_error(reason: str, path: Path, message: str = "") -> StoreError:
    """The error of a reason; `message` says it more exactly than the reason's own sentence."""
    sentence, cure = _SENTENCES[reason]
    return StoreError(message or sentence, reason=reason, path=path, cure=cure)


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's primary result code; 0 for an error of the Python module itself."""
    # Not there on errors that Python raises without SQLite, such as one on a closed connection.
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def from_sqlite(error: sqlite3.Error, path: Path) -> StoreError:
    """The error for what SQLite said."""
    code = primary_code(error)
    reason = _BY_SQLITE_CODE.get(code, "store_unusable")
    if code == sqlite3.SQLITE_IOERR and _has_no_room(path):
        reason = "store_full"
    message = f"the store cannot be used: {error}." if reason == "store_unusable" else ""
    return store_error(reason, path, message)


def _has_no_room(path: Path) -> bool:
    """Whether the disk of the store is known to be full."""
    try:
        return shutil.disk_usage(path.parent).free < LEAST_ROOM
    except OSError:
        return False


def from_system(error: OSError, path: Path) -> StoreError:
    """The error for what the system said when the file was to be made."""
    reason = _BY_ERRNO.get(error.errno or 0, "store_unusable")
    return store_error(reason, path, f"the store cannot be made: {error.strerror or error}.")


@contextmanager
def told_as_store_errors(path: Path) -> Iterator[None]:
    """Turn errors of SQLite into a `StoreError` that names the file."""
    try:
        yield
    except sqlite3.Error as error:
        raise from_sqlite(error, path) from error
