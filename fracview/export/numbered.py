"""A file that changed while its successor was being made stays: the new one goes beside it, numbered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fracview.core.errors import ExportError
from fracview.export.aside import NEW_FILE, mode_of, put_in_place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

MOST_NUMBERS = 10_000


@dataclass(frozen=True, slots=True)
class FileMark:
    """What tells two states of a file apart without reading it: its inode, size in bytes and time in ns."""

    inode: int
    size: int
    modified_ns: int


def look(path: Path) -> FileMark | None:
    """Mark of the file that is at `path` now; None where there is none, or none that can be looked at."""
    try:
        found = path.stat()
    except OSError:
        return None
    return FileMark(found.st_ino, found.st_size, found.st_mtime_ns)


def has_changed(path: Path, seen: FileMark | None) -> bool:
    """Whether another file, or another state of it, is at `path` than was seen; gone is no change."""
    now = look(path)
    return now is not None and now != seen


def put_in_place_unless_changed(part: Path, target: Path, seen: FileMark | None) -> Path:
    """Let the finished `part` become `target`; where that has changed since it was seen, go beside it.

    Parameters
    ----------
    part, target
        In one folder, or the part in that of the file which `target` leads to as a link.
    seen
        `look(target)` when the work began.

    Returns
    -------
    Where the file is now: `target`, or the first free of ``findings (2).csv``, ``findings (3).csv``, ...

    Raises
    ------
    ExportError
        `not_replaceable`: nothing can be put there. `part` then stays, and the error names it.
    """
    if has_changed(target, seen):
        target = claim_numbered(target, part)
    put_in_place(part, target)
    return target


def claim_numbered(target: Path, part: Path, also: Callable[[Path], Iterable[Path]] = lambda _: ()) -> Path:
    """Take the first free numbered name for oneself: on return an empty file is there, as open as `target`.

    Parameters
    ----------
    target
        The name to number.
    part
        What is to go there; named by the error.
    also
        Further files that must be free beside a numbered name.

    Raises
    ------
    ExportError
        `not_replaceable`.
    """
    for number in range(2, MOST_NUMBERS):
        candidate = target.with_name(f"{target.stem} ({number}){target.suffix}")
        if any(look(each) is not None for each in also(candidate)):
            continue
        try:
            candidate.touch(mode=mode_of(target, NEW_FILE), exist_ok=False)
        except FileExistsError:
            continue
        except OSError as error:
            raise _nowhere(target, part, error.strerror or str(error)) from error
        return candidate
    raise _nowhere(target, part, f"{MOST_NUMBERS} numbered names are taken")


def _nowhere(target: Path, part: Path, why: str) -> ExportError:
    return ExportError(
        f"was changed meanwhile, and no file can be put beside it: {why}.",
        reason="not_replaceable",
        path=target,
        cure=f"The finished results are in {part}.",
    )
