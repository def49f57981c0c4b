"""What dragging with the left button does: one class a tool, each small, none knows another."""

from __future__ import annotations

import math
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from fracview.core.display import as_window
from fracview.core.measure import Measurement
from fracview.core.windowing import VoiFunction

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

    from fracview.core.display import Display
    from fracview.core.windowing import Voi
    from fracview.ui.canvas.viewport import Viewport

WINDOW_E_FOLD_PX = 250.0
"""Dragging this far to the right makes the window e times as wide."""
LEVEL_PX = 400.0
"""Dragging this far up moves the window by its own width."""
ZOOM_E_FOLD_PX = 200.0
_MOST_WIDTHS = 16.0
"""A window is dragged to this many times the width of all the radiograph's values at most."""


class ToolName(StrEnum):
    """The tools, one of which is active."""

    WINDOW = "window"
    ZOOM = "zoom"
    PAN = "pan"
    RULER = "ruler"
    ANGLE = "angle"


class Tool(Protocol):
    """What a mouse button does between pressing and releasing it; points are of the viewport."""

    def press(self, viewport: Viewport, at: QPointF) -> None: ...  # noqa: D102
    def drag(self, viewport: Viewport, at: QPointF, moved: QPointF, speed: float) -> None: ...  # noqa: D102
    def release(self, viewport: Viewport, at: QPointF) -> None: ...  # noqa: D102


class _Plain:
    """A tool that acts while dragging alone."""

    def press(self, viewport: Viewport, at: QPointF) -> None:
        """Nothing yet."""

    def release(self, viewport: Viewport, at: QPointF) -> None:
        """Nothing more."""


class WindowTool(_Plain):
    """Right: wider (flatter); up: brighter, or darker where the reader set it so."""

    def drag(self, viewport: Viewport, at: QPointF, moved: QPointF, speed: float) -> None:  # noqa: ARG002
        """Change width by a factor and the center by shares of the width: never a jump, at any depth."""
        picture = viewport.picture
        if picture is None or picture.display.is_colour:
            return
        voi = as_window(viewport.voi, picture.display)
        towards = -1.0 if viewport.drag_up_darkens else 1.0
        width = voi.width * math.exp(speed * moved.x() / WINDOW_E_FOLD_PX)
        center = voi.center + towards * speed * moved.y() / LEVEL_PX * voi.width
        viewport.set_voi(_within_reach(replace(voi, center=center, width=width), voi, picture.display))


def _within_reach(wanted: Voi, now: Voi, display: Display) -> Voi:
    """Keep a window where dragging back soon shows something again, unless it was further out before."""
    least = max(display.step, 1.0 if now.function is VoiFunction.LINEAR else 0.0)
    most = _MOST_WIDTHS * max(display.high - display.low, 256 * display.step)
    width = min(max(wanted.width, min(least, now.width)), max(most, now.width))
    low, high = min(display.low - width / 2, now.center), max(display.high + width / 2, now.center)
    return replace(wanted, width=width, center=min(max(wanted.center, low), high))


class ZoomTool(_Plain):
    """Up: larger, around the middle."""

    def drag(self, viewport: Viewport, at: QPointF, moved: QPointF, speed: float) -> None:  # noqa: ARG002
        """Zoom by the way up or down."""
        viewport.set_view(viewport.view.zoomed(math.exp(-speed * moved.y() / ZOOM_E_FOLD_PX)))


class PanTool(_Plain):
    """The picture follows the hand."""

    def drag(self, viewport: Viewport, at: QPointF, moved: QPointF, speed: float) -> None:  # noqa: ARG002
        """Move the picture."""
        viewport.set_view(viewport.view.panned(moved.x(), moved.y()))


class _PointTool:
    """A measurement whose points are set one after the other, each by a click or at the end of a drag."""

    def press(self, viewport: Viewport, at: QPointF) -> None:
        """Set the first point, or the next."""
        if viewport.open_measurement is None:
            point = viewport.image_point(at)
            viewport.begin_measurement(Measurement((point, point)))
        else:
            _move_end(viewport, at)

    def drag(self, viewport: Viewport, at: QPointF, moved: QPointF, speed: float) -> None:  # noqa: ARG002
        """Move the last point."""
        _move_end(viewport, at)


class RulerTool(_PointTool):
    """A length: drag from end to end, or click one end and then the other."""

    def release(self, viewport: Viewport, at: QPointF) -> None:  # noqa: ARG002
        """Keep it once it has a length; after a click on one spot the other end is still to come."""
        if _has_length(viewport.open_measurement):
            viewport.finish_measurement()


class AngleTool(_PointTool):
    """An angle: drag or click the first side, then click where the second ends."""

    def release(self, viewport: Viewport, at: QPointF) -> None:  # noqa: ARG002
        """A side with a length is set: the second follows the mouse from there, or the angle is done."""
        one = viewport.open_measurement
        if one is None or not _has_length(one):
            return
        if one.is_angle:
            viewport.finish_measurement()
        else:
            viewport.change_measurement(lambda side: Measurement((*side.points, side.points[-1])))


def _move_end(viewport: Viewport, at: QPointF) -> None:
    point = viewport.image_point(at)
    viewport.change_measurement(lambda one: Measurement((*one.points[:-1], point)))


def _has_length(measurement: Measurement | None) -> bool:
    """Whether the last two points lie apart."""
    return measurement is not None and measurement.points[-1] != measurement.points[-2]


TOOLS: dict[ToolName, Tool] = {
    ToolName.WINDOW: WindowTool(),
    ToolName.ZOOM: ZoomTool(),
    ToolName.PAN: PanTool(),
    ToolName.RULER: RulerTool(),
    ToolName.ANGLE: AngleTool(),
}
