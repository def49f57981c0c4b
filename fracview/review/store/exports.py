"""What FracView last wrote at a path, so that its own file is told from one that somebody has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from fracview.review.store.database import Database
    from fracview.review.store.files import Names


def note(database: Database, names: Names, path: Path, sha256: str) -> None:
    """Keep the SHA-256 of what was written; the newest of a path stays."""
    with database.writing() as connection:
        connection.execute("INSERT OR REPLACE INTO exports VALUES (?, ?)", (names.path_key(path), sha256))


def known(database: Database, names: Names, path: Path) -> str | None:
    """The SHA-256 of what was last written; None where nothing was."""
    rows = database.rows("SELECT sha256 FROM exports WHERE path_key = ?", (names.path_key(path),))
    return rows[0][0] if rows else None
