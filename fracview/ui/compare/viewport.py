"""The radiograph of the comparison page: window, zoom and turning as in reading mode, and the marks on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.ui.canvas.viewport import Viewport
from fracview.ui.compare.overlay import NO_MARKS, Marks, draw_marks, draw_words

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QWidget

    from fracview.core.view import View
    from fracview.ui.canvas.picture import Key, Picture


class CompareViewport(Viewport):
    """A viewport with reference standard and predictions over the radiograph."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare_viewport")
        self._marks: tuple[Key | None, Marks] = (None, NO_MARKS)

    def set_marks(self, key: Key | None, marks: Marks) -> None:
        """Draw these over the picture of that key; over another one nothing is drawn."""
        if (key, marks) != self._marks:
            self._marks = (key, marks)
            self.update()

    @property
    def marks(self) -> Marks:
        """What is on the screen now."""
        key, marks = self._marks
        here = self.picture is not None and self.picture.key == key
        return marks if here and not self._all_hidden else NO_MARKS

    def _paint_picture(self, painter: QPainter, view: View) -> None:
        super()._paint_picture(painter, view)
        draw_marks(painter, view, self.marks)

    def _paint_words(self, painter: QPainter, picture: Picture) -> None:
        super()._paint_words(painter, picture)
        draw_words(painter, self.view, self.marks)
