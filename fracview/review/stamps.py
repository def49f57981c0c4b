"""A file's stamp: taken before it is read, so that a change meanwhile shows as one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from fracview.reading.remote import RemotePath, listed_of
from fracview.review.store import FileStamp

if TYPE_CHECKING:
    from pathlib import Path

_PRIME = 1_000_003


def stamp_of(path: Path) -> FileStamp | None:
    """Size, time of change and state of a file; None where it has gone or is none.

    Size and time alone would take one file for another: two scans of one size whose names are swapped, on a
    disk that counts time in seconds. The state goes with the entry's own time of change, and with its number.

    Of a file in object storage, where its folder was just listed, as it was then: one request each would cost
    more than the reading saved.
    """
    if isinstance(path, RemotePath):
        found = listed_of(path)
        return FileStamp(path, *found) if found else None
    try:
        status = os.stat(path)  # noqa: PTH116 - a third of the time of Path.stat, for each of thousands
    except (OSError, ValueError):
        return None
    state = status.st_ctime_ns * _PRIME + status.st_ino
    return FileStamp(path, status.st_size, status.st_mtime_ns, state)
