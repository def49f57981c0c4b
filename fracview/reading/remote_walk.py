"""Folders of object storage in: the same order and the same errors as folders of a disk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fracview.core.errors import ReadingError
from fracview.reading.folder import is_junk, natural_key
from fracview.reading.reasons import ReadingReason, refusal
from fracview.reading.remote import entries_of, info_of, is_folder, listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fracview.reading.remote import RemotePath

    Found = RemotePath | ReadingError


@dataclass(frozen=True, slots=True)
class _Entry:
    """Something in a folder: a file, a folder, or an error to be told in its place."""

    path: RemotePath
    folder: bool = False
    error: ReadingError | None = None


def walk_remote(root: RemotePath) -> Iterator[Found]:
    """Walk one URL as `fracview.reading.walk` walks a path: a folder is listed when its turn comes.

    Each file carries what the listing said of it (`RemotePath.listed`).
    """
    stack: list[Iterator[_Entry]] = [iter([_named(root)])]
    while stack:
        entry = next(stack[-1], None)
        if entry is None:
            stack.pop()
        elif entry.error is not None:
            yield entry.error
        elif entry.folder:
            stack.append(iter(_inside(entry.path)))
        else:
            yield entry.path


def _named(root: RemotePath) -> _Entry:
    try:
        info = info_of(root)
    except ReadingError as error:
        return _Entry(root, error=error)
    root.listed = None if is_folder(info) else listed(info)
    return _Entry(root, is_folder(info))


def _inside(folder: RemotePath) -> list[_Entry]:
    """A folder's entries in order, its files before its folders."""
    try:
        found = [(_name(info, folder), info) for info in entries_of(folder)]
    except ReadingError as error:
        if error.reason == ReadingReason.PERMISSION_DENIED:
            sentence = "Listing this folder is not permitted."
            error = refusal(ReadingReason.UNREADABLE_FOLDER, sentence, folder)
        return [_Entry(folder, error=error)]
    nameless = [_Entry(folder, error=_nameless(folder))] if any(_is_nameless(*one) for one in found) else []
    named = [(is_folder(info), natural_key(name), name, info) for name, info in found if name]
    named.sort(key=lambda one: one[:3])
    return [*(_entry(folder / name, info) for _, _, name, info in named if not is_junk(name)), *nameless]


def _name(info: Mapping[str, Any], folder: RemotePath) -> str:
    """Last part of its name; "" for the empty object by which some tools mark the folder itself."""
    whole = str(info["name"]).rstrip("/")
    own = str(folder).partition("://")[2]
    return "" if whole.lstrip("/") == own else whole.rpartition("/")[2]


def _is_nameless(name: str, info: Mapping[str, Any]) -> bool:
    """A folder whose name is empty, from two slashes in a row in a key; the folder's own mark has a time."""
    return not name and is_folder(info) and listed(info) is None


def _nameless(folder: RemotePath) -> ReadingError:
    sentence = "It holds keys with two slashes in a row, which were not read."
    return refusal(ReadingReason.UNREADABLE_FOLDER, sentence, folder)


def _entry(path: RemotePath, info: Mapping[str, Any]) -> _Entry:
    path.listed = None if is_folder(info) else listed(info)
    return _Entry(path, is_folder(info))
