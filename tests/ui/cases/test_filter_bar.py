from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from fracview.review.case import CaseFilter, Counts
from fracview.ui.cases.chip import Chip
from fracview.ui.cases.filter_bar import FilterBar


@pytest.fixture
def bar(qtbot: Any) -> FilterBar:
    made = FilterBar()
    qtbot.addWidget(made)
    made.show_counts(Counts(9, 9, 7, {"definite": 2, "failed": 1, "unreadable": 3}, {"leg": 1, "hand": 2}))
    made.show()
    return made


def chip(bar: FilterBar, name: str) -> Chip:
    found = bar.findChild(Chip, f"chip_{name}")
    assert isinstance(found, Chip)
    return found


def test_chips_add_up_within_a_group(qtbot: Any, bar: FilterBar) -> None:
    asked: list[CaseFilter] = []
    bar.changed.connect(asked.append)
    for name in ("definite", "failed", "region_hand", "unreviewed"):
        qtbot.mouseClick(chip(bar, name), Qt.MouseButton.LeftButton)
    bar.box.setText(" scan ")
    outcomes = frozenset({"definite", "failed", "unreadable"})
    assert len(asked) == 5
    assert asked[-1] == bar.wanted() == CaseFilter("scan", outcomes, True, frozenset({"hand"}))


def test_counts_stand_on_the_chips(bar: FilterBar) -> None:
    names = ("definite", "doubt", "failed", "unreviewed", "region_hand")
    assert [chip(bar, name).accessibleName().split(", ")[1] for name in names] == ["2", "0", "4", "7", "2"]


def test_a_region_without_cases_is_hidden_unless_it_is_asked_for(qtbot: Any, bar: FilterBar) -> None:
    qtbot.mouseClick(chip(bar, "region_leg"), Qt.MouseButton.LeftButton)
    bar.show_counts(Counts(1, 1, 1, {}, {"hip": 1}))
    assert [chip(bar, f"region_{name}").isVisible() for name in ("hand", "hip", "leg")] == [False, True, True]


def test_regions_stand_in_the_alphabet_whenever_they_come(bar: FilterBar) -> None:
    bar.show_counts(Counts(9, 9, 7, {}, {"leg": 1, "hand": 2, "hip": 1}))
    bar.layout().activate()
    chips = [chip(bar, f"region_{name}") for name in ("hand", "hip", "leg")]
    places = [(one.y(), one.x()) for one in chips]
    assert places == sorted(places)


def test_clearing_is_one_wish(qtbot: Any, bar: FilterBar) -> None:
    chip(bar, "definite").setChecked(True)
    chip(bar, "region_leg").setChecked(True)
    bar.box.setText("a")
    asked: list[CaseFilter] = []
    bar.changed.connect(asked.append)
    bar.clear()
    assert asked == [CaseFilter()]


def test_keys_lead_out_of_the_box(qtbot: Any, bar: FilterBar) -> None:
    bar.box.setText("abc")
    with qtbot.waitSignal(bar.box.entered):
        qtbot.keyClick(bar.box, Qt.Key.Key_Return)
    with qtbot.waitSignal(bar.box.left):
        qtbot.keyClick(bar.box, Qt.Key.Key_Down)
    assert bar.box.text() == "abc"
    with qtbot.waitSignal(bar.box.left):
        qtbot.keyClick(bar.box, Qt.Key.Key_Escape)
    assert bar.box.text() == ""


def test_disagreements_can_be_asked_for(qtbot: Any, bar: FilterBar) -> None:
    bar.show_counts(Counts(9, 9, 7, {}, {}, disagreements=3))
    assert chip(bar, "disagree").accessibleName() == "Disagree, 3"
    with qtbot.waitSignal(bar.changed) as asked:
        bar.show_disagreements()
    assert asked.args == [CaseFilter(disagreement=True)]
    bar.clear()
    assert bar.wanted() == CaseFilter()


def test_reading_first_no_number_tells_what_was_found(bar: FilterBar) -> None:
    counts = Counts(9, 9, 7, {"definite": 2}, {"leg": 1, "hand": 2}, disagreements=1)
    bar.show_read_first(True)
    bar.show_counts(counts)
    names = [chip(bar, name).accessibleName() for name in ("definite", "not_found", "failed", "disagree")]
    assert names == ["Definite", "Not found", "Failed", "Disagree"]
    assert chip(bar, "unreviewed").accessibleName() == "Unreviewed, 7"
    assert not chip(bar, "region_hand").isVisible()
    assert "tells what the assistant found" in chip(bar, "definite").toolTip()
    bar.show_read_first(False)
    bar.show_counts(counts)
    assert chip(bar, "definite").accessibleName() == "Definite, 2"
    assert chip(bar, "region_hand").isVisible()
    assert "assistant" not in chip(bar, "definite").toolTip()
