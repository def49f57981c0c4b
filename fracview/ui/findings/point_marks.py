"""The two operating points beside a scale from 0 to 1: their names and values, never on top of each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

if TYPE_CHECKING:
    from collections.abc import Callable

    from fracview.core.analysis import OperatingPoints
    from fracview.ui.theme import Colours

ROWS = 2
_GAP = 4.0


@dataclass(frozen=True, slots=True)
class Track:
    """A scale from 0 to 1 in widget pixels: where it starts, how long it is, how wide the widget is."""

    left: float
    length: float
    width: float

    def x_of(self, value: float) -> float:
        """Place of a value; linear."""
        return self.left + min(1.0, max(0.0, value)) * self.length


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """A label and where it goes: its row below the scale, its left edge, and the mark it belongs to."""

    text: str
    row: int
    left: float
    mark_x: float
    right: float

    @property
    def beside_its_mark(self) -> bool:
        """Whether the line of the mark may run down along the text; else it ends above it."""
        return self.left > self.mark_x


def place_labels(
    points: OperatingPoints, digits: int, track: Track, advance: Callable[[str], float]
) -> tuple[PlacedLabel, PlacedLabel]:
    """Place both labels in rows of their own, each to the right of its mark or as near as the width allows.

    Parameters
    ----------
    points, digits
        Values, and the decimals they are written with.
    track
        The scale.
    advance
        Width of a text in pixels.
    """
    named = (("high specificity", points.high_specificity), ("high sensitivity", points.high_sensitivity))
    first, second = (
        _placed(f"{name} {value:.{digits}f}", row, track, track.x_of(value), advance)
        for row, (name, value) in enumerate(named)
    )
    return first, second


def _placed(text: str, row: int, track: Track, mark_x: float, advance: Callable[[str], float]) -> PlacedLabel:
    length = advance(text)
    left = max(0.0, min(mark_x + _GAP, track.width - 1.0 - length))
    return PlacedLabel(text, row, left, mark_x, left + length)


def row_height(metrics: QFontMetricsF) -> float:
    """Height of one row of labels."""
    return metrics.height() + 1.0


def paint_labels(painter: QPainter, labels: tuple[PlacedLabel, ...], top: float, colours: Colours) -> None:
    """Paint lines from `top` on, then each text on a plate: lines of other labels pass behind it."""
    metrics = QFontMetricsF(painter.font())
    height = row_height(metrics)
    painter.setPen(QPen(QColor(colours.muted), 1.0))
    for label in labels:
        end = top + label.row * height + (height * 0.75 if label.beside_its_mark else 1.0)
        painter.drawLine(QLineF(label.mark_x, top, label.mark_x, end))
    for label in labels:
        y = top + label.row * height
        plate = QRectF(label.left - 1.0, y + 1.0, label.right - label.left + 2.0, height - 1.0)
        painter.fillRect(plate, QColor(colours.panel))
        painter.drawText(QPointF(label.left, y + metrics.ascent() + 1.0), label.text)
