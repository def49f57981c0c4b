"""The data report: oddities of a reference standard that are no errors, one a row."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QTableWidget, QTableWidgetItem, QWidget

from fracview.ui.dialogs.parts import close_box, dialog_layout, plain_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fracview.core.annotation import DataNote

_COLUMNS = ("Kind", "Image", "What")


class DataReport(QDialog):
    """Shows what it is handed; show it with ``open()``, Esc closes it."""

    def __init__(self, notes: Sequence[DataNote], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = dialog_layout(self, "Data report", "compare_data_report")
        kinds = Counter(note.kind for note in notes)
        summary = ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in kinds.items())
        layout.addWidget(plain_label(summary or "Nothing to report.", "data_report_summary"))
        self.table = QTableWidget(len(notes), len(_COLUMNS), self)
        self.table.setObjectName("data_report_notes")
        self.table.setAccessibleName("Oddities of the annotations")
        self.table.setHorizontalHeaderLabels(list(_COLUMNS))
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        for row, note in enumerate(notes):
            for column, text in enumerate((note.kind.replace("_", " "), note.image, note.text)):
                item = QTableWidgetItem(text)
                item.setToolTip(note.text)
                self.table.setItem(row, column, item)
        self.table.resizeColumnToContents(0)
        self.table.resizeColumnToContents(1)
        layout.addWidget(self.table, 1)
        layout.addWidget(close_box(self))
        self.resize(860, 480)
