"""Licences in a list that can be searched, and the whole text of the one that is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QPlainTextEdit,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from fracview.ui.dialogs.parts import plain_label
from fracview.ui.theme import GRID

if TYPE_CHECKING:
    from fracview.review.licences import Component

COLUMNS = ("Name", "Version", "Licence")
_WAITING = "Looking at what FracView stands on ..."


class LicencesPage(QWidget):
    """Shows what it is handed, and asks for the text of what is chosen.

    Signals
    -------
    text_asked
        The `Component` that was chosen.
    """

    text_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._components: tuple[Component, ...] = ()
        self._search = QLineEdit(self)
        self._search.setObjectName("licences_search")
        self._search.setAccessibleName("Search the licences")
        self._search.setPlaceholderText("Search by name or licence")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._filter)
        self._count = plain_label(_WAITING, "licences_count", "muted")
        self._table = self._make_table()
        self._text = self._make_text()
        parts = QSplitter(Qt.Orientation.Vertical, self)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self._table)
        parts.addWidget(self._text)
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addWidget(self._search)
        layout.addWidget(self._count)
        layout.addWidget(parts, 1)

    def show_components(self, components: tuple[Component, ...]) -> None:
        """Fill the list, and stand on the first."""
        self._components = components
        self._table.setRowCount(len(components))
        for row, one in enumerate(components):
            for column, text in enumerate((one.name, one.version, one.licence or "see the text")):
                self._table.setItem(row, column, QTableWidgetItem(text))
        self._table.resizeColumnsToContents()
        self._filter(self._search.text())

    def show_problem(self, sentence: str) -> None:
        """There is no list, and why."""
        self._count.setText(sentence)

    def show_text(self, component: Component, text: str) -> None:
        """The text that was asked for, unless another has been chosen meanwhile."""
        if component == self._chosen():
            self._text.setPlainText(text)

    def _filter(self, wanted: str) -> None:
        """Hide what holds not every word; where the chosen one is hidden, choose the first that is shown."""
        words = wanted.lower().split()
        shown = []
        for row, one in enumerate(self._components):
            held = f"{one.name} {one.licence}".lower()
            fits = all(word in held for word in words)
            self._table.setRowHidden(row, not fits)
            shown += [row] if fits else []
        whole = len(self._components)
        self._count.setText(f"{len(shown)} of {whole}" if words else f"{whole} parts with their licences")
        if shown and self._table.currentRow() not in shown:
            self._table.setCurrentCell(shown[0], 0)
        elif not shown:
            self._table.setCurrentCell(-1, -1)

    def _chosen(self) -> Component | None:
        row = self._table.currentRow()
        return self._components[row] if 0 <= row < len(self._components) else None

    def _ask(self) -> None:
        self._text.clear()
        chosen = self._chosen()
        if chosen is not None:
            self._text.setAccessibleName(f"Licence of {chosen.name}")
            self.text_asked.emit(chosen)

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, len(COLUMNS), self)
        table.setObjectName("licences")
        table.setAccessibleName("Parts and their licences")
        table.setHorizontalHeaderLabels(list(COLUMNS))
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.currentCellChanged.connect(self._moved)
        return table

    def _moved(self, row: int, _column: int, before: int, _column_before: int) -> None:
        if row != before:
            self._ask()

    def _make_text(self) -> QPlainTextEdit:
        text = QPlainTextEdit(self)
        text.setObjectName("licence_text")
        text.setReadOnly(True)
        text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        return text
