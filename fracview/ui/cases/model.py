"""The list as Qt sees it: a table over the catalog that moves rows and never forgets which is which."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal

from fracview.review.case import SortKey
from fracview.ui.cases import words
from fracview.ui.cases.veil import nothing_hidden, veiled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QObject

    from fracview.review.case import Case
    from fracview.review.catalog import Catalog

    Index = QModelIndex | QPersistentModelIndex

RADIOGRAPH, FRACTURE, REGION, VERDICT = range(4)
COLUMNS = ("Radiograph", "Fracture", "Region", "Verdict")
COLUMN_KEYS = (SortKey.NAME, SortKey.SUSPICION, SortKey.REGION, SortKey.VERDICT)
COLUMN_TIPS = (
    "Sort by file name.",
    "Sort by suspicion, worst first. Files without an answer stand below those with one.",
    "Sort by region.",
    "Sort by verdict, those that disagree first.",
)
DESCENDING_FIRST = frozenset({FRACTURE, VERDICT})
CASE_ROLE = Qt.ItemDataRole.UserRole + 1
REFRESH_EVERY_MS = 400
"""Between two refreshes on account of news; what the reader asks for is done at once."""

_NOWHERE = QModelIndex()


class CaseModel(QAbstractTableModel):
    """One row a shown case. News is gathered; `due` says that `refresh` should be called.

    The timer runs only while there is news, and the first news after a quiet time is due at once.

    Attributes
    ----------
    hides
        Of which cases nothing of the assistant is shown; everything here and the delegate goes by `case_at`.
    """

    due = Signal()

    def __init__(self, catalog: Catalog, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.catalog = catalog
        self.hides: Callable[[Case], bool] = nothing_hidden
        self._rows: list[int] = []
        self._places = _places([])
        self._news: set[int] = set()
        self._refreshed = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.due)
        self.refresh()

    # ------------------------------------------------------------------ news

    def found(self, numbers: range) -> None:
        """New cases are in the catalog."""
        if numbers:
            self.later()

    def changed(self, number: int) -> None:
        """Something of a case has changed in the catalog."""
        self._news.add(number)
        self.later()

    def later(self) -> None:
        """Have `due` emitted when it is time."""
        if not self._timer.isActive():
            since = 1000 * (time.monotonic() - self._refreshed)
            self._timer.start(max(0, round(REFRESH_EVERY_MS - since)))

    def postpone(self) -> None:
        """Have `due` emitted once more instead of refreshing now."""
        self._timer.start(REFRESH_EVERY_MS)

    @property
    def has_news(self) -> bool:
        """Whether a refresh is to come."""
        return self._timer.isActive()

    def refresh(self) -> None:
        """Put the catalog's changes into effect; persistent indexes stay on their cases."""
        self._timer.stop()
        self.catalog.refresh()
        self._rearrange(self.catalog.order)
        rows = [row for number in self._news if (row := self.row_of(number)) is not None]
        self._news.clear()
        if rows:
            self.dataChanged.emit(self.index(min(rows), 0), self.index(max(rows), len(COLUMNS) - 1))
        self._refreshed = time.monotonic()

    def _rearrange(self, order: Sequence[int]) -> None:
        """What is gone is moved to the end and taken away, what is new is put there and moved to its place.

        So the views hear of few and large steps only, and each step is one that Qt knows.
        """
        new = list(order)
        if new == self._rows:
            return
        before, after = np.array(self._rows, dtype=np.intp), np.array(new, dtype=np.intp)
        kept = _among(before, after)
        if not kept.all():
            self._lay_out(np.concatenate([before[kept], before[~kept]]).tolist())
            self._cut(int(kept.sum()))
        added = after[~_among(after, before)].tolist()
        if added:
            self.beginInsertRows(_NOWHERE, len(self._rows), len(self._rows) + len(added) - 1)
            self._put(self._rows + added)
            self.endInsertRows()
        self._lay_out(new)

    def _cut(self, count: int) -> None:
        self.beginRemoveRows(_NOWHERE, count, len(self._rows) - 1)
        self._put(self._rows[:count])
        self.endRemoveRows()

    def _lay_out(self, rows: list[int]) -> None:
        """The same cases in another order."""
        if rows == self._rows:
            return
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        numbers = [self._rows[index.row()] for index in held]
        self._put(rows)
        places = self._places
        moved = [self.index(int(places[n]), i.column()) for n, i in zip(numbers, held, strict=True)]
        self.changePersistentIndexList(held, moved)
        self.layoutChanged.emit()

    def _put(self, rows: list[int]) -> None:
        self._rows, self._places = rows, _places(rows)

    # ------------------------------------------------------------------ what is where

    def number_at(self, row: int) -> int | None:
        """The case of a row, None outside."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def case_at(self, row: int) -> Case:
        """The case of a row that exists, as it may be shown."""
        case = self.catalog.case(self._rows[row])
        return veiled(case) if self.hides(case) else case

    def row_of(self, number: int | None) -> int | None:
        """The row of a case as the views know it, though the catalog may be ahead; None for no row."""
        if number is None or not 0 <= number < len(self._places):
            return None
        row = int(self._places[number])
        return None if row < 0 else row

    def starts_study(self, row: int) -> bool:
        """Whether studies are kept together and another one begins at this row."""
        if not self.catalog.sorting[2] or row == 0:
            return False
        study = self.case_at(row).study
        return not study or study != self.case_at(row - 1).study

    # ------------------------------------------------------------------ Qt's questions

    def rowCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name, and never changed
        """Shown cases."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: N802 - Qt's name, and never changed
        """As many as `COLUMNS`."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401 - Qt's QVariant
        """Words for a screen reader, tests and tooltips; the delegate paints from `CASE_ROLE`."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        case = self.case_at(index.row())
        if role == CASE_ROLE:
            return case
        if role == Qt.ItemDataRole.ToolTipRole:
            return words.row_tip(case)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return words.row_words(case)
        if role == Qt.ItemDataRole.DisplayRole:
            return _cell(case, index.column())
        return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # noqa: ANN401 - Qt's QVariant
        """Titles, what a click on them does, and which direction comes first."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return COLUMN_TIPS[section]
        if role == Qt.ItemDataRole.InitialSortOrderRole:
            down = section in DESCENDING_FIRST
            return Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None


def _cell(case: Case, column: int) -> str:
    if column == RADIOGRAPH:
        return case.name
    if column == FRACTURE:
        return words.fracture_words(case)
    return case.region if column == REGION else words.verdict_words(case)


def _among(these: np.ndarray[Any, Any], those: np.ndarray[Any, Any]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """(these,) True where a case number is one of those."""
    flags = np.zeros(1 + max(these.max(initial=0), those.max(initial=0)), dtype=np.bool_)
    flags[those] = True
    found: np.ndarray[Any, np.dtype[np.bool_]] = flags[these]
    return found


def _places(rows: Sequence[int]) -> np.ndarray[Any, np.dtype[np.intp]]:
    """(cases,) row by case number, -1 where there is none."""
    numbers = np.asarray(rows, dtype=np.intp)
    places = np.full(1 + numbers.max(initial=-1), -1, dtype=np.intp)
    places[numbers] = np.arange(len(rows))
    return places
