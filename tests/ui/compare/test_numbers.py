from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy

from fracview.ui.compare.numbers import (
    FIGURE_HEADERS,
    SECOND_HEADERS,
    ShownFigure,
    ShownTable,
    TableModel,
    TableView,
    table_of_figures,
)
from fracview.ui.theme import apply_theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

FIGURES = (
    ShownFigure("precision", "Precision", 0.75, "0.750", "0.61–0.86", "40", "boxes from score 0.25, IoU 0.5"),
    ShownFigure("recall", "Recall", 0.5, "0.500", "0.40–0.60", "92", "annotations"),
)


def test_each_number_stands_with_interval_n_and_protocol() -> None:
    table = table_of_figures(FIGURES)
    assert table.headers == FIGURE_HEADERS
    assert table.rows[0] == ("Precision", "0.750", "0.61–0.86", "40")
    assert table.notes == ("boxes from score 0.25, IoU 0.5", "annotations")


def test_other_numbers_in_the_same_rows_move_nothing() -> None:
    model = TableModel()
    model.show_table(table_of_figures(FIGURES))
    reset, changed = QSignalSpy(model.modelReset), QSignalSpy(model.dataChanged)
    model.show_table(table_of_figures(FIGURES))
    model.show_table(table_of_figures(FIGURES[::-1]))
    assert (reset.count(), changed.count()) == (0, 1)
    model.show_table(table_of_figures(FIGURES[:1]))
    assert reset.count() == 1


def test_what_the_model_says_to_qt() -> None:
    model = TableModel()
    model.show_table(table_of_figures(FIGURES))
    assert model.rowCount() == 4
    assert model.data(model.index(2, 0)) == "Recall"
    assert model.data(model.index(3, 0)) == "annotations"
    assert model.data(model.index(3, 1)) is None
    assert model.data(model.index(3, 0), Qt.ItemDataRole.ToolTipRole) == "annotations"
    assert model.data(model.index(0, 1), Qt.ItemDataRole.TextAlignmentRole)
    assert model.headerData(3, Qt.Orientation.Horizontal) == "n"
    assert model.headerData(0, Qt.Orientation.Vertical) is None


def test_notes_span_the_width_and_columns_grow_with_their_texts(qtbot: QtBot) -> None:
    view = TableView("numbers", "Numbers")
    qtbot.addWidget(view)
    view.show_table(table_of_figures(FIGURES))
    assert view.columnSpan(1, 0) == len(FIGURE_HEADERS)
    assert view.rowHeight(1) > view.rowHeight(0)
    narrow = view.columnWidth(1)
    wide = replace(FIGURES[0], text="0.750000000000")
    view.show_table(table_of_figures((wide, FIGURES[1])))
    assert view.columnWidth(1) > narrow
    chosen: list[int] = []
    view.row_chosen.connect(chosen.append)
    for row in (2, 3):
        view.clicked.emit(view.model().index(row, 0))
    assert chosen == [1, 1]


def test_another_table_takes_its_place(qtbot: QtBot) -> None:
    view = TableView("numbers", "Numbers")
    qtbot.addWidget(view)
    view.show_table(table_of_figures(FIGURES))
    view.show_table(ShownTable(("Stratum", "n"), (("hand", "3"),)))
    assert view.columnSpan(0, 0) == 1
    assert view.model().rowCount() == 1
    view.show_table(ShownTable(()))
    assert view.model().columnCount() == 0


def test_notes_follow_the_theme(qtbot: QtBot, dressed: QApplication) -> None:
    view = TableView("numbers", "Numbers")
    qtbot.addWidget(view)
    view.show_table(table_of_figures(FIGURES))
    muted = view.model().data(view.model().index(1, 0), Qt.ItemDataRole.ForegroundRole)
    apply_theme(dressed, "light")
    try:
        assert view.model().data(view.model().index(1, 0), Qt.ItemDataRole.ForegroundRole) != muted
    finally:
        apply_theme(dressed, "dark")


def test_a_second_takes_two_columns_more() -> None:
    second = replace(FIGURES[0], second="0.800", difference="+0.050", beside="Second: of 40")
    table = table_of_figures((second, FIGURES[1]))
    assert table.headers == (*FIGURE_HEADERS, *SECOND_HEADERS)
    assert table.rows[0][-2:] == ("0.800", "+0.050")
    assert "Second: of 40" in table.tips[0]
