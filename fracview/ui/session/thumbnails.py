"""Thumbnails for the rows in sight: from the disk where they were made before, else from the file."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from fracview.ui.work import Lane

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from fracview.review.thumbnails import ThumbnailCache
    from fracview.ui.work import Ticket

MOST_WAITING = 60
"""Rows that scrolled by are dropped beyond this many: those in sight were asked for last."""


class Thumbnails(QObject):
    """Makes thumbnails on a thread of its own, the row asked for last first.

    Signals
    -------
    made
        Number of the case, and its picture as a `QImage`; a null image where there is none to be had.
    """

    made = Signal(int, QImage)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._cache: ThumbnailCache | None = None
        self._lane = Lane("thumbnails", self, behind=True)
        self._latest_first = itertools.count(-1, -1)
        self._waiting: dict[int, Ticket] = {}

    def want(self, number: int, path: Path, sha256: str) -> None:
        """Make one for this case; `sha256` is "" where the file was not read yet."""

        def then(picture: NDArray[np.uint8] | None) -> None:
            self._waiting.pop(number, None)
            self.made.emit(number, grey_qimage(picture) if picture is not None else QImage())

        ticket = self._lane.submit(
            lambda: self._make(path, sha256), then, lambda _: then(None), next(self._latest_first)
        )
        self._waiting[number] = ticket
        if len(self._waiting) > MOST_WAITING:
            oldest = next(iter(self._waiting))
            self._waiting.pop(oldest).cancel()  # scrolled by; asked for again when it comes back

    def clear(self) -> None:
        """Other files are opened."""
        for ticket in self._waiting.values():
            ticket.cancel()
        self._waiting.clear()

    def close(self) -> None:
        """End the thread."""
        self._lane.close()

    def _make(self, path: Path, sha256: str) -> NDArray[np.uint8] | None:
        from fracview.core.errors import ReadingError
        from fracview.reading import read
        from fracview.review.thumbnails import ThumbnailCache, make_thumbnail

        if self._cache is None:
            self._cache = ThumbnailCache(self._folder)
        if sha256 and (kept := self._cache.get(sha256, 0)) is not None:
            return kept
        try:
            radiograph = read(path)
        except ReadingError:  # the row says so in words as soon as it is looked at or analysed
            return None
        picture = make_thumbnail(radiograph.display_image())
        self._cache.put(radiograph.sha256, 0, picture)
        return picture


def grey_qimage(picture: NDArray[np.uint8]) -> QImage:
    """(rows, columns) uint8 as a `QImage` that owns its bytes."""
    rows, columns = picture.shape
    data = np.ascontiguousarray(picture)
    return QImage(data.data, columns, rows, columns, QImage.Format.Format_Grayscale8).copy()
