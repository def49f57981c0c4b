"""Thumbnails in memory: the few hundred last looked at, the others are asked for again."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QImage

SIDE = 48
"""Longest side as painted, in device-independent pixels."""

MOST_KEPT = 600


class Thumbnails:
    """The last used pixmaps, scaled once, and which were asked for."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[int, QPixmap] = OrderedDict()
        self._asked: set[int] = set()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, number: int) -> QPixmap | None:
        """The pixmap of a case, which makes it the last used; None where there is none, or none yet."""
        pixmap = self._kept.get(number)
        if pixmap is None or pixmap.isNull():
            return None
        self._kept.move_to_end(number)
        return pixmap

    def put(self, number: int, image: QImage, ratio: float) -> None:
        """Keep an image, scaled for a screen with `ratio` pixels a device-independent pixel.

        A null image says that there is none to be had: it is not asked for again.
        """
        side = round(SIDE * ratio)
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        pixmap = QPixmap() if image.isNull() else QPixmap.fromImage(image.scaled(side, side, keep, smooth))
        pixmap.setDevicePixelRatio(ratio)
        self._kept[number] = pixmap
        self._kept.move_to_end(number)
        self._asked.discard(number)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def to_ask(self, visible: Iterable[int]) -> list[int]:
        """Of the cases in view, those that have none and were not asked for since they came into view."""
        seen = list(visible)
        self._asked.intersection_update(seen)
        missing = [number for number in seen if number not in self._kept and number not in self._asked]
        self._asked.update(missing)
        return missing

    def is_wanted(self, number: int) -> bool:
        """Whether it was asked for, has not come, and is still in view. May be called from any thread."""
        return number in self._asked

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()
        self._asked.clear()
