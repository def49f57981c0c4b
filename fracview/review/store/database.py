"""One connection to the store for all threads: whole reads, and writes that happen whole or not at all."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from fracview.review.store.errors import from_system, store_error, told_as_store_errors
from fracview.review.store.opening import open_database

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from pathlib import Path

Row = tuple[Any, ...]

CHUNK = 900
"""Keys a query: below the 999 variables that older builds of SQLite allow."""


class Database:
    """The file, open.

    Parameters
    ----------
    path
        Absolute.
    timeout_s
        How long to wait for another process.

    Attributes
    ----------
    read_only
        Whether it can only be read.

    Raises
    ------
    StoreError
        `fracview.review.store.opening.open_database`.
    """

    def __init__(self, path: Path, timeout_s: float) -> None:
        self.path = path
        opened, self.read_only = open_database(path, timeout_s)
        self._connection: sqlite3.Connection | None = opened
        self._lock = threading.Lock()
        self._file = _file_number(path)

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query.

        Raises
        ------
        StoreError
            Locked, damaged, unusable.
        """
        with self._lock, told_as_store_errors(self.path):
            return self._opened().execute(sql, values).fetchall()

    def rows_among(self, sql: str, keys: Sequence[Any], values: Sequence[Any] = ()) -> Iterator[Row]:
        """Rows of a query for any number of keys.

        Other threads get their turn between the chunks, so that a verdict need not wait for a long read.

        Parameters
        ----------
        sql
            With ``{keys}`` where the list of keys belongs; the places of `values` come before it.
        keys
            Distinct.
        values
            Of the other places.
        """
        for start in range(0, len(keys), CHUNK):
            chunk = keys[start : start + CHUNK]
            places = ",".join("?" * len(chunk))
            yield from self.rows(sql.replace("{keys}", places), (*values, *chunk))

    @contextmanager
    def writing(self, *, power_safe: bool = False) -> Iterator[sqlite3.Connection]:
        """A transaction: committed where the block ends well, as if it had never begun elsewhere.

        What is committed survives the end of the process, however sudden.

        Parameters
        ----------
        power_safe
            Return only once it survives a power cut too.

        Raises
        ------
        StoreError
            Any reason; nothing of the block was written.
        """
        with self._lock, told_as_store_errors(self.path):
            connection = self._opened()
            self._check_writable()
            connection.execute(f"PRAGMA synchronous = {'FULL' if power_safe else 'NORMAL'}")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        with self._lock, told_as_store_errors(self.path):
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.close()

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            raise store_error("store_unusable", self.path, "the store was closed.")
        return self._connection

    def _check_writable(self) -> None:
        if self.read_only:
            raise store_error("store_read_only", self.path)
        # Written into a file that has lost its name, a verdict would be gone with the process.
        if _file_number(self.path) != self._file:
            message = "the store was moved, deleted or replaced while it was open."
            raise store_error("store_unusable", self.path, message)


def storable(value: str | float | None) -> str | float | None:
    """Text as SQLite can hold it: half a character from a clipboard must not cost the entry it stands in."""
    if not isinstance(value, str):
        return value
    return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _file_number(path: Path) -> tuple[int, int]:
    """Device and number of the file that has this name now."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return (0, 0)
    except OSError as error:
        raise from_system(error, path) from error
    return (status.st_dev, status.st_ino)
