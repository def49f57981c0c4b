"""What the batch page's parts are put together from: a heading with what belongs under it, rows, buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from fracview.ui.labels import embolden
from fracview.ui.theme import GRID

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLayout


BAR_HEIGHT = 8


class Section(QWidget):
    """A heading, and a column under it."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        heading = QLabel(title)
        embolden(heading, 1.15)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(GRID)
        self.column.addWidget(heading)


def row(*parts: QWidget, stretch_last: bool = False) -> QHBoxLayout:
    """Parts side by side at the left, or the last of them as wide as there is room."""
    made = QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(GRID)
    for part in parts:
        made.addWidget(part, 1 if stretch_last and part is parts[-1] else 0)
    if not stretch_last:
        made.addStretch(1)
    return made


def button(name: str, text: str, tip: str) -> QPushButton:
    """A button that says in its tooltip what it does."""
    made = QPushButton(text)
    made.setObjectName(name)
    made.setToolTip(tip)
    return made


def check(name: str, text: str, tip: str) -> QCheckBox:
    """A checkbox that says in its tooltip what it means."""
    made = QCheckBox(text)
    made.setObjectName(name)
    made.setToolTip(tip)
    return made


def thin_bar(name: str) -> QProgressBar:
    """A bar without words: they stand beside it."""
    made = QProgressBar()
    made.setObjectName(name)
    made.setProperty("role", "main")
    made.setTextVisible(False)
    made.setFixedHeight(BAR_HEIGHT)
    return made


def add(column: QVBoxLayout, *parts: QWidget | QLayout) -> None:
    """Each under the other."""
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part)
        else:
            column.addLayout(part)
