"""What the dialogs are put together from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPushButton, QVBoxLayout

from fracview.ui.icons import icon
from fracview.ui.theme import GRID

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog, QWidget

COPIED_MS = 1500
"""How long a copy button says that it has copied."""


def plain_label(text: str, name: str, role: str = "", parent: QWidget | None = None) -> QLabel:
    """Label of plain text that wraps and can be selected; `role` as in the stylesheet."""
    label = QLabel(parent)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if role:
        label.setProperty("role", role)
    return label


def copy_button(name: str, parent: QWidget | None = None) -> QPushButton:
    """Button that copies; it takes no part in what Enter does."""
    button = QPushButton(icon("copy"), "Copy", parent)
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button


def copy_text(text: str) -> None:
    """Text into the clipboard, as plain text."""
    QGuiApplication.clipboard().setText(text)


def dialog_layout(dialog: QDialog, title: str, name: str) -> QVBoxLayout:
    """Name a dialog and give it its column of widgets, on the house's grid."""
    dialog.setObjectName(name)
    dialog.setWindowTitle(title)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
    layout.setSpacing(GRID)
    return layout


def close_box(dialog: QDialog) -> QDialogButtonBox:
    """A row with the button that closes; Esc does too."""
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, dialog)
    box.rejected.connect(dialog.reject)
    return box
