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
        self._click_at: QPointF | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin what the button does: left the tool, middle moving."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self.picture is None or event.button() not in (
            Qt.MouseButton.LeftButton,
            Qt.MouseButton.MiddleButton,
        ):
            return
        middle = event.button() == Qt.MouseButton.MiddleButton
        tool: Tool = PanTool() if middle else TOOLS[self.tool]
        self._pressed = (tool, event.position())
        self._click_at = None if middle else event.position()
        tool.press(self, event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag, or say which pixel lies under the mouse."""
        self._mouse = event.position()
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
        """Finish; a click that moved nothing chooses the detection under it."""
        if self._pressed is not None:
            self._pressed[0].release(self, event.position())
        self._pressed = None
        if self._click_at is not None and event.button() == Qt.MouseButton.LeftButton:
            self._click(event.position())
        self._click_at = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Ask for the full screen."""
        if event.button() == Qt.MouseButton.LeftButton and self.tool not in (ToolName.RULER, ToolName.ANGLE):
            self.full_screen_asked.emit()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """No pixel is under the mouse any more."""
        super().leaveEvent(event)
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Ask for the menu."""
        self.menu_asked.emit(event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Zoom at the mouse, or turn pages where the reader set it so; with Ctrl always zoom."""
        steps = event.angleDelta().y() / 120.0
        event.accept()
        if not steps or self.picture is None:
            return
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if self.wheel_turns_pages and not ctrl:
            self.next_asked.emit(-1 if steps > 0 else 1)
            return
        at = (event.position().x(), event.position().y())
        self.set_view(self.view.zoomed(WHEEL_STEP**steps, at))

    def _click(self, at: QPointF) -> None:
        for detection in self.drawn_detections:
            if drawn.box_rect(self.view, detection.box_xyxy).contains(at):
                self.detection_clicked.emit(detection.number)
                return


def _speed(event: QMouseEvent) -> float:
    """Ctrl drags faster, Ctrl and Shift much faster."""
    modifiers = event.modifiers()
    if not modifiers & Qt.KeyboardModifier.ControlModifier:
        return 1.0
    return 16.0 if modifiers & Qt.KeyboardModifier.ShiftModifier else 4.0
