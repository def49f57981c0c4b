"""Diagnostics: what this installation can do and what it lacks, as text to copy into a report."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QWidget

from fracview.ui.dialogs.parts import close_box, copy_button, copy_text, dialog_layout, plain_label
from fracview.ui.icons import icon

_WAITING = "Looking at this installation…"
_NOTE = "No names of radiographs or patients are in it."


class DiagnosticsDialog(QDialog):
    """Shows the text it is handed; show it with ``show()``, Esc closes it.

    Signals
    -------
    refresh_asked
        The installation shall be looked at again.
    """

    refresh_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = dialog_layout(self, "Diagnostics", "diagnostics_dialog")
        self._text = QPlainTextEdit(self)
        self._text.setObjectName("diagnostics_text")
        self._text.setAccessibleName("Diagnostics")
        self._text.setReadOnly(True)
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        layout.addWidget(self._text, 1)
        layout.addWidget(plain_label(_NOTE, "diagnostics_note", "muted"))
        layout.addLayout(self._buttons())
        self.resize(800, 480)
        self.show_waiting()

    def show_waiting(self) -> None:
        """Say that the report is being made."""
        self._show(_WAITING, ready=False)

    def show_text(self, text: str) -> None:
        """Show a report, one fact a line."""
        self._show(text, ready=True)

    def copy(self) -> None:
        """The whole report into the clipboard."""
        copy_text(self._text.toPlainText())

    def _show(self, text: str, *, ready: bool) -> None:
        self._text.setPlainText(text)
        self._copy.setEnabled(ready)
        self._again.setEnabled(ready)

    def _buttons(self) -> QHBoxLayout:
        self._copy = copy_button("diagnostics_copy", self)
        self._copy.clicked.connect(self.copy)
        self._again = QPushButton(icon("refresh-cw"), "Look again", self)
        self._again.setObjectName("diagnostics_again")
        self._again.setAutoDefault(False)
        self._again.clicked.connect(self._ask_again)
        row = QHBoxLayout()
        row.addWidget(self._copy)
        row.addWidget(self._again)
        row.addWidget(close_box(self), 1)
        return row

    def _ask_again(self) -> None:
        self.show_waiting()
        self.refresh_asked.emit()
