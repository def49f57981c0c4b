"""Unfinished files of killed runs over a store: known by a lock that nobody holds, and taken away.

Only those that are marked as kept: without a store, what a killed run has left may be all there is of it.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from typing import TYPE_CHECKING

from fracview.export.aside import KEPT_PREFIX, PART_SUFFIX

if TYPE_CHECKING:
    from pathlib import Path

LEAST_AGE_S = 10.0
"""A younger file may have been made and not locked yet, or closed and not put in place yet."""

FOLDER_AGE_S = 86400.0
"""A folder has no lock: a workbook's rows lie in it, and none is made for a day without one more."""

if sys.platform != "win32":
    import fcntl

    def hold(descriptor: int) -> None:
        """Mark a file as being written, for as long as it is open; a file system without locks is left so."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return

    def _take(path: Path) -> None:
        descriptor = os.open(path, os.O_RDWR)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
        finally:
            os.close(descriptor)

else:

    def hold(descriptor: int) -> None:
        """Nothing to do: a file that is open cannot be deleted there."""

    def _take(path: Path) -> None:
        path.unlink()


def _age_s(*paths: Path) -> float:
    """Since the last of these changed."""
    return time.time() - max(path.stat().st_mtime for path in paths)


def sweep(folder: Path) -> int:
    """Delete what killed runs have left unfinished in a folder; how many.

    What another run is writing stays, and so does what cannot be told apart or may not be deleted.
    """
    swept = 0
    for path in folder.glob(f"{KEPT_PREFIX}*{PART_SUFFIX}"):
        try:
            if path.is_dir():
                if _age_s(*path.iterdir(), path) > FOLDER_AGE_S:
                    shutil.rmtree(path)
                    swept += 1
                continue
            if _age_s(path) < LEAST_AGE_S:
                continue
            _take(path)
        except OSError:  # held by another run, or gone already
            continue
        swept += 1
    return swept
