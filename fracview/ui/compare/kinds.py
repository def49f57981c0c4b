"""TP, FP and FN: their colours (Okabe and Ito), their letters, and the tag that bears both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

TP, FP, FN = "TP", "FP", "FN"
REFERENCE = "#ffffff"
COLOURS = {TP: "#009E73", FP: "#D55E00", FN: "#56B4E9"}
WORDS = {
    TP: "found: a box on an annotation",
    FP: "false alarm: a box on no annotation",
    FN: "missed: an annotation without a box",
}
ON_COLOUR = "#101214"
"""Letters on a tag: at least 4.5 to 1 on each of the three."""
_PAD = 4.0


def tag_size(metrics: QFontMetricsF, kind: str) -> tuple[float, float]:
    """Width and height of a tag."""
    return metrics.horizontalAdvance(kind) + 2 * _PAD, metrics.height() + 2.0


def paint_tag(painter: QPainter, at: QPointF, kind: str) -> QRectF:
    """A plate in the kind's colour with its letters, top left at a point; where it lies."""
    plate = QRectF(at.x(), at.y(), *tag_size(QFontMetricsF(painter.font()), kind))
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(COLOURS[kind]))
    painter.drawRoundedRect(plate, 2.0, 2.0)
    painter.setPen(QColor(ON_COLOUR))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, kind)
    painter.restore()
    return plate
