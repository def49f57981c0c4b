"""The magnifying glass: what lies under the mouse, larger, in a circle, with what is drawn there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from fracview.ui import theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from fracview.core.view import View
RADIUS_PX = 130.0
FACTOR = 2.5


def glass_view(view: View, mouse: QPointF) -> View:
    """What the glass shows, in its own square: the point under the mouse in the middle."""
    side = 2 * RADIUS_PX
    center = view.to_image(mouse.x(), mouse.y())
    return replace(view, zoom=view.zoom * FACTOR, width=side, height=side, center=center, fitted=False)


def paint(painter: QPainter, view: View, mouse: QPointF, contents: Callable[[QPainter, View], None]) -> None:
    """Draw the glass around the mouse; the pixel under the mouse stays under it.

    `contents` draws everything of a view: through the glass, too, boxes and layer maps lie on their pixels.
    """
    circle = QPainterPath()
    circle.addEllipse(QPointF(RADIUS_PX, RADIUS_PX), RADIUS_PX, RADIUS_PX)
    painter.save()
    painter.translate(mouse.x() - RADIUS_PX, mouse.y() - RADIUS_PX)
    painter.setClipPath(circle, Qt.ClipOperation.IntersectClip)
    painter.fillPath(circle, QColor(0, 0, 0))
    contents(painter, glass_view(view, mouse))
    painter.setClipping(False)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(QColor(theme.ACCENT), 2.0))
    painter.drawPath(circle)
    painter.restore()
