"""A line for a path, with a button that lets one choose it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from fracview.ui.icons import icon
from fracview.ui.theme import GRID


class PathField(QWidget):
    """Path of a folder, or of a file that need not exist; "" means `instead`.

    Signals
    -------
    changed
        Something else is written there.
    """

    changed = Signal()

    def __init__(self, name: str, instead: str, *, folder: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._line = QLineEdit(self)
        self._line.setObjectName(name)
        self._line.setPlaceholderText(instead)
        self._line.setClearButtonEnabled(True)
        self._line.textChanged.connect(lambda _: self.changed.emit())
        button = QPushButton(icon("folder-open"), "", self)
        button.setObjectName(f"{name}_choose")
        button.setToolTip("Choose")
        button.setAccessibleName("Choose")
        button.setAutoDefault(False)
        button.clicked.connect(self._choose)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        layout.addWidget(self._line, 1)
        layout.addWidget(button)

    @property
    def path(self) -> str:
        """What is written there."""
        return self._line.text().strip()

    def show_path(self, path: str) -> None:
        """Write a path."""
        self._line.setText(path)

    def _choose(self) -> None:
        dialog = QFileDialog(self)
        dialog.setObjectName("path_dialog")
        if self._folder:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
        else:
            dialog.setFileMode(QFileDialog.FileMode.AnyFile)
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # it is opened, not written over
        dialog.fileSelected.connect(self.show_path)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
