"""The middle of the window: one viewport, or two side by side whose zoom goes together."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from fracview.core.view import View
from fracview.ui.canvas.viewport import Viewport


class Beside(StrEnum):
    """What stands in the second viewport."""

    NOTHING = "nothing"
    PLAIN = "plain"
    """The same radiograph without anything of the assistant."""
    OTHER = "other"
    """Another radiograph: the study's next view, else the neighbour in the list."""


class CanvasArea(QWidget):
    """Two viewports, the second mostly hidden.

    Attributes
    ----------
    main, second
        The viewport that the reader works in, and the one beside it.
    """

    beside_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.main = Viewport()
        self.second = Viewport()
        self.second.setObjectName("second_viewport")
        self.second.setAccessibleName("Second radiograph")
        self.second.hide()
        self.beside = Beside.NOTHING
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.main)
        splitter.addWidget(self.second)
        splitter.setSizes([1, 1])
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)
        self.main.view_changed.connect(self._follow_main)
        self.second.view_changed.connect(self._follow_second)
        self.main.resized.connect(self.link)
        self.second.resized.connect(self.link)

    def set_beside(self, beside: Beside) -> None:
        """Show or hide the second viewport."""
        self.beside = beside
        self.second.setVisible(beside is not Beside.NOTHING)
        self.link()
        self.beside_changed.emit(beside)

    def next_beside(self) -> None:
        """Nothing, then the same without the assistant, then another radiograph, then nothing again."""
        order = list(Beside)
        self.set_beside(order[(order.index(self.beside) + 1) % len(order)])

    def link(self) -> None:
        """Show the second as the main one shows its own."""
        if self.main.picture is not None:
            self._follow_main(self.main.view)

    def _follow_main(self, view: View) -> None:
        _follow(self.second, view)

    def _follow_second(self, view: View) -> None:
        _follow(self.main, view)


def _follow(viewport: Viewport, view: View) -> None:
    if not viewport.isHidden() and viewport.picture is not None:
        viewport.set_view(viewport.view.like(view), quietly=True)
