"""The colour bar: how to read the layer map over the radiograph, and which layer it is."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fracview.core.layermaps import color_table
from fracview.export.strip import SCALE_MEANING
from fracview.ui.theme import BACKGROUND, GRID, LINE, MUTED, TEXT

BAR_HEIGHT = 10
LOW, HIGH = "low", "high"
_PAD = GRID


@dataclass(frozen=True, slots=True)
class ShownLayer:
    """What the colour bar says: which layer, and the opacity of its hottest place in [0, 1]."""

    index: int
    block: str
    opacity: float

    @property
    def heading(self) -> str:
        """As in ``layer 6 C2f``."""
        return f"layer {self.index} {self.block}"

    @property
    def opacity_text(self) -> str:
        """As in ``opacity 70%``."""
        return f"opacity {self.opacity:.0%}"


def bar_size(font: QFont, layer: ShownLayer) -> QSize:
    """Size that `paint_colour_bar` needs, in device-independent pixels."""
    metrics = QFontMetricsF(font)
    heading = metrics.horizontalAdvance(f"{layer.heading}   {layer.opacity_text}")
    width = max(heading, metrics.horizontalAdvance(SCALE_MEANING)) + 2 * _PAD
    return QSize(int(width) + 1, int(2 * _PAD + 2 * metrics.lineSpacing() + BAR_HEIGHT + GRID) + 1)


def paint_colour_bar(painter: QPainter, place: QRectF, layer: ShownLayer) -> None:
    """Paint heading, "low [gradient] high" and what the scale holds for, on a dark plate.

    The plate is dark in every theme, as the radiograph's background is, and lets it shine through.

    Parameters
    ----------
    painter
        Its font is used; its state is left as it was.
    place
        At least as large as `bar_size` says.
    layer
        What to say.
    """
    painter.save()
    _paint_plate(painter, place)
    line = QFontMetricsF(painter.font()).lineSpacing()
    inner = place.adjusted(_PAD, _PAD, -_PAD, -_PAD)
    top = QRectF(inner.left(), inner.top(), inner.width(), line)
    _text(painter, top, layer.heading, TEXT, Qt.AlignmentFlag.AlignLeft)
    _text(painter, top, layer.opacity_text, MUTED, Qt.AlignmentFlag.AlignRight)
    middle = QRectF(inner.left(), top.bottom() + GRID / 2, inner.width(), BAR_HEIGHT)
    _paint_scale(painter, middle, line, layer.opacity)
    below = QRectF(inner.left(), middle.bottom() + GRID / 2, inner.width(), line)
    _text(painter, below, SCALE_MEANING, MUTED, Qt.AlignmentFlag.AlignLeft)
    painter.restore()


class ColourBar(QWidget):
    """The colour bar as a widget that lets the mouse through; hidden while no layer is shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("colour_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._layer: ShownLayer | None = None
        self.hide()

    def show_layer(self, layer: ShownLayer | None) -> None:
        """Say how to read this layer's map; None hides the bar."""
        if layer == self._layer:
            return
        self._layer = layer
        if layer is not None:
            self.setAccessibleName(f"{layer.heading}, {layer.opacity_text}, {SCALE_MEANING}")
            self.resize(self.sizeHint())
            self.updateGeometry()
            self.update()
        self.setVisible(layer is not None)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Just what the words need."""
        return QSize() if self._layer is None else bar_size(self.font(), self._layer)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's signature
        """Paint what was last shown."""
        if self._layer is not None:
            painter = QPainter(self)
            paint_colour_bar(painter, QRectF(self.rect()), self._layer)
            painter.end()


def _paint_plate(painter: QPainter, place: QRectF) -> None:
    plate = QColor(BACKGROUND)
    plate.setAlphaF(0.85)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(LINE))
    painter.setBrush(plate)
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), GRID / 2, GRID / 2)


def _paint_scale(painter: QPainter, place: QRectF, line: float, opacity: float) -> None:
    """Gradient between the words "low" and "high", over half dark and half bright: as over air and bone."""
    metrics = QFontMetricsF(painter.font())
    words = QRectF(place.left(), place.center().y() - line / 2, place.width(), line)
    _text(painter, words, LOW, MUTED, Qt.AlignmentFlag.AlignLeft)
    _text(painter, words, HIGH, MUTED, Qt.AlignmentFlag.AlignRight)
    left = metrics.horizontalAdvance(LOW) + GRID
    bar = place.adjusted(left, 0, -metrics.horizontalAdvance(HIGH) - GRID, 0)
    half = QRectF(bar.left(), bar.top(), bar.width(), bar.height() / 2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.fillRect(half, QColor(0, 0, 0))
    painter.fillRect(half.translated(0, half.height()), QColor(190, 190, 190))
    painter.fillRect(bar, _gradient(bar, opacity))


def _gradient(bar: QRectF, opacity: float) -> QLinearGradient:
    """The map's colours from left to right, as transparent as over the radiograph."""
    gradient = QLinearGradient(bar.topLeft(), QPointF(bar.right(), bar.top()))
    for heat in range(0, 256, 15):
        red, green, blue = (int(channel) for channel in color_table()[heat])
        gradient.setColorAt(heat / 255, QColor(red, green, blue, round(heat * opacity)))
    return gradient


def _text(painter: QPainter, place: QRectF, text: str, colour: str, side: Qt.AlignmentFlag) -> None:
    painter.setPen(QColor(colour))
    painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)
