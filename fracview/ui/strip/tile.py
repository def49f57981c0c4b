"""One tile of the strip: a layer's map over the small radiograph, and what it is beside it."""

from __future__ import annotations

import html
from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from fracview.ui.strip.tiles import LONGEST, ShownTile
from fracview.ui.theme import GRID, Colours, colours_of

BEST = "localises best"
PAD = GRID // 2
TEXT_SCALE = 0.9
"""Of the application's letters: nine tiles then fit a wide screen."""

_WIDEST = ("(<1% of area)", "99% of heat", BEST)
_WRAPPED = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


class Marks(NamedTuple):
    """What distinguishes a tile from its neighbours.

    `chosen`: its map lies over the radiograph. `best`: its layer localises best. `current`: the keyboard
    stands on it.
    """

    chosen: bool = False
    best: bool = False
    current: bool = False


class Tile(QAbstractButton):
    """Paints a `ShownTile`; clicked with the mouse. The keyboard is the panel's, so that focus never hops."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._tile: ShownTile | None = None
        self._marks = Marks()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        font = QFont(self.font())
        font.setPointSizeF(max(1.0, font.pointSizeF() * TEXT_SCALE))
        self.setFont(font)

    @property
    def marks(self) -> Marks:
        """As last shown."""
        return self._marks

    def show_tile(self, tile: ShownTile, marks: Marks, keys: str) -> None:
        """Paint another layer or other marks; `keys` ends the tooltip."""
        if tile is not self._tile:
            self._tile = tile
            self.updateGeometry()
        self._marks = marks
        words = _sentences(tile, marks)
        self.setAccessibleName(" ".join(words))
        self.setToolTip(f"<p>{html.escape(' '.join([*words, keys]))}</p>")
        self.update()

    def mark_current(self, current: bool) -> None:
        """Draw the keyboard's frame, or take it off."""
        self._marks = self._marks._replace(current=current)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Picture and words side by side, as high as the tallest picture."""
        metrics = QFontMetrics(self.font())
        words = max(metrics.horizontalAdvance(text) for text in _WIDEST)
        picture = _fitted(self._tile.image).width() if self._tile else LONGEST
        return QSize(picture + words + 4 * PAD, LONGEST + 2 * PAD)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's signature
        """Plate, picture, words and marks."""
        if self._tile is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        colours = colours_of(self.palette())
        self._paint_plate(painter, colours)
        size = _fitted(self._tile.image)
        place = QRect(2 * PAD - 2, (self.height() - size.height()) // 2, size.width(), size.height())
        painter.drawImage(place, self._tile.image)
        self._paint_words(painter, colours, place.right() + 1 + PAD + 2)
        self._paint_frames(painter, colours)
        painter.end()

    def _paint_plate(self, painter: QPainter, colours: Colours) -> None:
        if self._marks.chosen or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.raised))
            painter.drawRoundedRect(QRectF(self.rect()), PAD, PAD)

    def _paint_words(self, painter: QPainter, colours: Colours, left: int) -> None:
        """Layer in bold, resolution, share; at the bottom whether it localises best."""
        assert self._tile is not None
        place = QRect(left, PAD, self.width() - left - PAD // 2, self.height() - 2 * PAD)
        metrics = painter.fontMetrics()
        bold = QFont(self.font())
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(QColor(colours.text))
        title = f"{self._tile.index} {self._tile.block}"
        elided = QFontMetrics(bold).elidedText(title, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, _WRAPPED, elided)
        painter.setFont(self.font())
        place.setTop(place.top() + metrics.lineSpacing())
        painter.setPen(QColor(colours.muted))
        painter.drawText(place, _WRAPPED, self._tile.resolution)
        place.setTop(place.top() + metrics.lineSpacing() + PAD)
        painter.setPen(QColor(colours.text))
        painter.drawText(place, _WRAPPED, self._tile.share_text.replace(" (", "\n("))
        if self._marks.best:
            painter.setPen(QColor(colours.accent))
            painter.drawText(place, Qt.AlignmentFlag.AlignBottom, BEST)

    def _paint_frames(self, painter: QPainter, colours: Colours) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        rim = QRectF(self.rect())
        if self._marks.chosen:
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.drawRoundedRect(rim.adjusted(1, 1, -1, -1), PAD, PAD)
        if self._marks.current:
            painter.setPen(QPen(QColor(colours.text), 1, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(rim.adjusted(2.5, 2.5, -2.5, -2.5), PAD - 1, PAD - 1)


def _fitted(image: QImage) -> QSize:
    """Size of the picture on the screen: its longer side is `LONGEST`."""
    size = QSize(max(1, image.width()), max(1, image.height()))
    return size.scaled(LONGEST, LONGEST, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))


def _sentences(tile: ShownTile, marks: Marks) -> list[str]:
    words = [f"Layer {tile.index} {tile.block}, {tile.resolution} cells of the network's input."]
    words += [f"{tile.share_text}."] if tile.share_text else []
    words += ["Of all layers this one localises best."] if marks.best else []
    words += ["Over the radiograph now; click to take it off."] if marks.chosen else []
    return words
