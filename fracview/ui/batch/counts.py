"""Counts of a run by outcome: six different things, never added together; and the reasons under them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QGridLayout,
    QHeaderView,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from fracview.review.summary import OUTCOMES
from fracview.ui.batch.words import reason_words
from fracview.ui.cases.glyphs import GLYPH, glyph, outcome_colour
from fracview.ui.cases.words import outcome_words
from fracview.ui.labels import embolden
from fracview.ui.theme import GRID, colours_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QPixmap

    from fracview.review.batch.progress import BatchProgress

MOST_REASONS = 6
"""In sight without scrolling."""
LARGER = 1.4
"""A count is so much larger than the word under it."""
TIPS = {
    "definite": "From the high-specificity point on",
    "doubt": "Between the two operating points",
    "not_found": "Below the high-sensitivity point; not a normal report",
    "out_of_scope": "No answer: not a radiograph of the kind that the networks have learnt",
    "unreadable": "No answer: the file could not be read",
    "failed": "No answer: something unforeseen went wrong",
}


class CountsPart(QWidget):
    """The counts side by side, and below them how often each reason came."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("batch_counts")
        self.counts = {name: QLabel("0") for name in OUTCOMES}
        self._signs = {name: QLabel() for name in OUTCOMES}
        self._reasons: Mapping[str, Mapping[str, int]] = {}
        self.reasons = QTreeWidget()
        self._set_up_reasons()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GRID, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(self._grid())
        layout.addWidget(self.reasons)
        self._draw_signs()

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(0)
        for number, name in enumerate(OUTCOMES):
            sign, count, word = self._signs[name], self.counts[name], QLabel(outcome_words(name))
            count.setObjectName(f"batch_count_{name}")
            count.setAccessibleName(outcome_words(name))
            embolden(count, LARGER)
            word.setProperty("role", "muted")
            for part in (sign, count, word):
                part.setToolTip(TIPS[name])
            grid.addWidget(sign, 0, 2 * number, Qt.AlignmentFlag.AlignCenter)
            grid.addWidget(count, 0, 2 * number + 1)
            grid.addWidget(word, 1, 2 * number + 1)
            grid.setColumnStretch(2 * number + 1, 1)
        return grid

    def _set_up_reasons(self) -> None:
        self.reasons.setObjectName("batch_reasons")
        self.reasons.setAccessibleName("Reasons, and how often each came")
        self.reasons.setColumnCount(2)
        self.reasons.setHeaderHidden(True)
        self.reasons.setRootIsDecorated(False)
        self.reasons.setUniformRowHeights(True)
        self.reasons.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        self.reasons.setIconSize(QSize(GLYPH, GLYPH))
        header = self.reasons.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.reasons.hide()

    def show_counts(self, progress: BatchProgress | None) -> None:
        """Those of a run; None before the first."""
        counts, reasons = (progress.counts, progress.reasons) if progress else ({}, {})
        for name, label in self.counts.items():
            label.setText(f"{counts.get(name, 0):,}")
        if reasons != self._reasons:
            self._reasons = reasons
            self._fill_reasons()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the signs again in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_signs()
            self._fill_reasons()

    def _fill_reasons(self) -> None:
        place = self.reasons.verticalScrollBar().value()
        self.reasons.clear()
        for name in OUTCOMES:
            codes = self._reasons.get(name, {})
            for code, count in sorted(codes.items(), key=lambda one: (-one[1], one[0])):
                item = QTreeWidgetItem([f"{outcome_words(name)}: {reason_words(code)}", f"{count:,}"])
                item.setIcon(0, QIcon(self._sign(name)))
                item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                item.setToolTip(0, f"{TIPS[name]} ({code})")
                self.reasons.addTopLevelItem(item)
        rows = self.reasons.topLevelItemCount()
        self.reasons.setVisible(rows > 0)
        if rows:
            frame = 2 * self.reasons.frameWidth() + GRID // 2
            self.reasons.setFixedHeight(min(rows, MOST_REASONS) * self.reasons.sizeHintForRow(0) + frame)
        self.reasons.verticalScrollBar().setValue(place)

    def _draw_signs(self) -> None:
        for name, label in self._signs.items():
            label.setPixmap(self._sign(name))

    def _sign(self, name: str) -> QPixmap:
        return glyph(name, outcome_colour(name, colours_of(self.palette())), self.devicePixelRatioF())
