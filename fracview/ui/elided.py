"""A one-line label that gives way: shortened where there is no room, with all of it in the tooltip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


class ElidedLabel(QLabel):
    """Plain text on one line; `full_text` is what was set.

    Parameters
    ----------
    fewest
        Characters that are never given up.
    parent
        The widget it belongs to.
    """

    def __init__(self, fewest: int = 4, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fewest = fewest
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.full_text = ""
        self._tip = ""

    def show_text(self, text: str, tip: str = "") -> None:
        """Show a text; `tip` is added to the tooltip."""
        if (text, tip) == (self.full_text, self._tip):
            return
        self.full_text, self._tip = text, tip
        self.setAccessibleName(text)
        self._elide()
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for the whole text."""
        width = self.fontMetrics().horizontalAdvance(self.full_text) + 2
        return QSize(width, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for a few letters."""
        metrics = self.fontMetrics()
        short = metrics.horizontalAdvance(f"{self.full_text[: self._fewest]}\u2026")
        return QSize(min(self.sizeHint().width(), short), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Shorten to the new width."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        self.setText(self.fontMetrics().elidedText(self.full_text, Qt.TextElideMode.ElideRight, self.width()))
        shortened = self.text() != self.full_text
        lines = [self.full_text] if shortened or self._tip else []
        self.setToolTip("\n".join([*lines, self._tip] if self._tip else lines))
