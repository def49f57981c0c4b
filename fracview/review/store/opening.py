"""Opening the file of a store: refuse first what is not one, then try to write, then to read.

An older one that can be written to is brought up to date.
"""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from functools import partial
from typing import TYPE_CHECKING

from fracview.review.paths import make_private
from fracview.review.store.errors import from_system, primary_code, store_error, told_as_store_errors
from fracview.review.store.migration import migrate, stand_in
from fracview.review.store.schema import APPLICATION_ID, VERSION, create, identity, is_empty

if TYPE_CHECKING:
    from pathlib import Path

_MAGIC = b"SQLite format 3\0"
_HEADER_BYTES = 100
_USER_VERSION, _APPLICATION_ID = slice(60, 64), slice(68, 72)
"""Big-endian fields of the header (section 1.3 of SQLite's file format)."""

_NOT_OURS = "this is not a FracView store; it was left as it is."

_ONLY_WRITING_FAILED = {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}
"""Codes of a file, or of a side file, that could not be made or written: it may still be read."""

_RETRY_S = 0.02


def open_database(path: Path, timeout_s: float) -> tuple[sqlite3.Connection, bool]:
    """Open or create a store.

    Parameters
    ----------
    path
        Absolute.
    timeout_s
        How long to wait for another process.

    Returns
    -------
    The connection, in autocommit, usable from any thread but only one at a time; and whether it can only
    be read.

    Raises
    ------
    StoreError
        Any reason; a file that is no store, or a newer one, is not touched.
    """
    _make_file(path)
    _check_header(path)
    with told_as_store_errors(path):
        return _open(path, timeout_s)


def _make_file(path: Path) -> None:
    """An empty file where there is none, for its owner only; SQLite gives its side files the same mode."""
    try:
        if path.exists():
            return
        make_private(path.parent)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise from_system(error, path) from error


def _check_header(path: Path) -> None:
    """Refuse by its first bytes what is not a store, before SQLite may recover or tidy anything in it.

    An unfinished first transaction (a journal lies beside it) has no header worth reading yet.
    """
    if _beside(path, "-journal"):
        return
    header = _header(path)
    if not header and not _beside(path, "-wal"):
        return
    if header and not header.startswith(_MAGIC):
        raise store_error("store_corrupt", path, _NOT_OURS)
    if len(header) < _HEADER_BYTES:
        # SQLite would take it for a new one, and delete the log beside it with all that was written last.
        raise store_error("store_corrupt", path)
    application, version = header[_APPLICATION_ID], header[_USER_VERSION]
    _check_identity(path, int.from_bytes(application, "big"), int.from_bytes(version, "big"))


def _header(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise OSError(errno.EINVAL, "it is not a file")
        with path.open("rb") as file:
            return file.read(_HEADER_BYTES)
    except OSError as error:
        message = f"the store cannot be read: {error.strerror or error}."
        raise store_error("store_unusable", path, message) from error


def _beside(path: Path, suffix: str) -> int:
    """Bytes of a side file of SQLite; 0 where there is none."""
    try:
        return path.with_name(path.name + suffix).stat().st_size
    except OSError:
        return 0


def _check_identity(path: Path, application: int, version: int) -> None:
    if application != APPLICATION_ID:
        raise store_error("store_corrupt", path, _NOT_OURS)
    if version > VERSION:
        raise store_error("store_newer", path)


def _open(path: Path, timeout_s: float) -> tuple[sqlite3.Connection, bool]:
    """For writing; else for reading; else, where not even a lock can be made beside it, as it lies there."""
    try:
        return _ready(path, timeout_s, "mode=rw")
    except sqlite3.Error as error:
        if primary_code(error) not in _ONLY_WRITING_FAILED:
            raise
        refused = error
    try:
        return _ready(path, timeout_s, "mode=ro")
    except sqlite3.Error as error:
        if primary_code(error) not in _ONLY_WRITING_FAILED:
            raise
    if _beside(path, "-wal") or _beside(path, "-journal"):
        message = "what was written last can be read only where its folder can be written to."
        raise store_error("store_read_only", path, message) from refused
    # A folder that nobody can write to. Should another machine write there after all, a read may fail as
    # damaged; the file itself cannot suffer.
    return _ready(path, timeout_s, "immutable=1")


def _ready(path: Path, timeout_s: float, how: str) -> tuple[sqlite3.Connection, bool]:
    connection = sqlite3.connect(
        f"{path.as_uri()}?{how}",
        uri=True,
        timeout=timeout_s,
        isolation_level=None,
        check_same_thread=False,
    )
    # Text that a bad disk has changed must reach the checksums, not break the whole query.
    connection.text_factory = partial(str, encoding="utf-8", errors="replace")
    try:
        writes = how == "mode=rw"
        if writes and is_empty(connection):
            create(connection)
        _check_identity(path, *identity(connection))
        if writes:
            _use_log(connection, timeout_s)
        read_only = not (writes and _can_write(connection, timeout_s))
        (stand_in if read_only else migrate)(connection)
        return connection, read_only
    except BaseException:
        connection.close()
        raise


def _use_log(connection: sqlite3.Connection, timeout_s: float) -> None:
    """Switch to the write-ahead log; SQLite does not wait by itself where two processes switch at once."""
    give_up = time.monotonic() + timeout_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if primary_code(error) != sqlite3.SQLITE_BUSY or time.monotonic() >= give_up:
                raise
            time.sleep(_RETRY_S)
        else:
            return


def _can_write(connection: sqlite3.Connection, timeout_s: float) -> bool:
    """Try a write and take it back; a store that another process is writing to can be written to."""
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        # In a read-only file BEGIN IMMEDIATE alone quietly becomes a reading transaction.
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    except sqlite3.OperationalError as error:
        if primary_code(error) == sqlite3.SQLITE_BUSY:
            return True
        if primary_code(error) == sqlite3.SQLITE_READONLY:
            return False
        raise
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.execute(f"PRAGMA busy_timeout = {round(timeout_s * 1000)}")
    return True
