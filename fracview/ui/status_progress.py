"""The status bar's left part: a thin bar, the progress in words, pause and cancel."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QWidget

from fracview.ui.elided import ElidedLabel
from fracview.ui.theme import GRID

_BAR_WIDTH, _BAR_HEIGHT = 90, 8
_WORKING = ("running", "paused", "walking")


class ProgressPart(QWidget):
    """Bar and buttons while there is work; the words stay when it is done."""

    pause_asked = Signal(bool)
    cancel_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("progress")
        self.bar = QProgressBar()
        self.bar.setObjectName("progress_bar")
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(_BAR_WIDTH, _BAR_HEIGHT)
        self.label = ElidedLabel()
        self.label.setObjectName("progress_text")
        self.pause = _tool_button("progress_pause", "Pause")
        self.pause.setCheckable(True)
        self.cancel = _tool_button("progress_cancel", "Cancel")
        self.cancel.setToolTip("Stop the analysis; what is done stays")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GRID // 2, 0, 0, 0)
        layout.setSpacing(GRID)
        for part in (self.bar, self.label, self.pause, self.cancel):
            layout.addWidget(part)
        self.pause.toggled.connect(self.pause_asked)
        self.cancel.clicked.connect(self.cancel_asked)
        self.show_progress(0, 0, 0.0, None, "idle")

    def show_progress(
        self, done: int, total: int, rate_per_s: float, seconds_left: float | None, state: str
    ) -> None:
        """As `StatusBar.show_progress`."""
        self.label.show_text(progress_text(done, total, rate_per_s, seconds_left, state))
        self.bar.setRange(0, max(1, total))
        self.bar.setValue(min(done, max(1, total)))
        with QSignalBlocker(self.pause):
            self.pause.setChecked(state == "paused")
        self.pause.setText("Go on" if state == "paused" else "Pause")
        self.pause.setToolTip("Go on analysing" if state == "paused" else "Pause the analysis")
        for part in (self.bar, self.pause, self.cancel):
            part.setVisible(state in _WORKING)
        self.setVisible(bool(self.label.full_text))


def progress_text(done: int, total: int, rate_per_s: float, seconds_left: float | None, state: str) -> str:
    """Progress in words: ``120 of 412 analysed, 9.1 a second, 32 s left``."""
    if state == "walking":
        return f"{done:,} of {total:,} found so far analysed"
    if state == "idle" and not total:
        return ""
    parts = [f"{done:,} of {total:,} analysed"]
    if state == "paused":
        parts.append("paused")
    if state == "running" and rate_per_s > 0:
        parts.append(f"{rate_per_s:.1f} a second")
    if state == "running" and seconds_left is not None:
        parts.append(f"{duration_text(seconds_left)} left")
    return ", ".join(parts)


def duration_text(seconds: float) -> str:
    """Duration in the units that say enough: ``32 s``, ``12 min``, ``3 h 20 min``."""
    whole = max(0, round(seconds))
    if whole < 90:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"


def _tool_button(name: str, text: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setText(text)
    return button
