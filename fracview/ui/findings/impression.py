"""The reader's first impression: asked for while the assistant is hidden, and said again once it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from fracview.core.impression import Impression
from fracview.core.verdict import Verdict
from fracview.review.shown import ShownImpression
from fracview.review.wording import impression_line
from fracview.ui.findings.verdict import KEYS
from fracview.ui.labels import embolden, set_role, set_text, text_label
from fracview.ui.theme import GRID

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WORDS = {
    Impression.FRACTURE: "Fracture",
    Impression.UNSURE: "Unsure",
    Impression.NO_FRACTURE: "No fracture",
}
BY_VERDICT = {
    Verdict.AGREE: Impression.FRACTURE,
    Verdict.UNSURE: Impression.UNSURE,
    Verdict.DISAGREE: Impression.NO_FRACTURE,
}
"""The same keys as for the verdict, which follows."""
WHY = "Said before the assistant can sway you; it is shown next, and what you said stays."
STAYS = "It stays as you said it: the assistant was shown since."
NO_PICTURE = "It is asked for as soon as the radiograph is there."


class ImpressionBox(QFrame):
    """Shows a `ShownImpression` and tells of what the reader says.

    Signals name the case by the key it was shown with.
    """

    given = Signal(str, str)
    """Key, impression."""
    retry_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("impression_box")
        self._shown = ShownImpression()
        self.buttons = {impression: self._button(impression) for impression in Impression}
        self.retry = QPushButton("Retry")
        self.retry.setObjectName("retry_impression")
        self._title = text_label("impression_title", wrap=False)
        self._title.setText("Your first impression")
        embolden(self._title)
        self._line = text_label("impression_line", "muted")
        self._asking = QWidget()
        self._lay_out()
        self.retry.clicked.connect(self.retry_asked)
        self.show_keys({})
        self.show_impression(ShownImpression())

    def _button(self, impression: Impression) -> QPushButton:
        button = QPushButton(WORDS[impression])
        button.setObjectName(f"impression_{impression.value}")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.give(impression))
        return button

    def _lay_out(self) -> None:
        buttons = QHBoxLayout(self._asking)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(GRID // 2)
        for button in self.buttons.values():
            buttons.addWidget(button, 1)
        line = QHBoxLayout()
        line.addWidget(self._line, 1)
        line.addWidget(self.retry, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, GRID, GRID, GRID)
        layout.setSpacing(GRID // 2)
        layout.addWidget(self._title)
        layout.addWidget(self._asking)
        layout.addLayout(line)

    @property
    def asks(self) -> bool:
        """Whether the reader is to say what they see before anything else."""
        return self._shown.state == "asked"

    def show_impression(self, shown: ShownImpression) -> None:
        """Ask for it, say what it was, or be away where nothing is asked."""
        self._shown = shown
        self.setVisible(shown.state != "off")
        self._title.setVisible(self.asks)
        self._asking.setVisible(self.asks)
        for button in self.buttons.values():
            button.setEnabled(bool(shown.key))
        self.retry.setVisible(shown.state == "unsaved")
        set_role(self._line, "warn" if shown.state == "unsaved" else "muted")
        set_text(self._line, state_line(shown))
        self._line.setToolTip("" if self.asks else STAYS)

    def give(self, impression: Impression) -> None:
        """As by a click: tell of what the reader sees, once."""
        if self.asks and self._shown.key:
            self.given.emit(self._shown.key, impression.value)

    def show_keys(self, keys: Mapping[str, Sequence[str]]) -> None:
        """Name the keys of the verdicts, which do the same here; what is not in `keys` has its usual ones."""
        for verdict, impression in BY_VERDICT.items():
            named = " or ".join(keys.get(verdict.value, KEYS[verdict.value]))
            tip = f"You see: {WORDS[impression].lower()}"
            self.buttons[impression].setToolTip(f"{tip} ({named})" if named else tip)


def state_line(shown: ShownImpression) -> str:
    """Why it is asked for; or what it was, and whether it is safe."""
    if shown.state == "asked":
        return WHY if shown.key else NO_PICTURE
    if shown.impression is None:
        return ""
    if shown.state == "unsaved":
        problem = shown.problem or "the reason is not known."
        return f"First impression: {WORDS[shown.impression].lower()}, NOT SAVED: {problem}"
    if shown.state == "saving":
        return f"First impression: {WORDS[shown.impression].lower()}, saving ..."
    return f"First impression: {impression_line(shown.impression, shown.seconds, shown.time)}."
