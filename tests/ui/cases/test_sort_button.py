from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtGui import QAction

from fracview.review.case import SortKey
from fracview.ui.cases.sort_button import ORDERS, TIP, SortButton


@pytest.fixture
def button(qtbot: Any) -> SortButton:
    made = SortButton()
    qtbot.addWidget(made)
    return made


def action(button: SortButton, name: str) -> QAction:
    found = button.findChild(QAction, name)
    assert isinstance(found, QAction)
    return found


def checked(button: SortButton) -> list[str]:
    return [name for name, *_ in ORDERS if action(button, f"sort_{name}").isChecked()]


def test_worst_first_is_where_one_begins(button: SortButton) -> None:
    assert checked(button) == ["worst_first"]
    assert button.order == (SortKey.SUSPICION, True, False)


def test_every_key_can_be_asked_for(qtbot: Any, button: SortButton) -> None:
    asked = []
    button.changed.connect(lambda *order: asked.append(order))
    for name, *_ in ORDERS:
        action(button, f"sort_{name}").trigger()
    assert [order[:2] for order in asked] == [(key, descending) for _, _, key, descending in ORDERS]
    assert {key for key, _, _ in asked} == set(SortKey)


def test_studies_are_kept_together_in_the_order_at_hand(qtbot: Any, button: SortButton) -> None:
    button.show_order(SortKey.NAME, descending=True)
    assert checked(button) == []
    with qtbot.waitSignal(button.changed) as asked:
        action(button, "group_studies").trigger()
    assert asked.args == [SortKey.NAME, True, True]


def test_showing_an_order_is_no_wish(qtbot: Any, button: SortButton) -> None:
    with qtbot.assertNotEmitted(button.changed):
        button.show_order(SortKey.NAME, descending=False)
    assert checked(button) == ["name"]


def test_the_first_choice_from_the_menu_is_the_one_that_was_chosen(qtbot: Any, button: SortButton) -> None:
    with qtbot.waitSignal(button.changed) as asked:
        action(button, "sort_name").trigger()
    assert asked.args[:2] == [SortKey.NAME, False]
    assert checked(button) == ["name"]


def test_the_reading_order_can_be_asked_for_again(button: SortButton) -> None:
    asked = []
    button.changed.connect(lambda *order: asked.append(order))
    button.ask_for(SortKey.QUEUE)
    button.ask_for(SortKey.QUEUE)
    assert asked == [(SortKey.QUEUE, False, False)] * 2
    assert checked(button) == ["reading_order"]


def test_reading_first_the_tip_says_whose_order_it_is(button: SortButton) -> None:
    button.show_read_first(True)
    assert "is the assistant's" in button.toolTip()
    button.show_read_first(False)
    assert button.toolTip() == TIP
