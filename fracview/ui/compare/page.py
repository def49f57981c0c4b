"""The comparison page: list, radiograph, numbers. It paints what it is handed, and says what is clicked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from fracview.ui.compare.header import CompareHeader
from fracview.ui.compare.legend import Legend
from fracview.ui.compare.panel import NumbersPanel
from fracview.ui.compare.queue_list import QueueList
from fracview.ui.compare.viewport import CompareViewport
from fracview.ui.theme import GRID

if TYPE_CHECKING:
    from fracview.ui.compare.state import Shown

WIDTHS = (270, 620, 460)
"""Of the three parts in a new window, in pixels."""
WITH_SECOND_PX, LEAST_MIDDLE_PX = 540, 400
"""The numbers take this width for two columns more, where so much is left to the radiograph."""


class ComparePage(QWidget):
    """Three parts side by side.

    Signals
    -------
    note_given
        What was typed as a note on the image in view.
    triptych_asked, lines_asked, second_boxes_asked
        The button; whether matching lines, and boxes of second predictions, are wanted.
    """

    note_given = Signal(str)
    triptych_asked = Signal()
    lines_asked = Signal(bool)
    second_boxes_asked = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare_page")
        self.header = CompareHeader()
        self.list = QueueList()
        self.viewport = CompareViewport()
        self.legend = Legend()
        self.panel = NumbersPanel()
        self.lines = QCheckBox("Matching lines")
        self.second_boxes = QCheckBox("Second boxes")
        self.note = QLineEdit()
        self.triptych = QPushButton("Triptych")
        self.splitter = splitter = QSplitter(Qt.Orientation.Horizontal)
        for part, stretch in ((self.list, 0), (self._middle(), 1), (self.panel, 0)):
            splitter.addWidget(part)
            splitter.setStretchFactor(splitter.count() - 1, stretch)
        splitter.setSizes(list(WIDTHS))
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(splitter, 1)
        self.lines.toggled.connect(self.lines_asked)
        self.second_boxes.toggled.connect(self.second_boxes_asked)
        self.note.editingFinished.connect(self.commit_note)
        self.triptych.clicked.connect(self.triptych_asked)

    def _middle(self) -> QWidget:
        self.lines.setObjectName("compare_lines")
        self.lines.setToolTip("Join each box to the annotation that it is a pair with")
        self.second_boxes.setObjectName("compare_second_boxes")
        self.second_boxes.setToolTip("Draw the boxes of the second predictions, dashed in the same colours")
        self.second_boxes.hide()
        self.note.setObjectName("compare_note")
        self.note.setAccessibleName("Reader's note on this image")
        self.note.setPlaceholderText("Note on this image")
        self.note.setMaxLength(2000)
        self.triptych.setObjectName("compare_open_triptych")
        self.triptych.setToolTip("Reference, detection and layer map of this image side by side")
        tools = QHBoxLayout()
        tools.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        tools.setSpacing(GRID)
        tools.addWidget(self.note, 1)
        tools.addWidget(self.second_boxes)
        tools.addWidget(self.lines)
        tools.addWidget(self.triptych)
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.viewport, 1)
        layout.addWidget(self.legend)
        layout.addLayout(tools)
        return middle

    def show_state(self, shown: Shown, current: int | None) -> None:
        """Numbers, curves and list at the thresholds in force."""
        self.list.chips.show_chips(shown.state.chips)
        self.list.show_list(shown.listing, shown.state.queue, current)
        self.panel.show_state(shown)
        with_second = shown.listing.second is not None
        if with_second and self.second_boxes.isHidden():
            self._make_room()
        self.second_boxes.setVisible(with_second)

    def _make_room(self) -> None:
        left, middle, right = self.splitter.sizes()
        more = WITH_SECOND_PX - right
        if more > 0 and middle - more >= LEAST_MIDDLE_PX:
            self.splitter.setSizes([left, middle - more, right + more])

    def focus_note(self) -> None:
        """The keyboard into the note."""
        self.note.setFocus()

    def commit_note(self) -> None:
        """Tell of the note where it was changed; before another image is shown."""
        if self.note.isModified():
            self.note.setModified(False)
            self.note_given.emit(self.note.text())

    def show_note(self, text: str, *, possible: bool) -> None:
        """The note on the image in view; what is being typed is left alone."""
        self.note.setEnabled(possible)
        if not (self.note.hasFocus() and self.note.isModified()) and self.note.text() != text:
            self.note.setText(text)
