"""The tables of the store, version by version, and how a file is known to be one."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

APPLICATION_ID = 0x46725677
"""SQLite's application id: ``FrVw``. A database without it is another program's."""

VERSION = 2
"""SQLite's user version: of the tables below. A greater one was made by a newer FracView."""

SALT_BYTES = 32

_FIRST = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
    # Files are known by a salted hash of their path: file and folder names are usually the patient's.
    # mtime_ns held the time of change once; since version 2 it is `FileStamp.mark`, which no time equals.
    """CREATE TABLE files (
        path_key BLOB PRIMARY KEY,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        sha256 TEXT NOT NULL,
        frame_count INTEGER NOT NULL,
        study_key TEXT NOT NULL
    ) WITHOUT ROWID""",
    # Nearly all analyses share one: written once, and one object when read.
    "CREATE TABLE provenances (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE)",
    """CREATE TABLE analyses (
        sha256 TEXT NOT NULL CHECK (sha256 <> ''),
        frame INTEGER NOT NULL,
        models_key TEXT NOT NULL,
        status TEXT NOT NULL,
        body TEXT NOT NULL,
        boxes BLOB NOT NULL,
        checksum INTEGER NOT NULL,
        provenance INTEGER NOT NULL REFERENCES provenances (id),
        PRIMARY KEY (sha256, frame, models_key)
    )""",
    # AUTOINCREMENT: a later entry always has the greater number, whatever the clocks say.
    """CREATE TABLE verdicts (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        sha256 TEXT NOT NULL CHECK (sha256 <> ''),
        frame INTEGER NOT NULL,
        verdict TEXT CHECK (verdict IN ('agree', 'unsure', 'disagree')),
        comment TEXT NOT NULL,
        reader TEXT NOT NULL,
        time TEXT NOT NULL,
        shown TEXT NOT NULL,
        models TEXT NOT NULL
    )""",
    "CREATE INDEX verdicts_of_frame ON verdicts (sha256, frame, number)",
    """CREATE TRIGGER verdicts_are_not_changed BEFORE UPDATE ON verdicts
        BEGIN SELECT RAISE (ABORT, 'a verdict is never changed'); END""",
    """CREATE TRIGGER verdicts_are_not_deleted BEFORE DELETE ON verdicts
        BEGIN SELECT RAISE (ABORT, 'a verdict is never deleted'); END""",
)

TABLES_OF_2 = (
    """CREATE TABLE impressions (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        sha256 TEXT NOT NULL CHECK (sha256 <> ''),
        frame INTEGER NOT NULL,
        impression TEXT NOT NULL CHECK (impression IN ('fracture', 'unsure', 'no_fracture')),
        reader TEXT NOT NULL,
        time TEXT NOT NULL,
        seconds REAL
    )""",
    # When contents came, whatever path they lie under now.
    """CREATE TABLE arrivals (
        sha256 TEXT PRIMARY KEY CHECK (sha256 <> ''),
        first_seen_ns INTEGER NOT NULL
    ) WITHOUT ROWID""",
    # What was last written at a path, by its salted hash as in `files`.
    "CREATE TABLE exports (path_key BLOB PRIMARY KEY, sha256 TEXT NOT NULL) WITHOUT ROWID",
    # What one network gave for one frame, so that it need not run again when another one is changed.
    """CREATE TABLE network_rows (
        sha256 TEXT NOT NULL CHECK (sha256 <> ''),
        frame INTEGER NOT NULL,
        network TEXT NOT NULL CHECK (network <> ''),
        row BLOB NOT NULL,
        PRIMARY KEY (sha256, frame, network)
    ) WITHOUT ROWID""",
)
"""The tables that version 2 has brought."""

SECOND = (
    "ALTER TABLE verdicts ADD COLUMN seconds REAL",
    *TABLES_OF_2,
    "CREATE INDEX impressions_of_frame ON impressions (sha256, frame, number)",
    """CREATE TRIGGER impressions_are_not_changed BEFORE UPDATE ON impressions
        BEGIN SELECT RAISE (ABORT, 'an impression is never changed'); END""",
    """CREATE TRIGGER impressions_are_not_deleted BEFORE DELETE ON impressions
        BEGIN SELECT RAISE (ABORT, 'an impression is never deleted'); END""",
)
"""What makes version 2 of version 1. It only adds: a program that still holds the file goes on with it."""


def is_empty(connection: sqlite3.Connection) -> bool:
    """Whether the database holds nothing at all, as a file that was just made."""
    return not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]


def identity(connection: sqlite3.Connection) -> tuple[int, int]:
    """Application id and user version."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    return int(application), int(connection.execute("PRAGMA user_version").fetchone()[0])


def create(connection: sqlite3.Connection) -> None:
    """Make the tables in an empty database, all or nothing; leave alone what another process made first."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        if is_empty(connection):
            _fill(connection)
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _fill(connection: sqlite3.Connection) -> None:
    for statement in (*_FIRST, *SECOND):  # as a file comes by that has lived through all versions
        connection.execute(statement)
    connection.execute("INSERT INTO meta VALUES ('salt', ?)", (secrets.token_bytes(SALT_BYTES),))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
