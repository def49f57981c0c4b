"""Header browser: everything a file says of itself, to search and to copy from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableView,
    QWidget,
)

from fracview.ui.dialogs.header_model import HeaderModel
from fracview.ui.dialogs.parts import close_box, copy_button, copy_text, dialog_layout, plain_label
from fracview.ui.theme import GRID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fracview.reading.header_row import HeaderRow

_NOTE = (
    "This shows patient data. FracView neither stores nor exports any of it; what you copy is in your hands."
)
_WIDTHS = (13, 38, 5)


class HeaderDialog(QDialog):
    """Shows the lines it is handed; show it with ``show()``, Esc closes it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = HeaderModel()
        layout = dialog_layout(self, "File header", "header_dialog")
        layout.addLayout(self._search_row())
        self._table = self._make_table()
        layout.addWidget(self._table, 1)
        layout.addWidget(plain_label(_NOTE, "header_note", "muted"))
        layout.addLayout(self._bottom_row())
        self._add_keys()
        self.resize(960, 640)

    def show_header(self, title: str, rows: Sequence[HeaderRow]) -> None:
        """Show the header of the file that `title` names, from its first line; the search stays."""
        self._name(title)
        self._model.set_rows(rows)
        self._filter(self._search.text())

    def show_problem(self, title: str, sentence: str) -> None:
        """Say why there is no header to show."""
        self._name(title)
        self._model.set_rows(())
        self._count.setText(sentence)

    def _name(self, title: str) -> None:
        self.setWindowTitle(f"File header: {title}" if title else "File header")

    def _search_row(self) -> QHBoxLayout:
        self._search = QLineEdit(self)
        self._search.setObjectName("header_search")
        self._search.setAccessibleName("Search the header")
        self._search.setPlaceholderText("Search tag, name or value")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._filter)
        self._count = QLabel(self)
        self._count.setObjectName("header_count")
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        self._count.setProperty("role", "muted")
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self._search, 1)
        row.addWidget(self._count)
        return row

    def _make_table(self) -> QTableView:
        table = QTableView(self)
        table.setObjectName("header_table")
        table.setAccessibleName("Header of the file")
        table.setModel(self._model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTextElideMode(Qt.TextElideMode.ElideRight)
        table.setWordWrap(False)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setTabKeyNavigation(False)
        self._size_columns(table)
        return table

    @staticmethod
    def _size_columns(table: QTableView) -> None:
        rows, columns = table.verticalHeader(), table.horizontalHeader()
        height = table.fontMetrics().height() + GRID // 2
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)  # measuring thousands of rows takes long
        rows.setMinimumSectionSize(height)
        rows.setDefaultSectionSize(height)
        columns.setHighlightSections(False)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setStretchLastSection(True)
        for column, characters in enumerate(_WIDTHS):
            columns.resizeSection(column, characters * table.fontMetrics().averageCharWidth() + 2 * GRID)

    def _bottom_row(self) -> QHBoxLayout:
        copy = copy_button("header_copy", self)
        copy.setToolTip("Copy the selected lines, or all shown if none is selected (Ctrl+C)")
        copy.clicked.connect(self.copy)
        row = QHBoxLayout()
        row.addWidget(copy)
        row.addWidget(close_box(self), 1)
        return row

    def _add_keys(self) -> None:
        find, copy = QAction("Search", self), QAction("Copy", self._table)
        find.setShortcut(QKeySequence(QKeySequence.StandardKey.Find))
        find.triggered.connect(self._search.setFocus)
        self.addAction(find)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)  # the search box copies its own text
        copy.triggered.connect(self.copy)
        self._table.addAction(copy)
        self._table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def copy(self) -> None:
        """Selected lines into the clipboard, tab-separated; all that are shown if none is selected."""
        chosen = sorted(index.row() for index in self._table.selectionModel().selectedRows())
        copy_text(self._model.text_of(chosen or range(self._model.rowCount())))

    def _filter(self, text: str) -> None:
        self._model.filter_by(text)
        count = f"{self._model.matches:,} of {self._model.total:,} lines"
        self._count.setText(count if text.strip() else f"{self._model.total:,} lines")
