"""The radiograph itself, drawn from the pyramid level that fits the zoom, windowed by one look-up a pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fracview.core.display import Display
    from fracview.core.view import Orientation, View

_MARGIN = 2
"""Level pixels drawn beyond the viewport, so that smooth scaling has neighbours at its edge."""
_PIXELS_SHOWN_FROM = 12.0
"""View pixels an image pixel covers before it is drawn as a square and no longer smoothed."""
_PARTS_KEPT = 2
"""The viewport's own part, and that of the magnifying glass."""
_BLOCK_PIXELS = 1 << 17
_LEVEL_PIXELS = 1.8
"""Level pixels that a screen pixel may stand for (`Pyramid.level_for`: 1.28 squared), and the margin."""
_OPAQUE = np.uint32(0xFF000000)
_GREY = np.uint32(0x010101)
_COLOUR = np.uint32(0xFFFFFF)


class ImageLayer:
    """Draws one `Display` through a table; keeps the last windowed parts, so that a repaint is cheap."""

    def __init__(self) -> None:
        self._display: Display | None = None
        self._table: NDArray[np.uint32] = np.empty(0, np.uint32)
        self._inverted = False
        self._parts: dict[object, NDArray[np.uint32]] = {}
        self._spares: list[NDArray[np.uint32]] = []

    def reserve(self, width: float, height: float, pixel_ratio: float) -> None:
        """Have memory at hand for a viewport of this size: fresh pages would cost tens of ms amid a drag."""
        most = int(_LEVEL_PIXELS * width * height * pixel_ratio**2)
        if sum(spare.size >= most for spare in self._spares) + len(self._parts) < _PARTS_KEPT:
            self._spares = [np.full(most, _OPAQUE) for _ in range(_PARTS_KEPT)]
            self._parts.clear()

    def set_display(self, display: Display | None) -> None:
        """Another radiograph, or none."""
        self._display = display
        self._put_by(leave=0)

    def set_levels(self, levels: NDArray[np.uint8]) -> None:
        """Grey level of each code; unused for colour."""
        self._table = levels.astype(np.uint32) * _GREY | _OPAQUE
        self._put_by(leave=0)

    def set_colour_inverted(self, inverted: bool) -> None:
        """Whether a colour radiograph is shown with its channels turned round; a grey one has its levels."""
        self._inverted = inverted
        self._put_by(leave=0)

    def paint(self, painter: QPainter, view: View, pixel_ratio: float = 1.0) -> None:
        """Draw what `view` shows; an image pixel lands where `View.matrix` says, to a fraction of a pixel."""
        if self._display is None:
            return
        x1, y1, x2, y2 = view.visible
        if x2 <= x1 or y2 <= y1:
            return
        level = self._display.pyramid.level_for(view.zoom * pixel_ratio)
        box = _cells((x1, y1, x2, y2), level, self._display.pyramid.levels[level].shape)
        image = self._windowed(level, box, view.orientation)
        scale = float(1 << level)
        left, top, right, bottom = (edge * scale for edge in box)
        ax, ay = view.to_view(left, top)
        bx, by = view.to_view(right, bottom)
        target = QRectF(min(ax, bx), min(ay, by), abs(bx - ax), abs(by - ay))
        painter.save()
        painter.setClipRect(_image_rect(view), Qt.ClipOperation.IntersectClip)
        smooth = view.zoom * pixel_ratio < _PIXELS_SHOWN_FROM
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(target, image, QRectF(image.rect()))
        painter.restore()

    def _windowed(self, level: int, box: tuple[int, int, int, int], orientation: Orientation) -> QImage:
        key = (level, box, orientation)
        pixels = self._parts.pop(key, None)
        if pixels is None:
            assert self._display is not None
            self._put_by(leave=_PARTS_KEPT - 1)
            left, top, right, bottom = box
            part = _oriented(self._display.pyramid.levels[level][top:bottom, left:right], orientation)
            pixels = self._packed(part) if part.ndim == 3 else self._through_table(part)
        self._parts[key] = pixels  # the newest last; they keep the memory that the image lies in
        rows, columns = pixels.shape
        return QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)

    def _through_table(self, part: NDArray[Any]) -> NDArray[np.uint32]:
        """Codes to 0xffgggggg; `clip` because it needs no check of each, the codes fit the table.

        In blocks: the look-up makes indices eight times the size of the codes.
        """
        out = self._room(part.shape)
        step = max(1, _BLOCK_PIXELS // part.shape[1])
        for start in range(0, len(part), step):
            rows = slice(start, start + step)
            np.take(self._table, part[rows], mode="clip", out=out[rows])
        return out

    def _packed(self, part: NDArray[Any]) -> NDArray[np.uint32]:
        """(rows, columns, 3) uint8 to 0xffRRGGBB, in C order also where `part` is turned."""
        red, green, blue = (part[..., channel].astype(np.uint32, order="C") for channel in range(3))
        packed = _OPAQUE | red << 16 | green << 8 | blue
        return np.asarray(packed ^ _COLOUR if self._inverted else packed, dtype=np.uint32)

    def _put_by(self, *, leave: int) -> None:
        """Let go of parts, the oldest first, until so many are left; their memory is used again."""
        while len(self._parts) > leave:
            pixels = self._parts.pop(next(iter(self._parts)))
            whole = pixels.base if isinstance(pixels.base, np.ndarray) else pixels
            if whole.ndim == 1 and len(self._spares) < _PARTS_KEPT:
                self._spares.append(whole)

    def _room(self, shape: tuple[int, ...]) -> NDArray[np.uint32]:
        """Memory for a part: some that is put by, where it is large enough."""
        needed = shape[0] * shape[1]
        for position, spare in enumerate(self._spares):
            if spare.size >= needed:
                return self._spares.pop(position)[:needed].reshape(shape)
        self._spares = []
        return np.empty(needed, np.uint32).reshape(shape)


def _cells(
    visible: tuple[float, float, float, float], level: int, shape: tuple[int, ...]
) -> tuple[int, int, int, int]:
    """Level pixels left, top, right, bottom that cover the visible part, with a margin."""
    scale = 1 << level
    x1, y1, x2, y2 = visible
    left, top = (max(0, int(edge // scale) - _MARGIN) for edge in (x1, y1))
    right = min(shape[1], int(x2 // scale) + 1 + _MARGIN)
    bottom = min(shape[0], int(y2 // scale) + 1 + _MARGIN)
    return left, top, right, bottom


def _oriented(part: NDArray[Any], orientation: Orientation) -> NDArray[Any]:
    """As it is shown: mirrored first, then turned clockwise."""
    part = part[:, ::-1] if orientation.mirrored else part
    return np.rot90(part, -orientation.turns) if orientation.turns else part


def _image_rect(view: View) -> QRectF:
    """The radiograph's rectangle in view pixels: a level's last pixels may reach over its edge."""
    ax, ay = view.to_view(0.0, 0.0)
    bx, by = view.to_view(view.columns, view.rows)
    return QRectF(min(ax, bx), min(ay, by), abs(bx - ax), abs(by - ay))
