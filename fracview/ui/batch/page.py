"""The batch page: what, output; run, review. It paints what it is handed, and says what is clicked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from fracview.ui.batch.output import OutputPart
from fracview.ui.batch.reviewing import ReviewPart
from fracview.ui.batch.running import RunPart
from fracview.ui.batch.what import WhatPart
from fracview.ui.theme import GRID

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLayout

WIDEST_PX = 1500
"""Lines longer than half of this are hard to read."""


class BatchPage(QScrollArea):
    """Two columns of two parts; where the window is low, they are scrolled together."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("batch_page")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.what, self.output = WhatPart(), OutputPart()
        self.run, self.review = RunPart(), ReviewPart()
        inside = QWidget()
        inside.setMaximumWidth(WIDEST_PX)
        columns = QHBoxLayout(inside)
        columns.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        columns.setSpacing(6 * GRID)
        columns.addLayout(_column(self.what, self.output), 1)
        columns.addLayout(_column(self.run, self.review), 1)
        self.setWidget(inside)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)

    def show_roots(self) -> None:
        """There are other folders and files to run over."""
        there_are_any = bool(self.what.roots.paths)
        for part in (self.run, self.output, self.review):
            part.show_roots(there_are_any)


def _column(*parts: QWidget) -> QLayout:
    column = QVBoxLayout()
    column.setSpacing(4 * GRID)
    for part in parts:
        column.addWidget(part)
    column.addStretch(1)
    return column
