"""The thumbnails' folder: how much lies in it, and what goes when it grows too large."""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from fracview.review.whole_files import PART_PREFIX, PART_SUFFIX

if TYPE_CHECKING:
    from pathlib import Path

_OURS = re.compile(r"[0-9A-Za-z]{1,128}-\d+\.png")
_PART = re.compile(rf"{re.escape(PART_PREFIX)}.*{re.escape(PART_SUFFIX)}")

ROOM_AFTER = 0.9
"""Of what may be held: trimmed to this share, so that not every further thumbnail trims again."""

LEFT_OVER_NS = 3600 * 10**9
"""Age from which an unfinished file is nobody's any more."""


class _Found(NamedTuple):
    mtime_ns: int
    path: str
    size: int


class Held:
    """Counts the bytes of a folder, and trims it. Several processes may do so at once.

    Parameters
    ----------
    folder
        Need not be there yet.
    max_bytes
        Beyond it the oldest go.
    """

    def __init__(self, folder: Path, max_bytes: int) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._bytes: int | None = None

    def add(self, size: int) -> None:
        """A file of `size` bytes was put there.

        Raises
        ------
        OSError
            The folder cannot be listed.
        """
        # The folder is listed at the first file, which is then among those found.
        self._bytes = _bytes(self._folder) if self._bytes is None else self._bytes + size
        if self._bytes > self._max_bytes:
            self._bytes = _trim(self._folder, round(ROOM_AFTER * self._max_bytes))

    def forget(self) -> None:
        """Count again at the next file."""
        self._bytes = None


def remove_all(folder: Path) -> None:
    """Remove every thumbnail and unfinished file; what is neither stays.

    Raises
    ------
    OSError
        The folder cannot be listed.
    """
    for found in (*_listed(folder, _OURS), *_listed(folder, _PART)):
        _remove(found)


def _bytes(folder: Path) -> int:
    return sum(found.size for found in _listed(folder, _OURS))


def _trim(folder: Path, most: int) -> int:
    """Remove what was left unfinished long ago, then the oldest until at most `most` bytes remain."""
    long_ago_ns = time.time_ns() - LEFT_OVER_NS
    for part in _listed(folder, _PART):
        if part.mtime_ns < long_ago_ns:
            _remove(part)
    oldest_first = sorted(_listed(folder, _OURS))
    held = sum(found.size for found in oldest_first)
    for found in oldest_first:
        if held <= most:
            break
        _remove(found)
        held -= found.size
    return held


def _listed(folder: Path, name: re.Pattern[str]) -> list[_Found]:
    found = []
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if name.fullmatch(entry.name):
                with suppress(FileNotFoundError):  # another process has just removed it
                    status = entry.stat(follow_symlinks=False)
                    found.append(_Found(status.st_mtime_ns, entry.path, status.st_size))
    return found


def _remove(found: _Found) -> None:
    with suppress(OSError):  # gone, or held open by a reader on Windows: then the next time
        os.unlink(found.path)  # noqa: PTH108 - one of tens of thousands
