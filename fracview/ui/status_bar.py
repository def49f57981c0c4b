"""The status bar: how far the analysis is, what runs it, and what went wrong; one sentence each."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStatusBar, QWidget

from fracview.export.captions import RESEARCH_USE
from fracview.ui.elided import ElidedLabel
from fracview.ui.labels import set_role, text_label
from fracview.ui.status_message import MessagePart
from fracview.ui.status_progress import ProgressPart
from fracview.ui.theme import GRID

BADGE = RESEARCH_USE.rstrip(".")
READ_FIRST = "Reading first"


class StatusBar(QStatusBar):
    """Messages stay until they are cleared; the badge on the right is always there, and never shortened."""

    pause_asked = Signal(bool)
    """True to pause the analysis, False to go on."""
    cancel_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status_bar")
        self.setSizeGripEnabled(False)
        self.progress, self.message = ProgressPart(), MessagePart()
        self.networks, self.provider = ElidedLabel(), ElidedLabel()
        self.elapsed = text_label("status_elapsed", wrap=False)
        self.read_first = text_label("status_read_first", "accent", wrap=False)
        self.badge = text_label("status_badge", wrap=False)
        self.networks.setObjectName("status_networks")
        self.provider.setObjectName("status_provider")
        self.elapsed.setToolTip("The networks' time on this radiograph")
        self.read_first.setText(READ_FIRST)
        self.read_first.setContentsMargins(GRID, 0, GRID, 0)
        self.read_first.setToolTip("The assistant is hidden until you have said what you see")
        self.badge.setText(BADGE)
        self.badge.setContentsMargins(0, 0, GRID, 0)
        self.badge.setToolTip("No clinical decision may rest on these findings")
        self.addWidget(self.progress)
        self.addWidget(self.message, 1)
        for label in (self.read_first, self.networks, self.provider, self.elapsed, self.badge):
            self.addPermanentWidget(label)
            label.setVisible(label is self.badge)
        self.progress.pause_asked.connect(self.pause_asked)
        self.progress.cancel_asked.connect(self.cancel_asked)

    def show_progress(
        self, done: int, total: int, rate_per_s: float, seconds_left: float | None, state: str
    ) -> None:
        """Show how many radiographs of how many are analysed.

        Parameters
        ----------
        done, total
            Counts; while `state` is ``walking`` the total still grows.
        rate_per_s, seconds_left
            0 and None where they are not known yet.
        state
            ``idle``, ``running``, ``paused`` or ``walking``.
        """
        self.progress.show_progress(done, total, rate_per_s, seconds_left, state)

    def show_networks(self, text: str, tooltip: str = "") -> None:
        """Name the networks that run, with the start of their hashes; "" for none."""
        _show(self.networks, text, tooltip)

    def show_provider(self, text: str, tooltip: str = "", warn: bool = False) -> None:
        """Name the execution provider that really runs; `warn` where another was asked for."""
        set_role(self.provider, "warn" if warn else "")
        _show(self.provider, text, tooltip)

    def show_elapsed(self, elapsed_ms: float | None) -> None:
        """The networks' time on the radiograph in view, in ms; None where they have not run."""
        self.elapsed.setText("" if elapsed_ms is None else f"{elapsed_ms:.0f} ms")
        self.elapsed.setVisible(elapsed_ms is not None)

    def show_read_first(self, on: bool) -> None:
        """Say as long as it is so that the reader reads before the assistant is shown."""
        self.read_first.setVisible(on)

    def show_message(self, sentence: str, detail: str = "", warn: bool = False) -> None:
        """Show a sentence until another comes or the reader takes it away; "" clears.

        Parameters
        ----------
        sentence
            One plain sentence.
        detail
            What a click on Details shows; without it there is no such button.
        warn
            Something failed.
        """
        self.message.show_message(sentence, detail, warn=warn)


def _show(label: ElidedLabel, text: str, tooltip: str) -> None:
    label.show_text(text, tooltip)
    label.setVisible(bool(text))
