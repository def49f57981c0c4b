"""Write aside, then replace: a reader sees the old file or the new one, never half of it."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from fracview.core.errors import ExportError

if TYPE_CHECKING:
    from io import FileIO

PART_PREFIX = ".fracview-"
PART_SUFFIX = ".part"


KEPT_PREFIX = f"{PART_PREFIX}kept-"
"""Of unfinished files that hold nothing which is not in a store as well."""


NEW_FILE = 0o666
"""Mode of a file that replaces none; the umask takes away from it."""


def led_to(path: Path) -> Path:
    """The file that a link leads to, there or not; a path that is no link, or a loop of them, as it is."""
    return Path(os.path.realpath(path)) if os.path.islink(path) else path  # noqa: PTH114 - raises for no name


def part_path(target: Path, *, kept: bool = False) -> Path:
    """Path of a new temporary file in the folder of `target`, which replaces atomically from there.

    Where `target` is a link, that is the folder of the file that it leads to. `kept` where all that it is
    going to hold is in a store: what a killed run leaves may then be deleted.
    """
    prefix = KEPT_PREFIX if kept else PART_PREFIX
    return led_to(target).with_name(f"{prefix}{secrets.token_hex(6)}{PART_SUFFIX}")


def open_part(part: Path, target: Path) -> FileIO:
    """Make `part` and open it for writing; nobody may read it who may not read the `target` of now.

    Raises
    ------
    OSError
        It is there already, or cannot be made.
    """
    # Its owner may write to it, whatever the target says: it is not finished.
    mode = mode_of(target, NEW_FILE) | stat.S_IRUSR | stat.S_IWUSR
    return open(part, "xb", buffering=0, opener=lambda path, flags: os.open(path, flags, mode))


def mode_of(path: Path, otherwise: int) -> int:
    """Who may read and write the file at a path, as mode bits; `otherwise` where there is no file."""
    try:
        found = path.stat().st_mode
    except OSError:
        return otherwise
    return found & 0o777 if stat.S_ISREG(found) else otherwise


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

    The new file has the mode of the one that it replaces. A link stays: what it leads to is replaced.

    Raises
    ------
    ExportError
        `not_replaceable` where the system refuses (a spreadsheet that holds the file open on Windows);
        `part` then stays, and the error names it.
    """
    place = led_to(target)
    try:
        _take_mode(part, place)
        _move(part, place)
    except OSError as error:
        raise ExportError(
            f"cannot be replaced: {error.strerror or error}.",
            reason="not_replaceable",
            path=target,
            cure=f"Close the program that holds it open; the finished results are in {part}.",
        ) from error


def _take_mode(part: Path, place: Path) -> None:
    now = part.stat().st_mode & 0o777
    mode = mode_of(place, now)
    if mode != now:
        with suppress(PermissionError, NotImplementedError):  # a disk that has no modes of its own
            part.chmod(mode)


def _move(part: Path, place: Path) -> None:
    """Rename; from one disk to another by way of a copy beside `place`."""
    try:
        part.replace(place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        near = part_path(place)
        try:
            open_part(near, part).close()
            shutil.copyfile(part, near)
            _take_mode(near, part)
            near.replace(place)
        except OSError:
            near.unlink(missing_ok=True)
            raise
        part.unlink()
