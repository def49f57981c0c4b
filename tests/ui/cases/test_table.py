from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, Qt

from fracview.core.verdict import Verdict
from fracview.review.case import CaseFilter, SortKey
from fracview.review.catalog import Catalog
from fracview.ui.cases.delegate import ROW_HEIGHT
from fracview.ui.cases.model import FRACTURE, RADIOGRAPH, REGION, VERDICT, CaseModel
from fracview.ui.cases.table import COMPACT_BELOW, CaseTable
from tests.ui.cases.lists import grey_image, many, of_every_kind


def table_of(qtbot: Any, catalog: Catalog, height: int = 10 * ROW_HEIGHT) -> CaseTable:
    model = CaseModel(catalog)
    table = CaseTable(model)
    model.setParent(table)
    qtbot.addWidget(table)
    table.resize(500, height)
    with qtbot.waitExposed(table):
        table.show()
    return table


def heard(table: CaseTable) -> list[int]:
    chosen: list[int] = []
    table.chosen.connect(chosen.append)
    return chosen


def click(qtbot: Any, table: CaseTable, number: int) -> None:
    row = table.model_of_cases.row_of(number)
    assert row is not None
    place = table.visualRect(table.model_of_cases.index(row, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def y_of(table: CaseTable, number: int) -> int:
    row = table.model_of_cases.row_of(number)
    assert row is not None
    return table.visualRect(table.model_of_cases.index(row, 0)).top()


def selected(table: CaseTable) -> list[int]:
    rows = table.selectionModel().selectedRows()
    return [table.model_of_cases.case_at(index.row()).number for index in rows]


def test_mouse_and_keys_choose_and_a_method_does_not(qtbot: Any) -> None:
    table = table_of(qtbot, of_every_kind())
    chosen = heard(table)
    click(qtbot, table, 2)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Right)
    qtbot.keyClick(table, Qt.Key.Key_S)
    assert chosen == [2, 4]
    table.set_current(6)
    assert (chosen, table.current, selected(table)) == ([2, 4], 6, [6])


def test_coming_by_key_chooses_nothing(qtbot: Any) -> None:
    table = table_of(qtbot, many(5))
    chosen = heard(table)
    table.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(table.hasFocus)
    assert (chosen, table.current, selected(table)) == ([], None, [])
    assert not table.currentIndex().isValid()
    qtbot.keyClick(table, Qt.Key.Key_Down)
    assert chosen == [0]


def test_the_current_case_stays_current_and_in_its_place(qtbot: Any) -> None:
    catalog = many(300)
    table = table_of(qtbot, catalog)
    table.set_current(150)
    chosen, before = heard(table), y_of(table, 150)
    for number in range(160, 260):
        catalog.update(number, outcome="definite", probability=number / 1000)
        table.model_of_cases.changed(number)
    table.arrange()
    assert table.model_of_cases.row_of(150) == 250
    assert y_of(table, 150) == before
    catalog.update(150, outcome="doubt", probability=0.2)
    table.arrange()
    assert table.model_of_cases.row_of(150) == 100
    assert (y_of(table, 150), selected(table), table.current, chosen) == (before, [150], 150, [])


def test_new_rows_above_do_not_move_what_is_looked_at(qtbot: Any) -> None:
    """The current case is out of view: the rows that are in view stay."""
    catalog = many(300)
    table = table_of(qtbot, catalog)
    table.set_current(299)
    table.verticalScrollBar().setValue(100 * ROW_HEIGHT + 17)
    catalog.update(280, outcome="definite", probability=0.9)
    table.arrange()
    assert table.visible_numbers()[0] == 100
    assert table.verticalScrollBar().value() == 101 * ROW_HEIGHT + 17


def test_at_the_top_one_stays_at_the_top(qtbot: Any) -> None:
    catalog = many(300)
    table = table_of(qtbot, catalog)
    catalog.update(280, outcome="definite", probability=0.9)
    table.arrange()
    assert table.visible_numbers()[:2] == [280, 0]


def test_what_is_found_meanwhile_moves_nothing(qtbot: Any) -> None:
    catalog = many(300)
    table = table_of(qtbot, catalog)
    table.verticalScrollBar().setValue(40 * ROW_HEIGHT + 5)
    table.model_of_cases.found(catalog.add([catalog.case(0).path] * 500))
    qtbot.waitUntil(lambda: table.model().rowCount() == 800)
    assert table.verticalScrollBar().value() == 40 * ROW_HEIGHT + 5


def test_a_wish_for_another_order_keeps_the_current_case_in_view(qtbot: Any) -> None:
    catalog = many(300)
    table = table_of(qtbot, catalog)
    table.set_current(10)
    table.verticalScrollBar().setValue(200 * ROW_HEIGHT)
    catalog.sort_by(SortKey.FOUND, descending=True)
    table.arrange(asked=True)
    assert 10 in table.visible_numbers()


def test_without_a_current_case_a_wish_shows_the_top(qtbot: Any) -> None:
    catalog = many(300)
    table = table_of(qtbot, catalog)
    table.verticalScrollBar().setValue(200 * ROW_HEIGHT)
    catalog.sort_by(SortKey.FOUND, descending=True)
    table.arrange(asked=True)
    assert table.visible_numbers()[0] == 299


def test_a_filter_hides_the_current_case_and_gives_it_back(qtbot: Any) -> None:
    catalog = of_every_kind()
    table = table_of(qtbot, catalog)
    click(qtbot, table, 2)
    chosen = heard(table)
    catalog.filter_by(CaseFilter(regions=frozenset({"leg"})))
    table.arrange(asked=True)
    assert (table.current, selected(table), chosen) == (2, [], [])
    assert not table.currentIndex().isValid()
    catalog.filter_by(CaseFilter())
    table.arrange(asked=True)
    assert (table.current, selected(table), chosen) == (2, [2], [])


def test_a_verdict_does_not_take_the_row_away_until_one_moves_on(qtbot: Any) -> None:
    catalog = of_every_kind()
    table = table_of(qtbot, catalog)
    catalog.filter_by(CaseFilter(unreviewed=True))
    table.arrange(asked=True)
    click(qtbot, table, 1)
    catalog.update(1, verdict=Verdict.UNSURE)
    table.arrange()
    assert selected(table) == [1]
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: table.model_of_cases.row_of(1) is None)
    assert selected(table) == [2]


def test_a_case_can_be_made_current_as_soon_as_it_is_found(qtbot: Any) -> None:
    catalog = many(0)
    table = table_of(qtbot, catalog)
    table.model_of_cases.found(catalog.add(many(3).case(number).path for number in range(3)))
    table.set_current(1)
    assert selected(table) == [1]


def test_a_catalog_that_is_ahead_of_the_list_confuses_nobody(qtbot: Any) -> None:
    """The keys refresh the catalog before they step along it."""
    catalog = many(5)
    table = table_of(qtbot, catalog)
    table.set_current(0)
    catalog.update(4, outcome="definite", probability=0.9)
    catalog.refresh()
    assert (table.model_of_cases.row_of(4), selected(table)) == (4, [0])
    table.set_current(4)
    table.arrange()
    assert (table.model_of_cases.row_of(4), selected(table)) == (0, [4])


def test_no_row_slips_from_under_a_pressed_button(qtbot: Any) -> None:
    catalog = many(5)
    table = table_of(qtbot, catalog)
    qtbot.mousePress(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(100, 10))
    catalog.update(4, outcome="definite", probability=0.9)
    table.model_of_cases.changed(4)
    qtbot.wait(450)
    assert table.model_of_cases.row_of(4) == 4
    qtbot.mouseRelease(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(100, 10))
    qtbot.waitUntil(lambda: table.model_of_cases.row_of(4) == 0)


def test_thumbnails_are_asked_for_rows_in_view_only(qtbot: Any) -> None:
    table = table_of(qtbot, many(300), height=4 * ROW_HEIGHT)
    asked: list[int] = []
    table.thumbnail_wanted.connect(asked.append)
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == table.visible_numbers()
    assert len(asked) < 6
    table.set_thumbnail(0, grey_image())
    table.verticalScrollBar().setValue(100 * ROW_HEIGHT)
    qtbot.waitUntil(lambda: 100 in asked)
    del asked[:]
    table.verticalScrollBar().setValue(0)
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == table.visible_numbers()[1:]


def test_no_thumbnail_is_asked_of_what_cannot_be_read(qtbot: Any) -> None:
    table = table_of(qtbot, of_every_kind())
    asked: list[int] = []
    table.thumbnail_wanted.connect(asked.append)
    qtbot.waitUntil(lambda: len(asked) == 8)
    assert 8 not in asked


def test_a_narrow_table_has_two_columns(qtbot: Any) -> None:
    table = table_of(qtbot, of_every_kind())
    columns = (RADIOGRAPH, FRACTURE, REGION, VERDICT)
    assert [table.isColumnHidden(column) for column in columns] == [False, False, False, False]
    table.resize(COMPACT_BELOW - 1, 300)
    qtbot.waitUntil(lambda: table.cases.compact)
    assert [table.isColumnHidden(column) for column in columns] == [False, False, True, True]


def test_another_list_starts_afresh(qtbot: Any) -> None:
    table = table_of(qtbot, many(50))
    table.set_current(40)
    table.set_thumbnail(0, grey_image())
    chosen, model = heard(table), CaseModel(of_every_kind(), table)
    table.set_cases(model)
    assert (table.current, selected(table), len(table.thumbnails), chosen) == (None, [], 0, [])
    click(qtbot, table, 2)
    assert chosen == [2]
