"""Building a window that is on the screen already."""

from __future__ import annotations

import importlib
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from fracview.ui.main_window import MainWindow


class Starter(QObject):
    """Builds a window that is on the screen already: libraries are imported on a thread, parts made in steps.

    Parameters
    ----------
    window
        Not built yet.
    then
        Called once it is.
    """

    _imported = Signal()

    def __init__(self, window: MainWindow, then: Callable[[], None]) -> None:
        super().__init__(window)
        self._window = window
        self._then = then
        self._steps = window.build()
        self._imported.connect(self._step, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._import, name="fracview-start", daemon=True)

    def start(self) -> None:
        """Begin, once the window was painted."""
        self._thread.start()

    def _import(self) -> None:
        importlib.import_module("fracview.ui.building")
        self._imported.emit()

    def _step(self) -> None:
        if next(self._steps, _BUILT) is _BUILT:
            self._thread.join()
            self._then()
        else:
            QTimer.singleShot(0, self, self._step)


_BUILT = object()
