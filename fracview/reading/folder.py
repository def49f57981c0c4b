"""Folders in: files one after the other, in the order a person would count them."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fracview.core.errors import ReadingError
from fracview.reading.reasons import ReadingReason, refusal
from fracview.reading.remote import RemotePath, as_path
from fracview.reading.source import os_refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_JUNK = {"thumbs.db", "desktop.ini", "ehthumbs.db", "__macosx", "$recycle.bin", "system volume information"}
_DIGITS = re.compile("[0-9]+")

_FolderId = tuple[int, int]
"""Device and inode: the same for every path that leads to one folder."""


@dataclass(frozen=True, slots=True)
class _Step:
    """An entry still to be visited, and the folders around it."""

    path: Path
    parents: tuple[_FolderId, ...]


def walk(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Path | ReadingError]:
    """Walk files and folders lazily, each folder in natural order (IMG2 before IMG10).

    A folder is listed when its turn comes, never the whole tree ahead; its files come before its
    subfolders. Links are followed. Hidden files and the systems' own (``Thumbs.db``) are skipped inside
    folders, not where they are named in `paths`. A URL is walked in object storage, in the same way.

    Yields
    ------
    Path
        A file, recognised by nothing but being one.
    ReadingError
        What cannot be walked: a folder that must not be listed, a link that leads nowhere or back to
        one of its own parents, a path that does not exist. The walk goes on.
    """
    for named in paths:
        path = as_path(named)
        if isinstance(path, RemotePath):
            from fracview.reading.remote_walk import walk_remote

            yield from walk_remote(path)
            continue
        # Open folders as a stack of iterators: no recursion, however deep the tree.
        stack: list[Iterator[_Step]] = [iter([_Step(path, ())])]
        while stack:
            step = next(stack[-1], None)
            if step is None:
                stack.pop()
                continue
            found, inside = _visit(step)
            if found is not None:
                yield found
            if inside:
                stack.append(iter(inside))


def distinct(paths: Iterable[Path]) -> list[Path]:
    """Paths without those that are named twice, or lie in a folder that is named too.

    Links are not followed: a file under two names is two files. One that the walk of the folder would skip
    (``.scan.png``) is kept beside it.
    """
    named = {path: os.path.abspath(path) for path in paths if not isinstance(path, RemotePath)}  # noqa: PTH100
    folders = {place for path, place in named.items() if path.is_dir()}
    seen: set[str | Path] = set()
    kept = []
    for path in paths:
        place = named.get(path, path)
        if place in seen or (path in named and _is_inside(str(place), folders)):
            continue
        seen.add(place)
        kept.append(path)
    return kept


def _is_inside(place: str, folders: set[str]) -> bool:
    """Whether the walk of one of the folders comes to this place."""
    above, name = os.path.split(place)
    while above and name and not is_junk(name):
        if above in folders:
            return True
        above, name = os.path.split(above)
    return False


def natural_key(name: str) -> str:
    """Sort key, one string: digits count as numbers and letter case does not matter.

    A run of digits becomes NUL, which no file name holds, the count of its digits as a character, and the
    digits: more digits are more, and a number comes before a letter.
    """
    return _DIGITS.sub(_counted, name.casefold())


def _counted(match: re.Match[str]) -> str:
    digits = match.group().lstrip("0") or "0"
    return f"\0{chr(len(digits))}{digits}"


def _visit(step: _Step) -> tuple[Path | ReadingError | None, list[_Step]]:
    """What to yield for one entry, and where it is a folder, its entries in order."""
    path = step.path
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        return _unreachable(path, error), []
    if not stat.S_ISDIR(status.st_mode):
        return path, []
    folder_id = (status.st_dev, status.st_ino)
    if folder_id in step.parents:
        return refusal(ReadingReason.SYMLINK_LOOP, "This link leads back to a folder around it.", path), []
    try:
        with os.scandir(path) as entries:
            listed = sorted((_is_folder(entry), natural_key(entry.name), entry.name) for entry in entries)
    except OSError as error:
        return _unlistable(path, error), []
    parents = (*step.parents, folder_id)
    return None, [_Step(path / name, parents) for _, _, name in listed if not is_junk(name)]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def is_junk(name: str) -> bool:
    """Whether an entry of a folder is hidden, or a system's own."""
    return name.startswith(".") or name.casefold() in _JUNK


def _unreachable(path: Path, error: OSError | ValueError) -> ReadingError:
    refused = os_refusal(error, path)
    if refused.reason == ReadingReason.NOT_FOUND and path.is_symlink():
        return refusal(ReadingReason.BROKEN_LINK, "This link leads to nothing.", path)
    return refused


def _unlistable(folder: Path, error: OSError) -> ReadingError:
    if isinstance(error, PermissionError):
        return refusal(ReadingReason.UNREADABLE_FOLDER, "Listing this folder is not permitted.", folder)
    return os_refusal(error, folder)
