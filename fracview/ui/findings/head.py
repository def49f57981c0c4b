"""The head of the panel: the answer on one line, with its sign and, where there is one, its number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QGridLayout, QWidget

from fracview.review.shown import NOTHING
from fracview.review.wording import digits_for
from fracview.ui.findings import glyphs
from fracview.ui.labels import embolden, set_role, text_label
from fracview.ui.theme import GRID, colours_of

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from fracview.review.shown import ShownFindings

_GLYPH = 22.0
_STRIPE = 4.0
_LARGER = 1.5
_ROLES = {
    "waiting": "muted",
    "none": "muted",
    "read_first": "muted",
    "out_of_scope": "scope",
    "no_networks": "warn",
    "unreadable": "warn",
    "failed": "warn",
}


class AnswerHead(QWidget):
    """Sign, word and number; a stripe in its colour where there is no answer to expect."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("answer_head")
        self._shown = NOTHING
        self._word = text_label("answer_word", wrap=False)
        self._number = text_label("answer_number", wrap=False)
        self._of_what = text_label("answer_of_what", "muted", wrap=False)
        embolden(self._word, _LARGER)
        embolden(self._number, _LARGER)
        self._lay_out()
        self.show_answer(NOTHING)

    def _lay_out(self) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(int(_STRIPE + _GLYPH) + 2 * GRID, GRID // 2, 0, GRID // 2)
        layout.setVerticalSpacing(0)
        layout.addWidget(self._word, 0, 0)
        layout.addWidget(self._number, 0, 1, Qt.AlignmentFlag.AlignRight)
        layout.addWidget(self._of_what, 1, 0, 1, 2)
        layout.setColumnStretch(0, 1)

    def show_answer(self, shown: ShownFindings) -> None:
        """Show word and number; every number says what it is of."""
        self._shown = shown
        role = "warn" if shown.kind == "analyzed" and shown.tier is None else _ROLES.get(shown.kind, "")
        set_role(self._word, role)
        self._word.setText(shown.word)
        self._number.setText(number_text(shown))
        self._of_what.setText("" if shown.probability is None else "probability of a fracture")
        self.setAccessibleName(f"Fracture: {shown.word} {self._number.text()}".rstrip())
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the sign, and the stripe."""
        painter = QPainter(self)
        colours = colours_of(self.palette())
        if self._word.property("role") in ("scope", "warn"):
            colour = QColor(glyphs.colour_of(self._shown.kind, self._shown.tier, colours))
            painter.fillRect(QRectF(0.0, 0.0, _STRIPE, self.height()), colour)
        top = self._word.geometry().center().y() - _GLYPH / 2
        rect = QRectF(_STRIPE + GRID, top, _GLYPH, _GLYPH)
        glyphs.paint_glyph(painter, rect, self._shown.kind, self._shown.tier, colours)


def number_text(shown: ShownFindings) -> str:
    """The probability with as many digits as keep it on its side of the operating points; "" without one."""
    if shown.probability is None:
        return ""
    return f"{shown.probability:.{digits_for([shown.probability], shown.points)}f}"
