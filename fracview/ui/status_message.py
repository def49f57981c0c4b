"""The status bar's sentence, with what lies behind it one click away."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from fracview.ui.elided import ElidedLabel
from fracview.ui.labels import set_role, text_label
from fracview.ui.theme import GRID

_FEWEST = 16
"""Characters of the sentence that stay, however narrow the window is."""


class MessagePart(QWidget):
    """One sentence that stays until another comes or the reader takes it away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self._detail = ""
        self.label = ElidedLabel(fewest=_FEWEST)
        self.label.setObjectName("message_text")
        self.details = _tool_button("message_details", "Details")
        self.dismiss = _tool_button("message_dismiss", "\u2715")
        self.dismiss.setToolTip("Take this message away")
        self.dismiss.setAccessibleName("Take this message away")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GRID, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        for part in (self.label, self.details, self.dismiss):
            layout.addWidget(part)
        layout.addStretch(1)
        self.details.clicked.connect(self._open_details)
        self.dismiss.clicked.connect(self._clear)
        self._clear()

    def show_message(self, sentence: str, detail: str, *, warn: bool) -> None:
        """As `StatusBar.show_message`."""
        self._detail = detail
        set_role(self.label, "warn" if warn else "")
        self.label.show_text(sentence)
        self.label.setVisible(bool(sentence))
        self.details.setVisible(bool(sentence and detail))
        self.dismiss.setVisible(bool(sentence))

    def _clear(self) -> None:
        self.show_message("", "", warn=False)

    def _open_details(self) -> None:
        DetailsDialog(self.label.full_text, self._detail, self.window()).open()


class DetailsDialog(QDialog):
    """The sentence in full, and a text that can be copied. Deletes itself when closed."""

    def __init__(self, sentence: str, detail: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("details_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Details")
        self._text = f"{sentence}\n\n{detail}"
        head = text_label("details_sentence")
        head.setText(sentence)
        body = QPlainTextEdit(detail)
        body.setObjectName("details_text")
        body.setReadOnly(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton("Copy", QDialogButtonBox.ButtonRole.ActionRole)
        copy.setObjectName("details_copy")
        copy.clicked.connect(self._copy)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for part in (head, body, buttons):
            layout.addWidget(part)
        self.resize(560, 320)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)


def _tool_button(name: str, text: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setText(text)
    return button
