"""Write aside, then replace: a reader sees the old file or the new one, never half of it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from fracview.core.errors import ExportError

if TYPE_CHECKING:
    from pathlib import Path

PART_PREFIX = ".fracview-"
PART_SUFFIX = ".part"


KEPT_PREFIX = f"{PART_PREFIX}kept-"
"""Of unfinished files that hold nothing which is not in a store as well."""


def part_path(target: Path, *, kept: bool = False) -> Path:
    """Path of a new temporary file in the folder of `target`, which replaces atomically from there.

    `kept` where all that it is going to hold is in a store: what a killed run leaves may then be deleted.
    """
    prefix = KEPT_PREFIX if kept else PART_PREFIX
    return target.with_name(f"{prefix}{secrets.token_hex(6)}{PART_SUFFIX}")


def check_writable(folder: Path) -> None:
    """Try whether files can be made in a folder, or where it would have to be made itself; leaves nothing.

    Raises
    ------
    ExportError
        `not_writable`.
    """
    try:
        there = folder
        while not there.exists() and there != there.parent:
            there = there.parent
        part = part_path(there / "x")
        part.touch(exist_ok=False)
        part.unlink()
    except OSError as error:
        raise ExportError(
            f"cannot be made or written to: {error.strerror or error}.",
            reason="not_writable",
            path=folder,
            cure="Choose a folder that you may write to.",
        ) from error


def cannot_write(target: Path, error: OSError) -> ExportError:
    """The error for a file that cannot be created or written, with the system's own words."""
    return ExportError(
        f"cannot be written: {error.strerror or error}.",
        reason="not_writable",
        path=target,
        cure="Choose a folder that you may write to and that has space left.",
    )


def put_in_place(part: Path, target: Path) -> None:
    """Let the finished `part` become `target`, replacing what was there.

    Raises
    ------
    ExportError
        `not_replaceable` where the system refuses (a spreadsheet that holds the file open on Windows);
        `part` then stays, and the error names it.
    """
    try:
        part.replace(target)
    except OSError as error:
        raise ExportError(
            f"cannot be replaced: {error.strerror or error}.",
            reason="not_replaceable",
            path=target,
            cure=f"Close the program that holds it open; the finished results are in {part}.",
        ) from error
