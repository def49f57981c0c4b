"""The review of what was run over: how far it is, what readers said, and the way into the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit

from fracview.ui.batch.queue_settings import QueueSettings
from fracview.ui.batch.section import Section, add, button, row, thin_bar
from fracview.ui.batch.words import error_words, reviewed_words
from fracview.ui.labels import breakable, set_role, text_label
from fracview.ui.theme import GRID

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from fracview.ui.batch.counting import Reviewed

FEWEST_LINES, MOST_LINES = 4, 12
"""Of the statistics in sight without scrolling."""


class ReviewPart(Section):
    """Says what the reader wants, and shows what it is handed.

    Signals
    -------
    order_asked, disagreements_asked, count_asked
        The buttons.
    """

    order_asked = Signal()
    disagreements_asked = Signal()
    count_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("batch_review", "Review", parent)
        self._order = button(
            "batch_read", "Read in this order", "Open these folders in reading, in the order to read in"
        )
        self._disagreements = button(
            "batch_read_disagreements",
            "Read the disagreements",
            "Open these folders in reading, only what probability and boxes contradict each other on",
        )
        self._again = button("batch_count", "Count again", "Look every file up in the store once more")
        self.said = text_label("batch_reviewed")
        self.bar = thin_bar("batch_review_bar")
        self.lines = QPlainTextEdit()
        self.queue = QueueSettings()
        self._lay_out()
        self._order.clicked.connect(self.order_asked)
        self._disagreements.clicked.connect(self.disagreements_asked)
        self._again.clicked.connect(self.count_asked)
        self.show_roots(False)
        self.show_nothing()

    def _lay_out(self) -> None:
        self.lines.setObjectName("batch_statistics")
        self.lines.setAccessibleName("Statistics of the review")
        self.lines.setReadOnly(True)
        self.lines.setTabChangesFocus(True)
        add(
            self.column,
            row(self._again, self.said, stretch_last=True),
            self.bar,
            self.lines,
            self.queue,
            row(self._order, self._disagreements),
        )

    def show_roots(self, there_are_any: bool) -> None:
        """Whether there is anything to review."""
        for part in (self._order, self._disagreements, self._again):
            part.setEnabled(there_are_any)

    def show_nothing(self) -> None:
        """Nothing was counted, or it holds no more."""
        self._show("", 0, 1)

    def show_reviewed(self, reviewed: Reviewed) -> None:
        """How far the counting is, or what it came to."""
        statistics = reviewed.statistics
        if statistics is None:
            set_role(self.said, "muted")
            self.said.setText(reviewed_words(reviewed))
            return
        progress = statistics.progress
        self._show(reviewed_words(reviewed), progress.reviewed.total(), progress.to_review.total())
        place = self.lines.verticalScrollBar().value()
        lines = statistics.lines()
        self.lines.setPlainText("\n".join(lines))
        shown = min(max(len(lines), FEWEST_LINES), MOST_LINES)
        self.lines.setFixedHeight(shown * self.lines.fontMetrics().lineSpacing() + 2 * GRID)
        self.lines.verticalScrollBar().setValue(place)
        self.lines.setVisible(bool(progress.to_review))

    def show_refused(self, error: Exception) -> None:
        """Why nothing could be counted."""
        sentence, details = error_words(error)
        self._show(f"Not counted: {sentence}", 0, 1, warn=True)
        self.said.setToolTip(details)

    def _show(self, sentence: str, done: int, total: int, *, warn: bool = False) -> None:
        set_role(self.said, "warn" if warn else "")
        self.said.setText(breakable(sentence))
        self.said.setToolTip("")
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(done)
        self.bar.setVisible(bool(sentence) and not warn)
        self.lines.hide()
