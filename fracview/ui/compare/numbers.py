"""Tables of numbers: each with n, its interval and the protocol that it was reckoned by."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from fracview.ui.theme import colours_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_ALIGN_TOP = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
_ALIGN_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """One number in words; `key` is its name in metrics.json, `value` unrounded (nan where there is none).

    With second predictions: `second` and `difference` are the second's number and what it is more than the
    first's, on the images that both have answered, in words and unrounded; `beside` says how.
    """

    key: str
    name: str
    value: float
    text: str
    interval: str
    n: str
    protocol: str
    second: str = ""
    difference: str = ""
    second_value: float = math.nan
    difference_value: float = math.nan
    beside: str = ""


@dataclass(frozen=True, slots=True)
class ShownTable:
    """Any table: headers, and rows of as many texts; `tips` and `notes` one a row.

    Where there are `notes`, each row is followed by its note over the whole width.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    tips: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def lines_a_row(self) -> int:
        """Rows of Qt's table that one row takes."""
        return 2 if self.notes else 1


FIGURE_HEADERS = ("Number", "Value", "95 % interval", "n")
SECOND_HEADERS = ("Second", "2nd − 1st")


def table_of_figures(figures: Sequence[ShownFigure]) -> ShownTable:
    """The main numbers as a table, the protocol below each; two columns more with second predictions."""
    protocols = tuple(one.protocol for one in figures)
    if not any(one.second for one in figures):
        rows = tuple((one.name, one.text, one.interval, one.n) for one in figures)
        return ShownTable(FIGURE_HEADERS, rows, protocols, protocols)
    compared = tuple((one.name, one.text, one.interval, one.n, one.second, one.difference) for one in figures)
    tips = tuple(f"{one.protocol}\n{one.beside}" for one in figures)
    return ShownTable((*FIGURE_HEADERS, *SECOND_HEADERS), compared, tips, protocols)


class TableModel(QAbstractTableModel):
    """A `ShownTable` for Qt; other texts in the same rows move nothing."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table = ShownTable(())
        self.small = QFont()
        self.muted = QColor()

    def show_table(self, table: ShownTable) -> None:
        """Take other texts over."""
        same = (self.table.headers, len(self.table.rows)) == (table.headers, len(table.rows))
        if table == self.table:
            return
        if same:
            self.table = table
            if table.rows:
                self.dataChanged.emit(
                    self.index(0, 0), self.index(self.rowCount() - 1, len(table.headers) - 1)
                )
            return
        self.beginResetModel()
        self.table = table
        self.endResetModel()

    def rowCount(self, parent: _Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Rows of the table, with their notes."""
        return 0 if parent.isValid() else len(self.table.rows) * self.table.lines_a_row

    def columnCount(self, parent: _Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Columns of the table."""
        return 0 if parent.isValid() else len(self.table.headers)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The text; numbers at the right; notes small, at the left."""
        row, part = divmod(index.row(), self.table.lines_a_row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.table.tips[row] if row < len(self.table.tips) else None
        if part:
            return self._note(row, role) if index.column() == 0 else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.table.rows[row][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return _ALIGN_RIGHT
        return None

    def _note(self, row: int, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.table.notes[row]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN_TOP
        if role == Qt.ItemDataRole.FontRole:
            return self.small
        return self.muted if role == Qt.ItemDataRole.ForegroundRole else None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Headers above; none at the side."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.table.headers[section]
        return None


class TableView(QTableView):
    """Shows a `ShownTable`.

    Signals
    -------
    row_chosen
        Row that was clicked.
    """

    row_chosen = Signal(int)

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._texts = TableModel(self)
        self._longest: list[int] = []
        self.setModel(self._texts)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(8)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(24)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.clicked.connect(lambda index: self.row_chosen.emit(index.row() // self.table.lines_a_row))
        self._dress()

    @property
    def table(self) -> ShownTable:
        """What is shown."""
        return self._texts.table

    def show_table(self, table: ShownTable) -> None:
        """Show other texts; columns become wider where they must, and never narrower."""
        renewed = self.table.headers != table.headers
        more = len(self.table.rows) != len(table.rows) or bool(self.table.notes) != bool(table.notes)
        self._texts.show_table(table)
        if renewed or more:
            self._set_rows()
        longest = [max(map(len, texts)) for texts in zip(table.headers, *table.rows, strict=True)]
        if renewed or any(new > old for new, old in zip(longest, self._longest, strict=True)):
            self._longest = longest
            self._widen()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Notes follow theme and font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "_texts"):
            self._dress()
            self._set_rows()

    def _dress(self) -> None:
        small = QFont(self.font())
        small.setPointSizeF(max(6.0, small.pointSizeF() * 0.85))
        self._texts.small = small
        self._texts.muted = QColor(colours_of(self.palette()).muted)

    def _set_rows(self) -> None:
        """Notes span the width, and have room for two lines."""
        self.clearSpans()
        if not self.table.notes:
            return
        note = 2 * QFontMetrics(self._texts.small).height() + 6
        for row in range(len(self.table.rows)):
            self.setSpan(2 * row + 1, 0, 1, len(self.table.headers))
            self.setRowHeight(2 * row + 1, note)

    def _widen(self) -> None:
        """Wide enough for every text of a column; a note takes what there is."""
        metrics, header, table = self.fontMetrics(), self.horizontalHeader(), self.table
        for column, texts in enumerate(zip(table.headers, *table.rows, strict=True)):
            header.resizeSection(column, max(metrics.horizontalAdvance(text) for text in texts) + 14)
        header.setStretchLastSection(bool(table.headers))
