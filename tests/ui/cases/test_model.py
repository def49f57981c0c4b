from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from fracview.review.case import CaseFilter, SortKey
from fracview.ui.cases.model import CASE_ROLE, COLUMNS, REFRESH_EVERY_MS, CaseModel
from tests.ui.cases.lists import WORST_FIRST, many, of_every_kind

pytestmark = pytest.mark.usefixtures("qapp")


def numbers(model: CaseModel) -> list[int]:
    return [model.case_at(row).number for row in range(model.rowCount())]


def checked(model: CaseModel) -> QAbstractItemModelTester:
    """Qt's own tester listens to every change; what it finds is a warning, and warnings fail."""
    return QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)


def test_cells_say_what_the_screen_shows() -> None:
    model = CaseModel(of_every_kind())
    assert numbers(model) == WORST_FIRST
    table = [[model.index(row, column).data() for column in range(4)] for row in range(5)]
    assert table == [
        ["scan1.jpg", "0.93 definite", "leg", ""],
        ["scan0.jpg", "0.87 definite", "hand", "agree"],
        ["scan2.jpg", "0.31 doubt", "hand", ""],
        ["scan4.jpg", "0.02 not found", "leg", ""],
        ["scan3.jpg", "0.04 not found", "hip", "disagree"],
    ]
    assert model.index(0, 0).data(CASE_ROLE) is model.catalog.case(1)
    assert "no answer" in model.index(6, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "folder" in model.index(0, 2).data(Qt.ItemDataRole.ToolTipRole)


def test_headings_say_which_way_they_sort_first() -> None:
    model, across = CaseModel(many(0)), Qt.Orientation.Horizontal
    assert [model.headerData(column, across) for column in range(4)] == list(COLUMNS)
    role = Qt.ItemDataRole.InitialSortOrderRole
    ways = [model.headerData(column, across, role) for column in range(4)]
    up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
    assert ways == [up, down, up, down]
    assert model.headerData(0, Qt.Orientation.Vertical) is None


def test_what_is_found_is_put_at_the_end_as_new_rows(qtbot: Any) -> None:
    catalog = many(3)
    model = CaseModel(catalog)
    tester = checked(model)
    laid_out = []
    model.layoutChanged.connect(lambda: laid_out.append(1))
    with qtbot.waitSignal(model.rowsInserted) as inserted:
        model.due.connect(model.refresh)
        model.found(catalog.add([Path("a.jpg"), Path("b.jpg")]))
    assert inserted.args[1:] == [3, 4]
    assert (numbers(model), laid_out) == ([0, 1, 2, 3, 4], [])
    assert tester.model() is model


def test_news_is_gathered_and_the_timer_rests_without_any(qtbot: Any) -> None:
    catalog = many(3)
    model, due = CaseModel(catalog), []
    model.due.connect(lambda: (due.append(1), model.refresh()))
    assert not model.has_news
    for number in range(3):
        catalog.update(number, outcome="doubt", probability=number / 10)
        model.changed(number)
    assert model.has_news
    assert due == []
    qtbot.waitUntil(lambda: bool(due), timeout=20 * REFRESH_EVERY_MS)
    assert numbers(model) == [2, 1, 0]
    qtbot.wait(2 * REFRESH_EVERY_MS)
    assert (due, model.has_news) == ([1], False)


def test_a_change_that_moves_nothing_still_repaints() -> None:
    catalog = of_every_kind()
    model, told = CaseModel(catalog), []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    catalog.update(1, note="cut off")
    catalog.update(4, frame_count=2)
    model.changed(1)
    model.changed(4)
    model.refresh()
    assert told == [(0, 3)]


def test_persistent_indexes_stay_on_their_cases() -> None:
    catalog = of_every_kind()
    model = CaseModel(catalog)
    held = {n: QPersistentModelIndex(model.index(row, 1)) for row, n in enumerate(numbers(model))}
    catalog.sort_by(SortKey.NAME, descending=True)
    model.refresh()
    assert [model.case_at(held[number].row()).number for number in held] == list(held)
    catalog.filter_by(CaseFilter(regions=frozenset({"hand"})))
    model.refresh()
    assert {number for number, index in held.items() if index.isValid()} == {0, 2}
    assert all(model.case_at(index.row()).number == n for n, index in held.items() if index.isValid())


steps = st.lists(
    st.tuples(st.sampled_from(["add", "update", "sort", "filter"]), st.integers(0, 10_000)), max_size=12
)


@given(steps)
def test_any_sequence_of_changes_is_one_that_qt_knows(sequence: list[tuple[str, int]]) -> None:
    catalog = many(5)
    model = CaseModel(catalog)
    tester = checked(model)
    held = [QPersistentModelIndex(model.index(row, 0)) for row in range(5)]
    for step, seed in sequence:
        chance = random.Random(seed)
        if step == "add":
            catalog.add(catalog.case(0).path.with_name(f"new{seed}") for _ in range(chance.randrange(3)))
        elif step == "update":
            number = chance.randrange(len(catalog))
            catalog.update(number, outcome="doubt", probability=chance.random(), study=chance.choice("ab"))
        elif step == "sort":
            catalog.sort_by(chance.choice(list(SortKey)), chance.random() < 0.5, chance.random() < 0.5)
        else:
            catalog.filter_by(CaseFilter(text=chance.choice(["", "scan", "1", "new", "zzz"])))
        model.refresh()
        assert numbers(model) == list(catalog.order)
        for number, index in enumerate(held):
            assert not index.isValid() or model.case_at(index.row()).number == number
    assert tester.model() is model


def test_a_case_that_was_found_and_not_yet_shown_has_no_row() -> None:
    catalog = many(1)
    model = CaseModel(catalog)
    catalog.add([catalog.case(0).path])
    catalog.refresh()
    assert (model.row_of(0), model.row_of(1), model.row_of(None), model.number_at(1)) == (0, None, None, None)
    model.refresh()
    catalog.filter_by(CaseFilter(text="zzz"))
    model.refresh()
    assert (model.row_of(0), model.row_of(1), model.row_of(-1)) == (None, None, None)


def test_a_line_is_drawn_where_another_study_begins() -> None:
    catalog = of_every_kind()
    model = CaseModel(catalog)
    assert not any(model.starts_study(row) for row in range(model.rowCount()))
    catalog.sort_by(SortKey.SUSPICION, descending=True, group_studies=True)
    model.refresh()
    assert numbers(model)[:3] == [1, 0, 2]
    assert [model.starts_study(row) for row in range(4)] == [False, True, False, True]


def test_a_hidden_case_has_one_face_in_every_role() -> None:
    model = CaseModel(of_every_kind())
    model.hides = lambda case: case.number in (1, 8)
    row = numbers(model).index(1)
    assert [model.index(row, column).data() for column in range(4)] == ["scan1.jpg", "read first", "", ""]
    assert model.index(row, 0).data(CASE_ROLE).probability is None
    for role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
        assert "0.93" not in model.index(row, 0).data(role)
        assert "definite" not in model.index(row, 0).data(role)
    assert model.index(numbers(model).index(0), 1).data() == "0.87 definite"
