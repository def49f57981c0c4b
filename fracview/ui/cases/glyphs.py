"""Small signs for outcomes and verdicts: a shape each, so that none hangs on its colour."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from fracview.review.disagreement import BOX_WITHOUT_PROBABILITY, PROBABILITY_WITHOUT_BOX
from fracview.ui.cases.veil import VEILED

if TYPE_CHECKING:
    from collections.abc import Callable

    from fracview.ui.theme import Colours

GLYPH = 14
"""Side in device-independent pixels."""


def outcome_colour(outcome: str, colours: Colours) -> str:
    """Colour of an outcome's sign; a negative and a waiting case have none of their own."""
    of_outcome = {
        "definite": colours.box,
        "doubt": colours.box,
        "out_of_scope": colours.scope,
        "unreadable": colours.warn,
        "failed": colours.warn,
        "contradiction": colours.box,
    }
    return of_outcome.get(outcome, colours.muted)


@lru_cache(maxsize=256)
def glyph(name: str, colour: str, ratio: float) -> QPixmap:
    """The sign of an outcome, of a verdict, of a contradiction by its code, or of any (``contradiction``)."""
    pixmap = QPixmap(round(GLYPH * ratio), round(GLYPH * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour), 1.5, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin))
    _DRAWN[name](painter)
    painter.end()
    return pixmap


def _definite(painter: QPainter) -> None:
    painter.setBrush(painter.pen().color())
    painter.drawEllipse(QRectF(2, 2, 10, 10))


def _doubt(painter: QPainter) -> None:
    pen = QPen(painter.pen())
    pen.setWidthF(2)
    pen.setDashPattern([0.1, 1.86])
    painter.setPen(pen)
    painter.drawEllipse(QRectF(2, 2, 10, 10))


def _not_found(painter: QPainter) -> None:
    painter.setPen(QPen(painter.pen().color(), 1))
    painter.drawEllipse(QRectF(2.5, 2.5, 9, 9))


def _out_of_scope(painter: QPainter) -> None:
    painter.drawRect(QRectF(2, 2, 10, 10))
    painter.drawLine(QPointF(2, 12), QPointF(12, 2))


def _unreadable(painter: QPainter) -> None:
    corners = ((3, 1), (8.5, 1), (11.5, 4), (11.5, 13), (3, 13))
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    painter.drawLine(QPointF(5.3, 6), QPointF(9.3, 10))
    painter.drawLine(QPointF(9.3, 6), QPointF(5.3, 10))


def _failed(painter: QPainter) -> None:
    painter.drawPolygon(QPolygonF([QPointF(7, 1.5), QPointF(13, 12.5), QPointF(1, 12.5)]))
    painter.drawLine(QPointF(7, 5.5), QPointF(7, 8.5))
    painter.drawPoint(QPointF(7, 10.7))


def _waiting(painter: QPainter) -> None:
    pen = QPen(painter.pen())
    pen.setWidthF(2)
    painter.setPen(pen)
    for x in (3, 7, 11):
        painter.drawPoint(QPointF(x, 7))


def _box_without_probability(painter: QPainter) -> None:
    painter.drawRect(QRectF(3, 3, 8, 8))
    painter.fillRect(QRectF(5.5, 5.5, 3, 3), painter.pen().color())


def _probability_without_box(painter: QPainter) -> None:
    """The corners of a box that is not there."""
    for x, inwards in ((3.0, 2.2), (11.0, -2.2)):
        for y, down in ((3.0, 2.2), (11.0, -2.2)):
            painter.drawPolyline([QPointF(x + inwards, y), QPointF(x, y), QPointF(x, y + down)])


def _contradiction(painter: QPainter) -> None:
    """Not equal."""
    painter.drawLine(QPointF(2.5, 5), QPointF(11.5, 5))
    painter.drawLine(QPointF(2.5, 9), QPointF(11.5, 9))
    painter.drawLine(QPointF(4.5, 12), QPointF(9.5, 2))


def _read_first(painter: QPainter) -> None:
    """A closed eye."""
    painter.drawArc(QRectF(1, -1.5, 12, 10), 205 * 16, 130 * 16)
    painter.drawLine(QPointF(7, 8.5), QPointF(7, 11))
    painter.drawLine(QPointF(3.6, 7.6), QPointF(2.4, 9.6))
    painter.drawLine(QPointF(10.4, 7.6), QPointF(11.6, 9.6))


def _agree(painter: QPainter) -> None:
    painter.drawPolyline([QPointF(2.5, 7.5), QPointF(5.5, 10.5), QPointF(11.5, 3.5)])


def _disagree(painter: QPainter) -> None:
    painter.drawLine(QPointF(3, 3), QPointF(11, 11))
    painter.drawLine(QPointF(11, 3), QPointF(3, 11))


def _unsure(painter: QPainter) -> None:
    painter.drawArc(QRectF(4, 1.5, 6, 6), 180 * 16, -230 * 16)
    painter.drawLine(QPointF(7.4, 7.4), QPointF(7, 9))
    painter.drawPoint(QPointF(7, 12))


_DRAWN: dict[str, Callable[[QPainter], None]] = {
    "definite": _definite,
    "doubt": _doubt,
    "not_found": _not_found,
    "out_of_scope": _out_of_scope,
    "unreadable": _unreadable,
    "failed": _failed,
    "waiting": _waiting,
    BOX_WITHOUT_PROBABILITY: _box_without_probability,
    PROBABILITY_WITHOUT_BOX: _probability_without_box,
    "contradiction": _contradiction,
    VEILED: _read_first,
    "agree": _agree,
    "unsure": _unsure,
    "disagree": _disagree,
}
