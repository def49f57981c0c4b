"""The magnifying glass: what lies under the mouse, larger, in a circle."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from fracview.ui import theme

if TYPE_CHECKING:
    from fracview.core.view import View
    from fracview.ui.canvas.image_layer import ImageLayer

RADIUS_PX = 130.0
FACTOR = 2.5


def paint(painter: QPainter, layer: ImageLayer, view: View, mouse: QPointF, pixel_ratio: float) -> None:
    """Draw the glass around the mouse; the pixel under the mouse stays under it."""
    side = 2 * RADIUS_PX
    center = view.to_image(mouse.x(), mouse.y())
    glass = replace(view, zoom=view.zoom * FACTOR, width=side, height=side, center=center, fitted=False)
    circle = QPainterPath()
    circle.addEllipse(QPointF(RADIUS_PX, RADIUS_PX), RADIUS_PX, RADIUS_PX)
    painter.save()
    painter.translate(mouse.x() - RADIUS_PX, mouse.y() - RADIUS_PX)
    painter.setClipPath(circle)
    painter.fillPath(circle, QColor(0, 0, 0))
    layer.paint(painter, glass, pixel_ratio)
    painter.setClipping(False)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(QColor(theme.ACCENT), 2.0))
    painter.drawPath(circle)
    painter.restore()
