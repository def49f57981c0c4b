"""The right side: thresholds, numbers, confusion matrices, curves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QSplitter, QTabWidget, QVBoxLayout, QWidget

from fracview.ui.compare.curves import CurveTabs
from fracview.ui.compare.matrix import MatrixView
from fracview.ui.compare.numbers import TableView, table_of_figures
from fracview.ui.compare.sliders import Sliders
from fracview.ui.compare.state import STRATA
from fracview.ui.theme import GRID

if TYPE_CHECKING:
    from fracview.ui.compare.numbers import ShownFigure
    from fracview.ui.compare.state import Shown

LEAST_PX = 380


class NumbersPanel(QWidget):
    """Everything with a number: thresholds always in sight, numbers above, curves and matrices below.

    Signals
    -------
    threshold_changed
        As `Sliders.changed`.
    cell_chosen
        ``fracture`` or ``region``, row and column.
    point_chosen
        As `CurveTabs.point_chosen`.
    by_chosen, stratum_chosen
        A key of `STRATA`; row of the table below it.
    """

    threshold_changed = Signal(str, float)
    cell_chosen = Signal(str, int, int)
    point_chosen = Signal(str, float)
    by_chosen = Signal(str)
    stratum_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("compare_panel")
        self.setMinimumWidth(LEAST_PX)
        self.sliders = Sliders()
        self.numbers = TableView("compare_numbers", "Numbers over all images")
        self.fracture = MatrixView("compare_fracture_matrix")
        self.region = MatrixView("compare_region_matrix")
        self.curves = CurveTabs()
        self.by = QComboBox()
        self.by.setObjectName("compare_by")
        self.by.setAccessibleName("What the table is by")
        self.strata = TableView("compare_strata", "Numbers by stratum")
        self.tables = QTabWidget()
        self.tables.setObjectName("compare_tables")
        self.tables.setDocumentMode(True)
        self._figures: tuple[ShownFigure, ...] = ()
        for name, text in STRATA.items():
            self.by.addItem(f"Numbers {text}", name)
        self._lay_out()
        self.sliders.changed.connect(self.threshold_changed)
        for name, matrix in (("fracture", self.fracture), ("region", self.region)):
            matrix.cell_chosen.connect(
                lambda row, column, name=name: self.cell_chosen.emit(name, row, column)
            )
        self.curves.point_chosen.connect(self.point_chosen)
        self.by.currentIndexChanged.connect(lambda row: self.by_chosen.emit(self.by.itemData(row)))
        self.strata.row_chosen.connect(self.stratum_chosen)

    def _lay_out(self) -> None:
        self.tables.addTab(self.numbers, "All images")
        self.tables.addTab(_column(self.by, self.strata), "By stratum")
        self.curves.addTab(_column(self.fracture, self.region, None), "Confusion")
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(self.tables)
        halves.addWidget(self.curves)
        halves.setStretchFactor(0, 1)
        halves.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, GRID, GRID, GRID)
        layout.setSpacing(GRID)
        layout.addWidget(self.sliders)
        layout.addWidget(halves, 1)

    def figure(self, key: str) -> ShownFigure:
        """The number of a key as it stands on the page; KeyError where there is none."""
        return {one.key: one for one in self._figures}[key]

    def show_state(self, shown: Shown) -> None:
        """Everything at the thresholds in force."""
        state = shown.state
        for name in ("score", "iou", "probability"):
            self.sliders.show_value(name, getattr(state, name))
        self._figures = shown.figures
        self.numbers.show_table(table_of_figures(shown.figures))
        self.fracture.show_matrix(shown.fracture)
        self.region.show_matrix(shown.region)
        self.curves.show_curves(shown.curves)
        with QSignalBlocker(self.by):
            self.by.setCurrentIndex(self.by.findData(state.by))
        self.strata.show_table(shown.by)


def _column(*parts: QWidget | None) -> QWidget:
    """Widgets below each other; None is room that stretches."""
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, GRID, 0, 0)
    layout.setSpacing(GRID)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        else:
            layout.addWidget(part)
    return column
