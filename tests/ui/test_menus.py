from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu, QWidget

from fracview.ui import menus
from fracview.ui.actions import ACTIONS, BY_ID, GROUPS

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def actions(window: QMainWindow, done: list[str]) -> dict[str, QAction]:
    return menus.make_actions(window, {one.id: lambda i=one.id: done.append(i) for one in ACTIONS})


def test_each_row_becomes_an_action_that_carries_out_its_command(
    actions: dict[str, QAction], done: list[str]
) -> None:
    for action in actions.values():
        action.trigger()
    assert done == [spec.id for spec in ACTIONS]
    assert {name for name, one in actions.items() if one.isCheckable()} == {
        spec.id for spec in ACTIONS if spec.checkable
    }
    assert {name for name, one in actions.items() if one.autoRepeat()} == menus.REPEATING


def test_a_row_without_a_command_is_refused(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    with pytest.raises(KeyError):
        menus.make_actions(parent, {})


def test_keys_and_the_tooltips_that_name_them(actions: dict[str, QAction]) -> None:
    menus.set_keys(actions, {"next": ("Down", "J"), "fit": ()})
    assert [key.toString() for key in actions["next"].shortcuts()] == ["Down", "J"]
    assert "J" in actions["next"].toolTip()
    assert actions["fit"].shortcuts() == []


def test_a_menu_a_group_with_every_action_once(window: QMainWindow, actions: dict[str, QAction]) -> None:
    made = menus.fill_menu_bar(window.menuBar(), actions)
    assert list(made) == list(GROUPS)
    listed = [action.objectName() for menu in made.values() for action in menu.actions()]
    assert sorted(listed) == sorted(actions)


def test_the_toolbar_and_the_context_menu_name_real_actions(
    window: QMainWindow, actions: dict[str, QAction]
) -> None:
    assert {name for name in (*menus.TOOLBAR, *menus.CONTEXT) if name} <= set(BY_ID)
    bar = menus.fill_toolbar(window, actions)
    assert [one.objectName() for one in bar.actions()] == list(menus.TOOLBAR)
    menu = menus.context_menu(window, actions)
    assert isinstance(menu, QMenu)
    assert [one.objectName() for one in menu.actions()] == list(menus.CONTEXT)


def test_every_tool_of_the_toolbar_has_a_picture(window: QMainWindow, actions: dict[str, QAction]) -> None:
    menus.renew_icons(actions)
    without = [name for name in menus.TOOLBAR if name and actions[name].icon().isNull()]
    assert not without
