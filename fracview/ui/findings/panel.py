"""The findings panel: the networks' answer in a column that scrolls, what the reader says fixed below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from fracview.core.verdict import Verdict
from fracview.review.shown import NOTHING, ShownImpression, ShownVerdict, with_threshold
from fracview.ui.findings.boxes import BoxesSection
from fracview.ui.findings.head import AnswerHead
from fracview.ui.findings.impression import BY_VERDICT, ImpressionBox
from fracview.ui.findings.probability_bar import ProbabilityBar
from fracview.ui.findings.region_bars import RegionBars
from fracview.ui.findings.verdict import VerdictBox
from fracview.ui.labels import embolden, set_text, text_label
from fracview.ui.theme import GRID

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtWidgets import QLabel

    from fracview.review.shown import ShownFindings

RUN_ANYWAY = "Run the networks all the same"
_SENTENCE_LINES = 3


class FindingsPanel(QWidget):
    """Paints what it is handed; setting values emits no signal.

    A comment that is still being typed is never lost and never given to another case: `show_verdict` with a
    new key emits `comment_changed` with the old key before anything of the new case is shown, and
    `commit_comment` does so before the window closes.
    """

    threshold_changed = Signal(float)
    """Score from which the reader wants boxes shown; the list has followed already."""
    threshold_reset = Signal()
    detection_chosen = Signal(int)
    verdict_given = Signal(str, str, str)
    """Key of the case, ``agree`` or ``unsure`` or ``disagree``, the comment as it stands."""
    comment_changed = Signal(str, str)
    """Key of the case that the comment was typed for, the comment."""
    impression_given = Signal(str, str)
    """Key of the case, ``fracture`` or ``unsure`` or ``no_fracture``."""
    undo_verdict = Signal()
    retry_asked = Signal()
    run_anyway_asked = Signal()
    ignore_gate_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findings_panel")
        self._shown: ShownFindings = NOTHING
        self.head, self.bar, self.region = AnswerHead(), ProbabilityBar(), RegionBars()
        self.boxes, self.impression, self.verdict = BoxesSection(), ImpressionBox(), VerdictBox()
        self._sentence = text_label("headline")
        self._contradiction = text_label("contradiction", "warn")
        self._details = text_label("details", "muted")
        self._small_print = text_label("small_print", "muted")
        self._region_title = _title("region_title")
        self._run_anyway = _button("run_anyway", RUN_ANYWAY)
        self._ignore_gate = _button("ignore_gate", RUN_ANYWAY)
        self._lay_out()
        self._connect()
        self.show_findings(NOTHING)

    def _lay_out(self) -> None:
        boxes_title = _title("boxes_title")
        boxes_title.setText("Boxes of the detector")
        self._sentence.setMinimumHeight(_SENTENCE_LINES * self._sentence.fontMetrics().lineSpacing())
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        answer = (self._sentence, self._contradiction, self._run_anyway, self._ignore_gate, self._details)
        rest = (_rule(), self._region_title, self.region, _rule(), boxes_title, self.boxes, _rule())
        self._rest = _column("findings_rest", 0, *rest, self._small_print)
        column = _column("findings_column", GRID, self.head, self.bar, *answer, self._rest)
        layout = column.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(_scrolling(column), 1)
        whole.addWidget(_rule())
        whole.addWidget(self.impression)
        whole.addWidget(self.verdict)

    def _connect(self) -> None:
        self.boxes.threshold_changed.connect(self._move_threshold)
        self.boxes.threshold_reset.connect(self._reset_threshold)
        self.boxes.chosen.connect(self.detection_chosen)
        self.impression.given.connect(self.impression_given)
        self.impression.retry_asked.connect(self.retry_asked)
        self.verdict.given.connect(self.verdict_given)
        self.verdict.comment_changed.connect(self.comment_changed)
        self.verdict.undo_asked.connect(self.undo_verdict)
        self.verdict.retry_asked.connect(self.retry_asked)
        self._run_anyway.clicked.connect(self.run_anyway_asked)
        self._ignore_gate.clicked.connect(self.ignore_gate_asked)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wide enough for the longest line, high enough for all but a long list."""
        return QSize(320, 760)

    def show_findings(self, shown: ShownFindings) -> None:
        """Show the networks' answer, or in words why there is none."""
        self._shown = shown
        self.head.show_answer(shown)
        self.bar.show_probability(shown)
        for part in (self.bar, self._rest):
            part.setVisible(shown.kind != "read_first")
        set_text(self._sentence, shown.headline)
        set_text(self._contradiction, shown.contradiction)
        set_text(self._details, "\n".join(f"Note: {detail}" for detail in shown.details))
        self._run_anyway.setVisible(shown.can_run_anyway)
        self._ignore_gate.setVisible(shown.can_ignore_gate)
        self._region_title.setText(region_title(shown))
        self.region.show_region(shown)
        self.boxes.show_boxes(shown)
        set_text(self._small_print, small_print(shown))

    def show_verdict(self, shown: ShownVerdict) -> None:
        """Show the reader's verdict; see the class on what becomes of a comment being typed."""
        self.verdict.show_verdict(shown)

    def show_impression(self, shown: ShownImpression) -> None:
        """Ask for the reader's first impression in place of a verdict, or say what it was."""
        self.impression.show_impression(shown)
        self.verdict.setVisible(not self.impression.asks)

    def show_keys(self, keys: Mapping[str, Sequence[str]]) -> None:
        """Name these keys, by action, in the tooltips."""
        self.impression.show_keys(keys)
        self.verdict.show_keys(keys)

    def choose_detection(self, number: int | None) -> None:
        """Mark a box of the list, chosen elsewhere; emits nothing."""
        self.boxes.list.choose(number)

    def give_verdict(self, verdict: str) -> None:
        """As by a click: emits `verdict_given`, with what is being typed as the comment.

        While the first impression is asked for, the same keys answer that: `impression_given`.
        """
        if self.impression.asks:
            self.impression.give(BY_VERDICT[Verdict(verdict)])
        else:
            self.verdict.give(verdict)

    def focus_comment(self) -> None:
        """Put the cursor into the comment; not before the first impression is given."""
        if self.impression.asks:
            return
        self.verdict.comment.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.verdict.comment.end(False)

    def commit_comment(self) -> None:
        """Emit `comment_changed` if a comment is being typed; before closing, for one."""
        self.verdict.comment.commit()

    def _move_threshold(self, threshold: float) -> None:
        self._follow(threshold)
        self.threshold_changed.emit(threshold)

    def _reset_threshold(self) -> None:
        self._follow(None)
        self.threshold_reset.emit()

    def _follow(self, threshold: float | None) -> None:
        """The list follows at once: the same findings, other boxes shown, and no network runs."""
        self._shown = with_threshold(self._shown, threshold)
        self.boxes.show_boxes(self._shown)


def region_title(shown: ShownFindings) -> str:
    """The region, and what the numbers of the bars are of."""
    return f"Region: {shown.region} (probability of each)" if shown.region else "Region"


def small_print(shown: ShownFindings) -> str:
    """Which networks, on what, in how long."""
    took = "" if shown.elapsed_ms is None else f"The networks took {shown.elapsed_ms:.0f} ms."
    return "\n".join(line for line in (shown.models, shown.provider_note, took) if line)


def _title(name: str) -> QLabel:
    label = text_label(name, wrap=False)
    embolden(label)
    return label


def _button(name: str, text: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.hide()
    return button


def _rule() -> QFrame:
    rule = QFrame()
    rule.setFrameShape(QFrame.Shape.HLine)
    rule.setFrameShadow(QFrame.Shadow.Plain)
    rule.setStyleSheet("color: palette(button);")
    return rule


def _column(name: str, margin: int, *parts: QWidget) -> QWidget:
    column = QWidget()
    column.setObjectName(name)
    layout = QVBoxLayout(column)
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(GRID // 2)
    for part in parts:
        layout.addWidget(part)
    return column


def _scrolling(column: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setObjectName("findings_scroll")
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(column)
    return area
