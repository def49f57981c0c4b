"""What is drawn over a compared radiograph: brackets and outlines of the reference, boxes, their pairs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from fracview.ui.canvas.drawn import area_of, box_rect
from fracview.ui.compare.kinds import COLOURS, FN, FP, ON_COLOUR, REFERENCE, TP, paint_tag, tag_size

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fracview.core.annotation import Box, Polygon
    from fracview.core.view import View

_LINE = 2.0
_HALO = QColor(16, 16, 16)
_ARM = 0.28
"""Length of a bracket's arm, as a share of the shorter side."""
_LONGEST_ARM = 26.0
_GAP = 3.0
_DASHES = (4.0, 3.0)
"""Drawn and left out, in widths of the line."""


@dataclass(frozen=True, slots=True)
class ReferenceMark:
    """An annotation: `missed` where no box found it, `crowd` where COCO's rule counts nothing inside."""

    box_xyxy: Box
    polygons_xy: tuple[Polygon, ...] = ()
    missed: bool = False
    crowd: bool = False


@dataclass(frozen=True, slots=True)
class BoxMark:
    """A box that was predicted: ``TP`` with partner and overlap, ``FP``, or "" where it does not count."""

    box_xyxy: Box
    score: float
    kind: str
    iou: float | None = None
    partner: int | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """Everything of the comparison on one radiograph.

    Attributes
    ----------
    reference, boxes
        `BoxMark.partner` is an index into `reference`.
    lines
        Whether boxes and annotations that belong together are joined by a line.
    second
        Boxes of second predictions: dashed, in the same colours.
    """

    reference: tuple[ReferenceMark, ...] = ()
    boxes: tuple[BoxMark, ...] = ()
    lines: bool = field(default=False)
    second: tuple[BoxMark, ...] = ()


NO_MARKS = Marks()


def draw_marks(painter: QPainter, view: View, marks: Marks) -> None:
    """Brackets, outlines, boxes and lines; no words."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for mark in marks.reference:
        colour = COLOURS[FN] if mark.missed else REFERENCE
        for outline in mark.polygons_xy:
            _outline(painter, view, outline, colour)
        _twice(painter, colour, _LINE, _brackets(box_rect(view, mark.box_xyxy)))
    for box in marks.boxes:
        _twice(painter, COLOURS.get(box.kind, REFERENCE), _LINE, _sides(box_rect(view, box.box_xyxy)))
    for box in marks.second:
        _dashed(painter, COLOURS.get(box.kind, REFERENCE), _sides(box_rect(view, box.box_xyxy)))
    if marks.lines:
        _pairs(painter, view, marks)
    painter.restore()


def draw_words(painter: QPainter, view: View, marks: Marks) -> None:
    """A tag with the letters at each box and each missed annotation; score and IoU beside it."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    taken: list[QRectF] = []
    for box in sorted(marks.boxes, key=lambda one: -one.score):
        iou = f"  IoU {box.iou:.2f}" if box.kind == TP and box.iou is not None else ""
        _label(painter, view, box_rect(view, box.box_xyxy), box.kind, f"{box.score:.2f}{iou}", taken)
    for box in sorted(marks.second, key=lambda one: -one.score):
        iou = f"  IoU {box.iou:.2f}" if box.kind == TP and box.iou is not None else ""
        text = f"2nd  {box.score:.2f}{iou}"
        _label(painter, view, box_rect(view, box.box_xyxy), box.kind, text, taken)
    for mark in marks.reference:
        if mark.missed or mark.crowd:
            kind, text = (FN, "") if mark.missed else ("", "crowd: not counted")
            _label(painter, view, box_rect(view, mark.box_xyxy), kind, text, taken)
    painter.restore()


def kinds_of(marks: Marks) -> tuple[int, int, int]:
    """How many TP, FP and FN are drawn."""
    kinds = [box.kind for box in marks.boxes]
    return kinds.count(TP), kinds.count(FP), sum(mark.missed for mark in marks.reference)


def _sides(rect: QRectF) -> list[QLineF]:
    corners = (rect.topLeft(), rect.topRight(), rect.bottomRight(), rect.bottomLeft())
    return [QLineF(corner, corners[(place + 1) % 4]) for place, corner in enumerate(corners)]


def _brackets(rect: QRectF) -> list[QLineF]:
    """Eight short lines from the four corners."""
    arm = min(_LONGEST_ARM, max(5.0, _ARM * min(rect.width(), rect.height())))
    lines = []
    for corner, x, y in (
        (rect.topLeft(), arm, arm),
        (rect.topRight(), -arm, arm),
        (rect.bottomRight(), -arm, -arm),
        (rect.bottomLeft(), arm, -arm),
    ):
        lines += [QLineF(corner, corner + QPointF(x, 0.0)), QLineF(corner, corner + QPointF(0.0, y))]
    return lines


def _outline(painter: QPainter, view: View, outline: Polygon, colour: str) -> None:
    polygon = QPolygonF([QPointF(*view.to_view(*corner)) for corner in outline])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for ink, width in ((_HALO, 2.6), (QColor(colour), 1.2)):
        painter.setPen(QPen(ink, width))
        painter.drawPolygon(polygon)


def _twice(painter: QPainter, colour: str, width: float, lines: list[QLineF]) -> None:
    """Dark first and wider: seen on bright bone too."""
    for ink, wider in ((_HALO, 2.0), (QColor(colour), 0.0)):
        pen = QPen(ink, width + wider)
        pen.setCapStyle(Qt.PenCapStyle.SquareCap)
        painter.setPen(pen)
        painter.drawLines(lines)


def _dashed(painter: QPainter, colour: str, lines: list[QLineF]) -> None:
    """Dark and whole below, the colour in dashes on it: told from a whole line on bright bone too."""
    painter.setPen(QPen(_HALO, _LINE + 2.0))
    painter.drawLines(lines)
    pen = QPen(QColor(colour), _LINE)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashPattern(_DASHES)
    painter.setPen(pen)
    painter.drawLines(lines)


def _pairs(painter: QPainter, view: View, marks: Marks) -> None:
    for box in marks.boxes:
        if box.partner is None:
            continue
        ends = box_rect(view, box.box_xyxy), box_rect(view, marks.reference[box.partner].box_xyxy)
        line = QLineF(ends[0].center(), ends[1].center())
        _twice(painter, COLOURS.get(box.kind, REFERENCE), 2.0, [line])
        painter.setBrush(QColor(REFERENCE))
        painter.setPen(QPen(_HALO, 1.0))
        painter.drawEllipse(line.p1(), 3.0, 3.0)
        painter.drawRect(QRectF(line.p2() - QPointF(2.5, 2.5), line.p2() + QPointF(2.5, 2.5)))


def _label(painter: QPainter, view: View, rect: QRectF, kind: str, text: str, taken: list[QRectF]) -> None:
    """Tag and text above the box, below it or beside it, where nothing lies yet."""
    area = area_of(view)
    if not rect.adjusted(-1.0, -1.0, 1.0, 1.0).intersects(area):
        return
    metrics = QFontMetricsF(painter.font())
    width, high = tag_size(metrics, kind) if kind else (0.0, metrics.height() + 2.0)
    text_width = metrics.horizontalAdvance(text) + 8.0 if text else 0.0
    plate = _place(area, rect, width + text_width, high, taken)
    taken.append(plate)
    if kind:
        paint_tag(painter, plate.topLeft(), kind)
    if text:
        beside = QRectF(plate.left() + width, plate.top(), text_width, high)
        painter.fillRect(beside, QColor(16, 16, 16, 210))
        painter.setPen(QColor(REFERENCE))
        painter.drawText(beside, Qt.AlignmentFlag.AlignCenter, text)


def _place(area: QRectF, rect: QRectF, width: float, high: float, taken: Iterable[QRectF]) -> QRectF:
    left, right = rect.left(), rect.right() + _GAP
    above, below = rect.top() - high - _GAP, rect.bottom() + _GAP
    corners = [(left, above), (left, below), (right, rect.top()), (right, rect.bottom() - high)]
    corners += [(left, above - step * high) for step in range(1, 6)]
    plates = [_within(area, QRectF(x, y, width, high)) for x, y in corners]
    return next((one for one in plates if not any(one.intersects(other) for other in taken)), plates[0])


def _within(area: QRectF, plate: QRectF) -> QRectF:
    plate.moveLeft(min(max(plate.left(), 2.0), max(2.0, area.width() - plate.width() - 2.0)))
    plate.moveTop(min(max(plate.top(), 2.0), max(2.0, area.height() - plate.height() - 2.0)))
    return plate


__all__ = ["FP", "NO_MARKS", "ON_COLOUR", "BoxMark", "Marks", "ReferenceMark", "draw_marks", "draw_words"]
