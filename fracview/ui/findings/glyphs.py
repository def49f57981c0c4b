"""Signs that go with the words: each answer, and each way of having none, has a shape of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from fracview.core.analysis import Tier

if TYPE_CHECKING:
    from collections.abc import Callable

    from fracview.ui.theme import Colours

DOTS = {Tier.DOUBT: [1.0, 2.0], Tier.NOT_FOUND: [1.0, 5.0]}
"""Dash patterns of boxes in line widths, as on the picture: dotted in doubt, sparse below both points."""


def colour_of(kind: str, tier: Tier | None, colours: Colours) -> str:
    """Colour of an answer: the hue of findings, of failure, of out of scope, or none in particular."""
    if kind in ("failed", "unreadable", "no_networks") or (kind == "analyzed" and tier is None):
        return colours.warn
    if kind == "out_of_scope":
        return colours.scope
    if kind == "running":
        return colours.accent
    return colours.box if tier in (Tier.DEFINITE, Tier.DOUBT) else colours.muted


def paint_glyph(painter: QPainter, rect: QRectF, kind: str, tier: Tier | None, colours: Colours) -> None:
    """Paint the sign of a `ShownFindings.kind`, and of its tier where it is analysed, into a square."""
    colour = QColor(colour_of(kind, tier, colours))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    paint = _OF_TIER[tier] if kind == "analyzed" and tier is not None else _OF_KIND[kind]
    paint(painter, rect.adjusted(1.5, 1.5, -1.5, -1.5), colour)
    painter.restore()


def paint_box_sample(painter: QPainter, rect: QRectF, tier: Tier, colours: Colours) -> None:
    """A small box, drawn as those of this tier are drawn on the picture."""
    painter.save()
    painter.setPen(box_pen(tier, colours.box))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect)
    painter.restore()


def box_pen(tier: Tier, colour: str) -> QPen:
    """Pen of a tier's boxes."""
    pen = QPen(QColor(colour), 2.0)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    if tier in DOTS:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern(DOTS[tier])
    return pen


def _disc(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    painter.setBrush(colour)
    painter.drawEllipse(rect)


def _dotted_ring(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    pen = QPen(colour, 3.0)
    pen.setDashPattern([0.9, 1.1])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawEllipse(rect.adjusted(1, 1, -1, -1))


def _ring(painter: QPainter, rect: QRectF, _colour: QColor) -> None:
    painter.drawEllipse(rect)


def _barred_ring(painter: QPainter, rect: QRectF, _colour: QColor) -> None:
    painter.drawEllipse(rect)
    shift = rect.width() * 0.146
    painter.drawLine(
        rect.bottomLeft() + QPointF(shift, -shift),
        rect.topRight() + QPointF(-shift, shift),
    )


def _triangle(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    top = QPointF(rect.center().x(), rect.top())
    painter.drawPolygon(QPolygonF([top, rect.bottomRight(), rect.bottomLeft()]))
    x, height = rect.center().x(), rect.height()
    painter.drawLine(QLineF(x, rect.top() + 0.38 * height, x, rect.top() + 0.66 * height))
    painter.setBrush(colour)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(QPointF(x, rect.top() + 0.82 * height), 1.4, 1.4)


def _crossed_page(painter: QPainter, rect: QRectF, _colour: QColor) -> None:
    page = rect.adjusted(rect.width() * 0.1, 0, -rect.width() * 0.1, 0)
    painter.drawRect(page)
    inner = page.adjusted(
        page.width() * 0.25, page.height() * 0.3, -page.width() * 0.25, -page.height() * 0.3
    )
    painter.drawLine(inner.topLeft(), inner.bottomRight())
    painter.drawLine(inner.bottomLeft(), inner.topRight())


def _three_dots(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    painter.setBrush(colour)
    painter.setPen(Qt.PenStyle.NoPen)
    for step in (0.15, 0.5, 0.85):
        painter.drawEllipse(QPointF(rect.left() + step * rect.width(), rect.center().y()), 2.2, 2.2)


def _dash(painter: QPainter, rect: QRectF, _colour: QColor) -> None:
    painter.drawLine(QPointF(rect.left(), rect.center().y()), QPointF(rect.right(), rect.center().y()))


def _closed_eye(painter: QPainter, rect: QRectF, _colour: QColor) -> None:
    """A lid and three lashes: the assistant is not looked at yet."""
    lid = QRectF(rect.left(), rect.top() - 0.35 * rect.height(), rect.width(), rect.height())
    painter.drawArc(lid, 200 * 16, 140 * 16)
    x, y, reach = rect.center().x(), lid.bottom(), 0.22 * rect.height()
    painter.drawLine(QPointF(x, y), QPointF(x, y + reach))
    for side in (-1.0, 1.0):
        at = QPointF(x + side * 0.3 * rect.width(), y - 0.1 * rect.height())
        painter.drawLine(at, at + QPointF(side * 0.6 * reach, 0.85 * reach))


_OF_TIER: dict[Tier, Callable[[QPainter, QRectF, QColor], None]] = {
    Tier.DEFINITE: _disc,
    Tier.DOUBT: _dotted_ring,
    Tier.NOT_FOUND: _ring,
}
_OF_KIND: dict[str, Callable[[QPainter, QRectF, QColor], None]] = {
    "none": _dash,
    "waiting": _three_dots,
    "running": _three_dots,
    "no_networks": _triangle,
    "analyzed": _triangle,
    "out_of_scope": _barred_ring,
    "unreadable": _crossed_page,
    "failed": _triangle,
    "read_first": _closed_eye,
}
