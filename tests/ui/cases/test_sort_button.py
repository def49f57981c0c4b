from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtGui import QAction

from fracview.review.case import SortKey
from fracview.ui.cases.sort_button import ORDERS, SortButton


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
