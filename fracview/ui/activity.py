"""Whether the reader is at work in the window: for the stopwatch, which leaves the rest out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QWindow

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from fracview.ui.session.stopwatch import Stopwatch

_DEEDS = frozenset(
    {
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.KeyPress,
        QEvent.Type.TabletMove,
        QEvent.Type.TouchUpdate,
    }
)


_PARTS = frozenset({Qt.WindowType.Popup, Qt.WindowType.ToolTip, Qt.WindowType.Tool})
"""Kinds of windows that are parts of the reader's: menus, and panels that float beside it."""


class ActivityWatch(QObject):
    """Tells a stopwatch what the reader does.

    It hears the window's raw input (each event once, before any widget) and not every event of the program.

    Parameters
    ----------
    window
        The reader's; made known to the system now, where that is still to come.
    room
        What the reader reads in: while another page is in its place, nobody looks at the radiograph.
    stopwatch
        Touched at every deed; active while the window is in front, or a menu of it, and the room is in view.
    """

    def __init__(self, window: QWidget, room: QWidget, stopwatch: Stopwatch) -> None:
        super().__init__(window)
        window.winId()  # without it there is no handle yet
        handle = window.windowHandle()
        assert handle is not None
        self._handle = handle
        self._room = room
        self._stopwatch = stopwatch
        self._in_front = self._is_ours(QGuiApplication.focusWindow())
        handle.installEventFilter(self)
        room.installEventFilter(self)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._focus_moved)
        self._tell()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Hear, and let everything pass."""
        kind = event.type()
        if watched is self._room:
            if kind in (QEvent.Type.Show, QEvent.Type.Hide):
                self._tell(shown=kind == QEvent.Type.Show)
        elif kind in _DEEDS:
            self._stopwatch.touch()
        return False

    def _focus_moved(self, window: QWindow | None) -> None:
        self._in_front = self._is_ours(window)  # not kept: it may be gone at any time
        self._tell()

    def _is_ours(self, window: QWindow | None) -> bool:
        """Whether the window has the focus, or a menu or panel of it; a dialog is something else."""
        return window is not None and (window == self._handle or window.type() in _PARTS)

    def _tell(self, *, shown: bool | None = None) -> None:
        room_shown = self._room.isVisible() if shown is None else shown
        self._stopwatch.set_active(self._in_front and room_shown)
