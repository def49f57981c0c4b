"""The list of folders and files that a batch runs over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QLabel, QListWidget, QListWidgetItem, QVBoxLayout

from fracview.ui.batch.words import NOTHING_CHOSEN
from fracview.ui.theme import GRID

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

ROWS = 4
"""In sight without scrolling."""


class RootList(QListWidget):
    """Paths, each once, and none that lies below another of them: it would be met twice.

    Signals
    -------
    changed
        There are other paths than before.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("batch_roots")
        self.setAccessibleName("Folders and files to run over")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(ROWS * (self.fontMetrics().height() + GRID // 2) + GRID)
        self._empty = QLabel(NOTHING_CHOSEN)
        self._empty.setProperty("role", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        QVBoxLayout(self.viewport()).addWidget(self._empty)

    @property
    def paths(self) -> tuple[Path, ...]:
        """In the order in which they are run over."""
        return tuple(Path(self.item(row).data(Qt.ItemDataRole.UserRole)) for row in range(self.count()))

    def add(self, paths: Iterable[Path]) -> None:
        """Add these at the end; what lies below one of them is covered by it."""
        before = self.paths
        kept = list(before)
        for path in (one.absolute() for one in paths):
            if not any(path.is_relative_to(other) for other in kept):
                kept = [other for other in kept if not other.is_relative_to(path)]
                kept.append(path)
        self._show(before, tuple(kept))

    def remove_chosen(self) -> None:
        """Take out what is selected; the files themselves stay."""
        chosen = {self.row(item) for item in self.selectedItems()}
        before = self.paths
        self._show(before, tuple(path for row, path in enumerate(before) if row not in chosen))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Delete takes out what is selected."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_chosen()
        else:
            super().keyPressEvent(event)

    def _show(self, before: tuple[Path, ...], paths: tuple[Path, ...]) -> None:
        if paths == before:
            return
        self.clear()
        for path in paths:
            item = QListWidgetItem(str(path))
            item.setData(Qt.ItemDataRole.UserRole, str(path))
            item.setToolTip(str(path))
            self.addItem(item)
        self._empty.setVisible(not paths)
        self.changed.emit()
