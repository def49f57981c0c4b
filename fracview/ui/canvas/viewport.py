"""The reader's hands on a radiograph: buttons, wheel and clicks become views, windows and measurements."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal

from fracview.ui.canvas import drawn
from fracview.ui.canvas.surface import Surface
from fracview.ui.canvas.tools import TOOLS, PanTool, ToolName

if TYPE_CHECKING:
    from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QWheelEvent
    from PySide6.QtWidgets import QWidget

    from fracview.ui.canvas.tools import Tool

WHEEL_STEP = 1.15
_STEP_ANGLE = 120
"""Of a wheel that clicks, in eighths of a degree."""
_NEAR_PX = 3.0
"""A click this far outside a box still means it: small boxes are hard to hit."""
_CLICK_PX = 4
"""A button that moved no further than this between press and release was a click."""


class Viewport(Surface):
    """A radiograph that can be worked on.

    Signals
    -------
    full_screen_asked, menu_asked, next_asked
        A double click; a right click, at a global point; the wheel, where it turns pages, +1 or -1.
    detection_clicked
        Number of the detection that was clicked.
    """

    full_screen_asked = Signal()
    menu_asked = Signal(QPoint)
    next_asked = Signal(int)
    detection_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("viewport")
        self.setAccessibleName("Radiograph")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.tool = ToolName.WINDOW
        self.drag_up_darkens = False
        self.wheel_turns_pages = False
        self._pressed: tuple[Tool, QPointF] | None = None
        self._button = Qt.MouseButton.NoButton
        self._wheel_angle = 0
        self._click_at: QPointF | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin what the button does: left the tool, middle moving."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        wanted = event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton)
        if self.picture is None or self._pressed is not None or not wanted:
            return
        self._button = event.button()
        middle = event.button() == Qt.MouseButton.MiddleButton
        tool: Tool = PanTool() if middle else TOOLS[self.tool]
        self._pressed = (tool, event.position())
        self._click_at = None if middle else event.position()
        tool.press(self, event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag, or say which pixel lies under the mouse."""
        self._mouse = event.position()
        if self._pressed is None and self.open_measurement is not None:
            TOOLS[self.tool].drag(self, event.position(), QPointF(), 1.0)  # its end follows the mouse
        if self._pressed is not None:
            tool, before = self._pressed
            tool.drag(self, event.position(), event.position() - before, _speed(event))
            self._pressed = (tool, event.position())
            if (
                self._click_at is not None
                and (event.position() - self._click_at).manhattanLength() > _CLICK_PX
            ):
                self._click_at = None
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Finish what this button began; a click that moved nothing chooses the detection under it."""
        if self._pressed is None or event.button() != self._button:
            return
        self._pressed[0].release(self, event.position())
        clicked, self._pressed, self._click_at = self._click_at is not None, None, None
        if clicked:
            self._click(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Ask for the full screen; while measuring, and for other buttons, it is one more press."""
        measuring = self.tool in (ToolName.RULER, ToolName.ANGLE)
        if event.button() == Qt.MouseButton.LeftButton and not measuring:
            self.full_screen_asked.emit()
        else:
            self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """No pixel is under the mouse any more."""
        super().leaveEvent(event)
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Ask for the menu."""
        self.menu_asked.emit(event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom at the mouse, or turn pages where the reader set it so; with Ctrl always zoom."""
        angle = event.angleDelta().y()
        event.accept()
        if not angle or self.picture is None:
            return
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if self.wheel_turns_pages and not ctrl:
            self._turn_pages(angle)
            return
        at = (event.position().x(), event.position().y())
        self.set_view(self.view.zoomed(WHEEL_STEP ** (angle / _STEP_ANGLE), at))

    def _turn_pages(self, angle: int) -> None:
        """One page a whole step: fine wheels and touch pads send many parts of one."""
        same_way = angle * self._wheel_angle >= 0
        self._wheel_angle = angle + (self._wheel_angle if same_way else 0)
        while abs(self._wheel_angle) >= _STEP_ANGLE:
            back = self._wheel_angle > 0
            self._wheel_angle -= _STEP_ANGLE if back else -_STEP_ANGLE
            self.next_asked.emit(-1 if back else 1)

    def _click(self, at: QPointF) -> None:
        """The smallest box under the mouse is meant: a larger one around it can be clicked elsewhere."""
        under = []
        for detection in self.drawn_detections:
            rect = drawn.box_rect(self.view, detection.box_xyxy)
            if rect.adjusted(-_NEAR_PX, -_NEAR_PX, _NEAR_PX, _NEAR_PX).contains(at):
                under.append((rect.width() * rect.height(), detection.number))
        if under:
            self.detection_clicked.emit(min(under)[1])


def _speed(event: QMouseEvent) -> float:
    """Ctrl drags faster, Ctrl and Shift much faster."""
    modifiers = event.modifiers()
    if not modifiers & Qt.KeyboardModifier.ControlModifier:
        return 1.0
    return 16.0 if modifiers & Qt.KeyboardModifier.ShiftModifier else 4.0
