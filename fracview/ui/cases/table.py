"""The table: keeps the reader's place while rows come and move, and says which thumbnails are missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from fracview.ui.cases.cell import MARGIN
from fracview.ui.cases.delegate import ROW_HEIGHT, CaseDelegate
from fracview.ui.cases.glyphs import GLYPH
from fracview.ui.cases.model import COLUMNS, FRACTURE, RADIOGRAPH, REGION, VERDICT, CaseModel
from fracview.ui.cases.place import Window, place_of, value_asked, value_for
from fracview.ui.cases.thumbnails import Thumbnails

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QImage, QMouseEvent, QResizeEvent, QShowEvent
    from PySide6.QtWidgets import QWidget

COMPACT_BELOW = 460
"""Width under which region and verdict stand under the name instead of in columns of their own."""

ASK_AFTER_MS = 60
"""Rows that fly by in less are not asked for."""

_MOST_POSTPONED = 10
_LONGEST = {FRACTURE: "0.00 not found", REGION: "shoulder", VERDICT: "disagree"}
_SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows


class CaseTable(QTableView):
    """The view of a `CaseModel`.

    `chosen` is emitted where the reader makes another row the current one, by mouse or key; never for what
    `set_current`, a re-sort or a filter does. The current case is remembered while it is not shown.
    """

    chosen = Signal(int)
    thumbnail_wanted = Signal(int)
    arranged = Signal()

    def __init__(self, model: CaseModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_table")
        self.setAccessibleName("Radiographs")
        self.thumbnails = Thumbnails()
        self.cases = CaseDelegate(self.thumbnails, self)
        self._current: int | None = None
        self._own_doing = False
        self._pressed = False
        self._postponed = 0
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(ASK_AFTER_MS)
        self._asking.timeout.connect(self._ask)
        self.setItemDelegate(self.cases)
        self._set_up()
        self.set_cases(model)
        self.verticalScrollBar().valueChanged.connect(self._ask_soon)

    def _set_up(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setAutoScroll(False)
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(ROW_HEIGHT)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns = self.horizontalHeader()
        columns.setObjectName("case_header")
        columns.setHighlightSections(False)
        columns.setSectionsClickable(True)
        columns.setSortIndicatorShown(True)

    def set_cases(self, model: CaseModel) -> None:
        """Show another model, at its top and without a current case."""
        old, before = self.selectionModel(), self.model()
        if isinstance(before, CaseModel):
            before.due.disconnect(self._on_due)
        self._own_doing, self._current = True, None
        self.thumbnails.clear()
        self.setModel(model)
        self._own_doing = False
        if old is not None:
            old.deleteLater()  # Qt keeps the selection of a model that is gone
        model.due.connect(self._on_due)
        self.selectionModel().currentRowChanged.connect(self._on_current_row)
        self._size_columns()

    def _size_columns(self) -> None:
        """Words and headings fit; the radiograph's name takes the rest."""
        columns, metrics = self.horizontalHeader(), self.fontMetrics()
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns.setSectionResizeMode(RADIOGRAPH, QHeaderView.ResizeMode.Stretch)
        for column, longest in _LONGEST.items():
            sign = 0 if column == REGION else GLYPH + MARGIN
            word = metrics.horizontalAdvance(longest) + sign + 3 * MARGIN
            heading = metrics.horizontalAdvance(COLUMNS[column]) + 8 * MARGIN
            columns.resizeSection(column, max(word, heading))
        self._fit_columns()

    @property
    def model_of_cases(self) -> CaseModel:
        """The model, by its own type."""
        model = self.model()
        assert isinstance(model, CaseModel)
        return model

    # ------------------------------------------------------------------ the current case

    @property
    def current(self) -> int | None:
        """Number of the current case, shown or not."""
        return self._current

    def set_current(self, number: int | None) -> None:
        """Make a case current and bring it into view, without a signal; wait for it where it is not shown."""
        model = self.model_of_cases
        self._hold(number)
        if number is not None and model.row_of(number) is None:
            self.arrange()  # it may only just have been found
        self._select_current()
        row = model.row_of(number)
        if row is not None:
            self.scrollTo(model.index(row, 0))

    def _select_current(self) -> None:
        model, selection = self.model_of_cases, self.selectionModel()
        row = model.row_of(self._current)
        index = QModelIndex() if row is None else model.index(row, 0)
        before, self._own_doing = self._own_doing, True
        if row is None:
            selection.clear()
        elif selection.currentIndex().row() != row or not selection.isRowSelected(row):
            selection.setCurrentIndex(index, _SELECT)
        self._own_doing = before

    def _on_current_row(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if self._own_doing or not current.isValid():
            return
        number = self.model_of_cases.number_at(current.row())
        if number is not None and number != self._current:
            self._hold(number)
            self.chosen.emit(number)

    def _hold(self, number: int | None) -> None:
        """Remember the current case; the one before may now leave a filter that it no longer passes."""
        if number == self._current:
            return
        self._current = number
        self.model_of_cases.catalog.hold(number)
        self.model_of_cases.later()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Coming here by key chooses nothing yet; Qt would make the first row current."""
        self._own_doing = True
        super().focusInEvent(event)
        self._own_doing = False
        self._select_current()

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        """Do nothing: a stray letter must not change the radiograph; the filter box finds names."""

    # ------------------------------------------------------------------ keeping the place

    def _on_due(self) -> None:
        """Let no row slip from under a pressed mouse button, though not for ever."""
        pressed = self._pressed or self.verticalScrollBar().isSliderDown()
        if pressed and self._postponed < _MOST_POSTPONED:
            self._postponed += 1
            self.model_of_cases.postpone()
            return
        self.arrange()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Rows stay while a button is down."""
        self._pressed = True
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Rows may move again."""
        self._pressed = False
        super().mouseReleaseEvent(event)

    def arrange(self, *, asked: bool = False) -> None:
        """Refresh the model and keep what the reader looks at where it is.

        Parameters
        ----------
        asked
            Whether the reader asked for another order or filter: then the current case is brought into
            view, or else the top.
        """
        self._postponed = 0
        model, bar = self.model_of_cases, self.verticalScrollBar()
        place = place_of(self.window_of_rows(), self._current, model.row_of(self._current), model.number_at)
        self._own_doing = True
        model.refresh()
        self._own_doing = False
        self._select_current()
        self.updateGeometries()
        window, row = self.window_of_rows(), model.row_of(self._current)
        if asked:
            bar.setValue(value_asked(window, place, self._current, row))
        else:
            bar.setValue(value_for(window, place, model.row_of(place.number)))
        self._ask_soon()
        self.arranged.emit()

    def window_of_rows(self) -> Window:
        """What is in view."""
        return Window(self.verticalScrollBar().value(), self.viewport().height(), ROW_HEIGHT)

    # ------------------------------------------------------------------ thumbnails

    def visible_numbers(self) -> list[int]:
        """The cases whose rows are in view, from the top."""
        found = map(self.model_of_cases.number_at, self.window_of_rows().rows())
        return [number for number in found if number is not None]

    def set_thumbnail(self, number: int, image: QImage) -> None:
        """Show a thumbnail that has come, and keep it for a while."""
        self.thumbnails.put(number, image, self.devicePixelRatioF())
        row = self.model_of_cases.row_of(number)
        if row is not None and self.window_of_rows().shows(row):
            self.update(self.model_of_cases.index(row, RADIOGRAPH))

    def _ask_soon(self) -> None:
        if not self._asking.isActive() and self.isVisible():
            self._asking.start()

    def _ask(self) -> None:
        case = self.model_of_cases.catalog.case
        visible = [n for n in self.visible_numbers() if case(n).outcome != "unreadable"]
        for number in self.thumbnails.to_ask(visible):
            self.thumbnail_wanted.emit(number)

    # ------------------------------------------------------------------ size

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit the columns and ask for what came into view."""
        self._fit_columns()
        super().resizeEvent(event)
        self._ask_soon()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for what is in view."""
        super().showEvent(event)
        self._ask_soon()

    def _fit_columns(self) -> None:
        self.cases.compact = self.width() < COMPACT_BELOW
        for column in (REGION, VERDICT):
            if self.isColumnHidden(column) != self.cases.compact:
                self.setColumnHidden(column, self.cases.compact)
