"""The reader's verdict: three buttons, a comment, and whether what was said is safe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from fracview.core.verdict import Verdict
from fracview.review.shown import ShownVerdict
from fracview.review.wording import clock, verdict_line
from fracview.ui.elided import ElidedLabel
from fracview.ui.findings.comment import CommentLine
from fracview.ui.labels import embolden, set_role, set_text, text_label
from fracview.ui.theme import GRID

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

KEYS = {
    Verdict.AGREE.value: ("Ctrl+1",),
    Verdict.UNSURE.value: ("Ctrl+2",),
    Verdict.DISAGREE.value: ("Ctrl+3",),
    "undo_verdict": ("Ctrl+Z",),
    "comment": ("Ctrl+M",),
}
"""The usual keys by action; they are named in tooltips only, the window listens for them."""


class VerdictBox(QFrame):
    """Shows a `ShownVerdict` and tells of what the reader says.

    Signals name the case by the key it was shown with. A click on a verdict takes the comment along, in one
    signal. Nothing is marked as given before it is shown as given.
    """

    given = Signal(str, str, str)
    """Key, verdict, comment."""
    comment_changed = Signal(str, str)
    undo_asked = Signal()
    retry_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("verdict_box")
        self._shown = ShownVerdict()
        self.buttons = {verdict: self._button(verdict) for verdict in Verdict}
        self.comment = CommentLine()
        self.undo = _push_button("undo_verdict", "Undo")
        self.retry = _push_button("retry_verdict", "Retry")
        self._reader = ElidedLabel()
        self._reader.setObjectName("reader")
        set_role(self._reader, "muted")
        self._reader.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._state = text_label("verdict_state")
        self._lay_out()
        self.comment.committed.connect(self.comment_changed)
        self.undo.clicked.connect(self.undo_asked)
        self.retry.clicked.connect(self.retry_asked)
        self.show_keys({})
        self.show_verdict(ShownVerdict())

    def _button(self, verdict: Verdict) -> QPushButton:
        button = _push_button(f"verdict_{verdict.value}", verdict.value)
        button.setCheckable(True)
        # A click must not take the focus from the comment: it takes the comment along instead.
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.give(verdict.value))
        return button

    def _lay_out(self) -> None:
        title = text_label("verdict_title", wrap=False)
        title.setText("Verdict")
        embolden(title)
        head = QHBoxLayout()
        head.addWidget(title)
        head.addWidget(self._reader, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID // 2)
        for button in self.buttons.values():
            buttons.addWidget(button, 1)
        said = QHBoxLayout()
        said.setSpacing(GRID // 2)
        said.addWidget(self.comment, 1)
        said.addWidget(self.undo)
        # Room for two lines: the buttons above must not move from one case to the next.
        self._state.setMinimumHeight(2 * self._state.fontMetrics().lineSpacing())
        self._state.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        foot = QHBoxLayout()
        foot.addWidget(self._state, 1)
        foot.addWidget(self.retry, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, GRID, GRID, GRID)
        layout.setSpacing(GRID // 2)
        layout.addLayout(head)
        layout.addLayout(buttons)
        layout.addLayout(said)
        layout.addLayout(foot)

    def show_verdict(self, shown: ShownVerdict) -> None:
        """Show a case's verdict; a comment still being typed for another case is told of first."""
        self.comment.show_comment(shown.key, shown.comment)
        self._shown = shown
        for widget in (*self.buttons.values(), self.comment):
            widget.setEnabled(bool(shown.key))
        self._mark()
        self._reader.show_text(f"reader: {shown.reader}" if shown.reader else "reader: not named")
        self.undo.setEnabled(shown.verdict is not None or shown.state == "saved")
        self.retry.setVisible(shown.state == "unsaved")
        set_role(self._state, "warn" if shown.state == "unsaved" else "muted")
        set_text(self._state, state_line(shown))

    def _mark(self) -> None:
        for verdict, button in self.buttons.items():
            given = self._shown.verdict is verdict
            button.setChecked(given)
            button.setText(f"\u2713 {verdict.value}" if given else verdict.value)

    def give(self, verdict: str) -> None:
        """As by a click: tell of the verdict, with the comment as it stands."""
        key, comment = self._shown.key, self.comment
        repeated = self._shown.verdict == verdict and not comment.pending and self._shown.state != "unsaved"
        if key and not repeated:
            self.given.emit(key, verdict, comment.take())
        self._mark()

    def show_keys(self, keys: Mapping[str, Sequence[str]]) -> None:
        """Name the keys of the actions in the tooltips; what is not in `keys` has its usual ones."""
        for verdict, button in self.buttons.items():
            button.setToolTip(_tip(f"{verdict.value.capitalize()} with the findings", keys, verdict.value))
        self.buttons[Verdict.UNSURE].setToolTip(_tip("Unsure of the findings", keys, "unsure"))
        self.undo.setToolTip(_tip("Take back the last verdict or comment", keys, "undo_verdict"))
        self.comment.setToolTip(_tip("Saved by Enter or by leaving the line", keys, "comment"))


def state_line(shown: ShownVerdict) -> str:
    """Whether what was said is safe; a verdict that is not saved says so first."""
    if not shown.key:
        return "No verdict can be given here."
    if shown.state == "unsaved":
        return f"NOT SAVED: {shown.problem or 'the reason is not known.'}"
    if shown.state == "saving":
        return "saving ..."
    if shown.verdict is None and shown.comment:
        saved = shown.state == "saved"
        comment = f"comment saved {clock(shown.time)}" if saved else "the comment waits for one"
        return f"No verdict yet; {comment.rstrip()}."
    return verdict_line(shown.verdict, shown.reader, shown.time)


def _tip(text: str, keys: Mapping[str, Sequence[str]], action: str) -> str:
    named = " or ".join(keys.get(action, KEYS[action]))
    return f"{text} ({named})" if named else text


def _push_button(name: str, text: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    return button
