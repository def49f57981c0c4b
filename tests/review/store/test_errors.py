from __future__ import annotations

import errno
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest

from fracview.core.errors import FracViewError
from fracview.review.store.errors import from_sqlite, from_system, store_error

PATH = Path("somewhere/store.sqlite")
REASONS = (
    "store_locked",
    "store_read_only",
    "store_corrupt",
    "store_full",
    "store_newer",
    "store_unusable",
)


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_names_the_file_and_the_cure(reason: str) -> None:
    error = store_error(reason, PATH)
    assert isinstance(error, FracViewError)
    assert isinstance(error, OSError)
    assert (error.reason, error.path) == (reason, PATH)
    assert str(error).startswith(f"{PATH}: the ")
    assert error.message.endswith(".")
    assert error.cure.endswith(".")


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "store_locked"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "store_read_only"),
        (sqlite3.SQLITE_CORRUPT_VTAB, "store_corrupt"),
        (sqlite3.SQLITE_FULL, "store_full"),
        (sqlite3.SQLITE_IOERR_READ, "store_unusable"),
    ],
)
def test_extended_codes_of_sqlite_fall_to_their_reason(code: int, reason: str) -> None:
    said = sqlite3.OperationalError("in SQLite's words")
    said.sqlite_errorcode = code
    assert from_sqlite(said, PATH).reason == reason


@pytest.mark.parametrize(
    ("free", "code", "reason"),
    [
        (0, sqlite3.SQLITE_IOERR_SHMSIZE, "store_full"),
        (60_000, sqlite3.SQLITE_IOERR_WRITE, "store_full"),
        (1 << 20, sqlite3.SQLITE_IOERR_WRITE, "store_unusable"),
        (0, sqlite3.SQLITE_CANTOPEN, "store_unusable"),
        (None, sqlite3.SQLITE_IOERR_WRITE, "store_unusable"),
    ],
)
def test_a_disk_without_room_is_full_whatever_sqlite_calls_it(
    monkeypatch: pytest.MonkeyPatch, free: int | None, code: int, reason: str
) -> None:
    def usage(path: Path) -> SimpleNamespace:
        assert path == PATH.parent
        if free is None:
            raise OSError(errno.EIO, "the disk has gone")
        return SimpleNamespace(free=free)

    monkeypatch.setattr("fracview.review.store.errors.shutil.disk_usage", usage)
    said = sqlite3.OperationalError("disk I/O error")
    said.sqlite_errorcode = code
    assert from_sqlite(said, PATH).reason == reason


@pytest.mark.parametrize("reason", ["store_read_only", "store_corrupt", "store_newer", "store_unusable"])
def test_another_store_is_to_be_had_in_the_viewer_and_on_the_command_line(reason: str) -> None:
    cure = store_error(reason, PATH).cure
    assert "another store (viewer: in the settings; command line: --store)" in cure


def test_what_has_no_reason_of_its_own_keeps_the_words_of_sqlite() -> None:
    error = from_sqlite(sqlite3.ProgrammingError("no such thing"), PATH)
    assert (error.reason, "no such thing" in error.message) == ("store_unusable", True)


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.EROFS, "store_read_only"),
        (errno.EACCES, "store_read_only"),
        (errno.ENOSPC, "store_full"),
        (errno.ENOTDIR, "store_unusable"),
    ],
)
def test_what_the_system_says_when_the_file_cannot_be_made(number: int, reason: str) -> None:
    assert from_system(OSError(number, "as the system says"), PATH).reason == reason
