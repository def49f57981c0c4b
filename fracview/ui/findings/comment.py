"""The line for a comment: what is being typed belongs to the case it was typed for, and is never lost."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget

MOST_CHARACTERS = 2000


class CommentLine(QLineEdit):
    """Tells of a comment by Enter, by leaving the line, and before another case takes its place."""

    committed = Signal(str, str)
    """Key of the case that the comment was typed for, and the comment."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comment")
        self.setAccessibleName("Comment on the findings")
        self.setPlaceholderText("comment")
        self.setMaxLength(MOST_CHARACTERS)
        self._key = ""
        self._told = ""
        self.editingFinished.connect(self.commit)

    @property
    def key(self) -> str:
        """The case that the line belongs to; "" for none."""
        return self._key

    @property
    def pending(self) -> bool:
        """Whether something was typed that nobody has been told of."""
        return bool(self._key) and self.text() != self._told

    def show_comment(self, key: str, comment: str) -> None:
        """Show the stored comment of a case.

        Of another case: what was typed for the old one is told first. Of the same case: what is being typed
        stays, because news of a saved verdict may arrive between two letters.
        """
        if key != self._key:
            self.commit()
            self._key = key
            self._put(comment)
        elif not self.pending:
            self._put(comment)
        else:
            self._told = comment

    def commit(self) -> None:
        """Tell of what was typed, once."""
        if self.hasFocus():
            QGuiApplication.inputMethod().commit()
        if self.pending:
            key, comment = self._key, self.take()
            self.committed.emit(key, comment)

    def take(self) -> str:
        """The comment as it stands, which whoever takes it will tell of."""
        self._told = self.text()
        return self._told

    def _put(self, comment: str) -> None:
        self._told = comment[:MOST_CHARACTERS]
        if self.text() != self._told:
            self.setText(self._told)
            self.setCursorPosition(0)
        self._told = self.text()
