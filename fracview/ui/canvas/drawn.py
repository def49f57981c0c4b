"""What is drawn over the radiograph: boxes, the layer map, measurements. All of it through `View.matrix`."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QTransform

from fracview.core.analysis import Tier
from fracview.core.measure import measurement_text
from fracview.export.captions import TIER_WORDS
from fracview.ui import theme
from fracview.ui.canvas.colour_bar import ShownLayer, bar_size, paint_colour_bar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fracview.core.measure import Measurement
    from fracview.core.view import View
    from fracview.review.shown import ShownDetection
    from fracview.ui.canvas.picture import Overlay, Picture

_LINE = 2.0
_CHOSEN_LINE = 3.5
_TICK = 5.0
_GAP = 4.0
_BELOW = "below both points"
"""The words "not found" are for a radiograph; this is a box that the reader asked to see."""
_CORNER_LINES = 7
"""Lines of text that the lower corners may hold; the colour bar stays above them."""
_DOTS = {Tier.DOUBT: [1.0, 2.0], Tier.NOT_FOUND: [1.0, 5.0]}
"""Dash patterns in line widths: dotted in doubt, sparser below the high-sensitivity point."""


def transform_of(view: View) -> QTransform:
    """The view's matrix for a painter."""
    m11, m12, m21, m22, dx, dy = view.matrix
    return QTransform(m11, m12, m21, m22, dx, dy)


def area_of(view: View) -> QRectF:
    """The viewport, in its own pixels: a painter on an image of a fine screen would count finer ones."""
    return QRectF(0.0, 0.0, view.width, view.height)


def draw_overlay(painter: QPainter, view: View, overlay: Overlay, opacity: float) -> None:
    """Lay a layer map over the radiograph."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, True)
    painter.setOpacity(opacity)
    painter.setTransform(transform_of(view), combine=True)
    painter.drawImage(QRectF(0.0, 0.0, view.columns, view.rows), overlay.image)
    painter.restore()


def draw_scale(painter: QPainter, view: View, overlay: Overlay, opacity: float) -> None:
    """Say in the lower middle how to read a layer map."""
    layer = ShownLayer(overlay.index, overlay.block, opacity)
    size = QSizeF(bar_size(painter.font(), layer))
    area = area_of(view)
    left = (area.width() - size.width()) / 2
    above_corners = _CORNER_LINES * QFontMetricsF(painter.font()).height()
    top = area.height() - size.height() - above_corners
    paint_colour_bar(painter, QRectF(QPointF(left, top), size), layer)


def box_rect(view: View, box_xyxy: tuple[float, float, float, float]) -> QRectF:
    """A box of image pixels as a rectangle of the view; quarter turns keep it one."""
    x1, y1, x2, y2 = box_xyxy
    return QRectF(QPointF(*view.to_view(x1, y1)), QPointF(*view.to_view(x2, y2))).normalized()


def draw_boxes(
    painter: QPainter, view: View, detections: Iterable[ShownDetection], chosen: int | None
) -> None:
    """Boxes in one neutral hue: solid where definite, dotted in doubt."""
    painter.save()
    for detection, rect in _in_view(view, detections):
        _draw_box(painter, rect, detection.tier, _CHOSEN_LINE if detection.number == chosen else _LINE)
    painter.restore()


def draw_box_labels(painter: QPainter, view: View, detections: Iterable[ShownDetection]) -> None:
    """Number, score and tier beside each box that is in view; no label lies over another."""
    taken: list[QRectF] = []
    area = area_of(view)
    for detection, rect in _in_view(view, detections):
        words = _BELOW if detection.tier is Tier.NOT_FOUND else TIER_WORDS[detection.tier]
        text = f"{detection.number}  score {detection.score:.2f} {words}"
        at = _free_place(painter, area, rect, text, taken)
        taken.append(_plate(painter, area, at, text))
        draw_label(painter, area, at, text, theme.BOX)


def _free_place(painter: QPainter, area: QRectF, rect: QRectF, text: str, taken: Iterable[QRectF]) -> QPointF:
    """Lower left corner of a label: above the box, below it, beside it, or higher up, where there is room."""
    high = QFontMetricsF(painter.font()).height() + 2.0
    above, below = rect.topLeft() - QPointF(0.0, _GAP), rect.bottomLeft() + QPointF(0.0, high + _GAP)
    beside = rect.topRight() + QPointF(_GAP, high)
    places = [above, below, beside, *(above - QPointF(0.0, high * step) for step in range(1, 6))]
    free = (at for at in places if not any(_plate(painter, area, at, text).intersects(one) for one in taken))
    return next(free, above)


def _in_view(view: View, detections: Iterable[ShownDetection]) -> Iterator[tuple[ShownDetection, QRectF]]:
    """Detections of which something is in the viewport, with their rectangles in it."""
    area = area_of(view)
    for detection in detections:
        rect = box_rect(view, detection.box_xyxy)
        if rect.adjusted(-1.0, -1.0, 1.0, 1.0).intersects(area):
            yield detection, rect


def _draw_box(painter: QPainter, rect: QRectF, tier: Tier, width: float) -> None:
    dots = _DOTS.get(tier)
    for colour, wider in ((QColor(16, 16, 16), 2.0), (QColor(theme.BOX), 0.0)):
        pen = QPen(colour, width + wider)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        if dots is not None:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([length * width / (width + wider) for length in dots])
        painter.setPen(pen)
        painter.drawRect(rect)


def draw_label(painter: QPainter, around: QRectF, at: QPointF, text: str, colour: str) -> None:
    """One line of text on a dark plate whose lower left corner is `at`, moved to stay in `around`."""
    plate = _plate(painter, around, at, text)
    painter.fillRect(plate, QColor(16, 16, 16, 200))
    painter.setPen(QColor(colour))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)


def _plate(painter: QPainter, around: QRectF, at: QPointF, text: str) -> QRectF:
    """Where a label lies whose lower left corner should be at a point."""
    metrics = QFontMetricsF(painter.font())
    plate = QRectF(0.0, 0.0, metrics.horizontalAdvance(text) + 8.0, metrics.height() + 2.0)
    plate.moveBottomLeft(at)
    plate.moveLeft(min(max(plate.left(), 2.0), max(2.0, around.width() - plate.width() - 2.0)))
    plate.moveTop(min(max(plate.top(), 2.0), max(2.0, around.height() - plate.height() - 2.0)))
    return plate


def draw_measurements(
    painter: QPainter, view: View, picture: Picture, measurements: Iterable[Measurement]
) -> None:
    """Rulers and angles with what they measure."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for measurement in measurements:
        points = [QPointF(*view.to_view(*point)) for point in measurement.points]
        for colour, width in ((QColor(16, 16, 16), 3.5), (QColor(theme.ACCENT), 1.5)):
            painter.setPen(QPen(colour, width))
            for start, end in pairwise(points):
                painter.drawLine(start, end)
            for point in (points[0], points[-1]):
                painter.drawLine(QLineF(point.x() - _TICK, point.y(), point.x() + _TICK, point.y()))
                painter.drawLine(QLineF(point.x(), point.y() - _TICK, point.x(), point.y() + _TICK))
        if len(points) > 1 and points[-1] != points[-2]:
            text = measurement_text(measurement, picture.spacing, picture.aspect)
            draw_label(painter, area_of(view), points[-1] + QPointF(10.0, -6.0), text, theme.TEXT)
    painter.restore()
