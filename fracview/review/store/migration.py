"""A store of an older version: brought up to date where it can be written to, read as it is where not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.review.store.schema import SECOND, TABLES_OF_2, VERSION, identity

if TYPE_CHECKING:
    import sqlite3

_VERDICTS_OF_1 = "number, sha256, frame, verdict, comment, reader, time, shown, models"


def migrate(connection: sqlite3.Connection) -> None:
    """Bring an older store to `VERSION`: all or nothing, and across a power cut.

    Nothing that lies there is changed, only tables and columns are added. What another process has
    migrated meanwhile is left alone.
    """
    if not _is_older(connection):
        return
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _is_older(connection):
            for statement in SECOND:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def stand_in(connection: sqlite3.Connection) -> None:
    """Give an older store that can only be read what it lacks: empty, in memory, for this connection alone.

    Whoever asks then need not know of versions.
    """
    if not _is_older(connection):
        return
    connection.execute("PRAGMA temp_store = MEMORY")
    for table in TABLES_OF_2:
        connection.execute(table.replace("CREATE TABLE", "CREATE TEMP TABLE", 1))
    connection.execute(
        f"CREATE TEMP VIEW verdicts AS SELECT {_VERDICTS_OF_1}, NULL AS seconds FROM main.verdicts"
    )


def _is_older(connection: sqlite3.Connection) -> bool:
    return identity(connection)[1] < VERSION
