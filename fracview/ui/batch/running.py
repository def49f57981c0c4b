"""A batch as it goes: start, pause, resume, cancel; how far it is, what came of it, and what ended it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from fracview.ui.batch.counts import CountsPart
from fracview.ui.batch.section import Section, add, button, row, thin_bar
from fracview.ui.batch.words import (
    NOTHING_TO_RUN,
    READY,
    STOPPING,
    UNDER_WAY,
    error_words,
    files_words,
    frames_words,
    state_words,
)
from fracview.ui.labels import set_text, text_label
from fracview.ui.theme import GRID

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from fracview.review.batch.progress import BatchProgress

WIDEST = "Resume"
"""What the first button may say: it is so wide from the beginning."""
GOES_ON = ("paused", "cancelled", "failed")
"""States out of which one resumes."""


class RunPart(Section):
    """Says what the reader wants, and shows what it is handed.

    Signals
    -------
    start_asked
        Begin, or begin again where a run has ended.
    pause_asked
        True to pause, False to go on.
    cancel_asked
        Stop for good.
    """

    start_asked = Signal()
    pause_asked = Signal(bool)
    cancel_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("batch_run", "Run", parent)
        self._progress: BatchProgress | None = None
        self._has_roots = False
        self._go = button("batch_go", "", "")
        self._cancel = button("batch_cancel", "Cancel", "Stop after what is under way; what is done stays")
        self.state = text_label("batch_state")
        self.bar = thin_bar("batch_bar")
        self.files, self.frames = text_label("batch_files"), text_label("batch_frames", "muted")
        self.error = text_label("batch_error", "warn")
        self._more = button("batch_error_details", "Details", "What exactly was reported")
        self.details = text_label("batch_error_text", "muted")
        self.counts = CountsPart()
        self._lay_out()
        self._go.clicked.connect(self._ask)
        self._cancel.clicked.connect(self.cancel_asked)
        self._more.clicked.connect(lambda: self.details.setVisible(self.details.isHidden()))
        self.show_progress(None)

    def _lay_out(self) -> None:
        self._go.setText(WIDEST)
        self._go.setFixedWidth(self._go.sizeHint().width() + 2 * GRID)
        add(
            self.column,
            row(self._go, self._cancel, self.state, stretch_last=True),
            _error_row(self.error, self._more),
            self.details,
            self.bar,
            self.files,
            self.frames,
            self.counts,
        )

    def show_roots(self, there_are_any: bool) -> None:
        """Whether there is anything to run over."""
        self._has_roots = there_are_any
        self._show_state(is_stopping=False)

    def show_progress(self, progress: BatchProgress | None, *, is_stopping: bool = False) -> None:
        """How far the run is; None before the first."""
        before, self._progress = self._progress, progress
        self.bar.setMaximum(max(1, progress.files_found if progress else 1))
        self.bar.setValue(progress.files_done if progress else 0)
        set_text(self.files, files_words(progress) if progress else "")
        set_text(self.frames, frames_words(progress) if progress else "")
        self.counts.show_counts(progress)
        error = progress.error if progress and progress.state == "failed" else None
        if error is not (before.error if before else None) or before is None:
            self._show_error(error)
        self._show_state(is_stopping=is_stopping)

    def _show_error(self, error: Exception | None) -> None:
        sentence, details = error_words(error) if error is not None else ("", "")
        set_text(self.error, sentence)
        set_text(self.details, details)
        self.details.hide()
        self._more.setVisible(bool(sentence))

    def _show_state(self, *, is_stopping: bool) -> None:
        progress = self._progress
        state = progress.state if progress else ""
        under_way = state in UNDER_WAY
        if progress is None:
            self.state.setText(READY if self._has_roots else NOTHING_TO_RUN)
        else:
            self.state.setText(STOPPING if is_stopping else state_words(progress))
        text, tip = _button_words(state)
        self._go.setText(text)
        self._go.setToolTip(tip)
        self._go.setEnabled(not is_stopping and state != "opening" and (under_way or self._has_roots))
        self._cancel.setEnabled(under_way and not is_stopping)

    def _ask(self) -> None:
        state = self._progress.state if self._progress else ""
        if state in UNDER_WAY:
            self.pause_asked.emit(state != "paused")
        else:
            self.start_asked.emit()


def _error_row(sentence: QWidget, more: QWidget) -> QHBoxLayout:
    made = QHBoxLayout()
    made.setSpacing(GRID)
    made.addWidget(sentence, 1)
    made.addWidget(more)
    return made


def _button_words(state: str) -> tuple[str, str]:
    if state in GOES_ON:
        return "Resume", "Go on where it was left; what is done is recalled from the store"
    if state in UNDER_WAY:
        return "Pause", "Leave off after the frames under way"
    return "Start", "Analyse what the store does not know yet"
