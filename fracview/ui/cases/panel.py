"""The panel of cases: filter, chips and the table, as one widget that speaks in case numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from fracview.review.case import CaseFilter, Counts, SortKey
from fracview.review.severity import WAITING
from fracview.ui import theme
from fracview.ui.cases.filter_bar import FilterBar
from fracview.ui.cases.model import COLUMN_KEYS, CaseModel
from fracview.ui.cases.table import CaseTable
from fracview.ui.cases.veil import nothing_hidden

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QImage

    from fracview.review.case import Case
    from fracview.review.catalog import Catalog

NOTHING_FOUND = "No radiographs yet."
NOTHING_PASSES = "No radiograph passes the filter."


class CaseListPanel(QWidget):
    """The list of radiographs.

    Signals
    -------
    chosen
        The reader made another case the current one; never what a method or a re-sort does.
    thumbnail_wanted
        A case in view has no thumbnail; asked for once, and again when it left the view and came back.
    """

    chosen = Signal(int)
    thumbnail_wanted = Signal(int)

    def __init__(self, catalog: Catalog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_list")
        self._catalog = catalog
        self._model = CaseModel(catalog, self)
        self._hides: Callable[[Case], bool] = nothing_hidden
        self.filter_bar = FilterBar(self)
        self.table = CaseTable(self._model, self)
        self._shown = self._label("cases_shown")
        self._empty = self._label("cases_empty")
        self._clear = QPushButton("Show all", self)
        self._lay_out()
        self._connect()
        self._show_order()
        self._show_counts()

    def _label(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setProperty("role", "muted")
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label

    def _lay_out(self) -> None:
        self._clear.setObjectName("show_all_cases")
        self._clear.setToolTip("Take every filter off")
        policy = self._clear.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._clear.setSizePolicy(policy)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        line = QHBoxLayout()
        line.addWidget(self._shown, 1)
        line.addWidget(self._clear)
        within = QVBoxLayout(self.table.viewport())
        within.addWidget(self._empty)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(theme.GRID, theme.GRID, theme.GRID, theme.GRID)
        lines.setSpacing(theme.GRID)
        lines.addWidget(self.filter_bar)
        lines.addLayout(line)
        lines.addWidget(self.table, 1)

    def _connect(self) -> None:
        self.table.chosen.connect(self.chosen)
        self.table.thumbnail_wanted.connect(self.thumbnail_wanted)
        self.table.arranged.connect(self._show_counts)
        self.table.horizontalHeader().sortIndicatorChanged.connect(self._sort_by_column)
        self.filter_bar.changed.connect(self._filter)
        self.filter_bar.sort.changed.connect(self._sort)
        self.filter_bar.box.left.connect(self.table.setFocus)
        self.filter_bar.box.entered.connect(self._choose_first)
        self._clear.clicked.connect(self.filter_bar.clear)

    # ------------------------------------------------------------------ what the window says

    def found(self, numbers: range) -> None:
        """New cases are in the catalog."""
        self._model.found(numbers)

    def changed(self, number: int) -> None:
        """Something of a case has changed in the catalog."""
        self._model.changed(number)

    def set_thumbnail(self, number: int, image: QImage) -> None:
        """A thumbnail that was asked for."""
        self.table.set_thumbnail(number, image)

    def wants_thumbnail(self, number: int) -> bool:
        """Whether it is still in view and still without one; may be called from any thread."""
        return self.table.thumbnails.is_wanted(number)

    def set_current(self, number: int | None) -> None:
        """Make a case current and bring it into view; no signal comes back."""
        self.table.set_current(number)

    def set_catalog(self, catalog: Catalog) -> None:
        """Show another list; filter and order stay as the reader left them."""
        old, self._catalog = self._model, catalog
        self._model = CaseModel(catalog, self)
        self._model.hides = self._hides
        self.table.set_cases(self._model)
        old.deleteLater()
        self._catalog.filter_by(self.filter_bar.wanted())
        self._sort(*self.filter_bar.sort.order)

    def hide_where(self, hides: Callable[[Case], bool]) -> None:
        """Show nothing of the assistant of these cases."""
        self._hides = self._model.hides = hides

    def show_read_first(self, on: bool) -> None:
        """The reader reads first, or no longer; or is another one: every row is painted anew."""
        self.filter_bar.show_read_first(on)
        self._show_counts()
        self.table.viewport().update()

    def renew(self) -> None:
        """Something of the order has changed in the catalog."""
        self._model.later()

    def sort_by(self, key: SortKey) -> None:
        """As from the menu of the sort button, in the direction that it offers."""
        self.filter_bar.sort.ask_for(key)

    def focus_filter(self) -> None:
        """Put the cursor into the filter box, its text selected."""
        self.filter_bar.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter_bar.box.selectAll()

    def refresh(self) -> None:
        """Show what was found and changed at once instead of within a fifth of a second."""
        self.table.arrange()

    # ------------------------------------------------------------------ what the reader asks for

    def _filter(self, wanted: CaseFilter) -> None:
        self._catalog.filter_by(wanted)
        self.table.arrange(asked=True)

    def _sort(self, key: SortKey, descending: bool, group_studies: bool) -> None:
        self._catalog.sort_by(key, descending, group_studies)
        self._show_order()
        self.table.arrange(asked=True)

    def _sort_by_column(self, column: int, way: Qt.SortOrder) -> None:
        if 0 <= column < len(COLUMN_KEYS):
            grouped = self._catalog.sorting[2]
            self._sort(COLUMN_KEYS[column], way is Qt.SortOrder.DescendingOrder, grouped)

    def _choose_first(self) -> None:
        """Return in the filter box: the first that passes."""
        self.table.setFocus()
        if self._catalog.order and self.table.current != self._catalog.order[0]:
            self.set_current(self._catalog.order[0])
            self.chosen.emit(self._catalog.order[0])

    # ------------------------------------------------------------------ what is shown

    def _show_order(self) -> None:
        key, descending, _ = self._catalog.sorting
        self.filter_bar.sort.show_order(key, descending=descending)
        column = COLUMN_KEYS.index(key) if key in COLUMN_KEYS else -1
        header = self.table.horizontalHeader()
        with QSignalBlocker(header):
            way = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(column, way)
        header.viewport().update()

    def _show_counts(self) -> None:
        counts = self._catalog.counts()
        self.filter_bar.show_counts(counts)
        self._shown.setText(shown_words(counts))
        self._clear.setVisible(self.filter_bar.wanted() != CaseFilter())
        self._empty.setText(NOTHING_PASSES if counts.total else NOTHING_FOUND)
        self._empty.setVisible(counts.shown == 0)


def shown_words(counts: Counts) -> str:
    """``12 of 412 shown``, and how many wait for the networks where any do."""
    waiting = counts.outcomes.get(WAITING, 0)
    words = f"{counts.shown:,} of {counts.total:,} shown"
    return f"{words}, {waiting:,} waiting" if waiting else words
