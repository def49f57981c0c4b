"""Files that FracView wrote itself and that lie among the scans: the store, and results of earlier runs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from fracview.export import SUFFIXES

if TYPE_CHECKING:
    from pathlib import Path

    from fracview.review.store import Store

_RESULTS = frozenset({*SUFFIXES, ".html"})
_SIDE_FILES = ("-wal", "-shm", "-journal")


class OwnFiles:
    """Says of a path whether it is one; any thread may ask.

    Parameters
    ----------
    store
        The run's; it knows what was written where. None: nothing is known.
    """

    def __init__(self, store: Store | None) -> None:
        self._store = store
        path = os.path.abspath(store.path) if store else ""  # noqa: PTH100 - `Path.absolute` keeps ``..``
        self._places = frozenset({path, *(path + suffix for suffix in _SIDE_FILES)}) if path else frozenset()

    def __call__(self, path: Path) -> bool:
        """Whether this is the store, or what FracView last wrote at this place."""
        if self._store is None:
            return False
        place = os.path.abspath(path)  # noqa: PTH100
        if place in self._places:
            return True
        return path.suffix.lower() in _RESULTS and self._store.known_export(path.absolute()) is not None
