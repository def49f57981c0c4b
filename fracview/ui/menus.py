"""Actions, menus and the toolbar, all from the one table of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QToolBar

from fracview.ui.actions import ACTIONS, BY_ID, GROUPS, tooltip
from fracview.ui.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtWidgets import QMainWindow, QMenuBar, QWidget

TOOLBAR = (
    "open_folder", "", "previous", "next", "next_unreviewed", "", "tool_window", "tool_zoom", "tool_pan",
    "tool_ruler", "tool_angle", "", "fit", "actual_size", "rotate_left", "rotate_right", "flip_horizontal",
    "invert", "magnifier", "", "assistant", "strip", "side_by_side", "", "compare", "batch", "",
)  # fmt: skip
"""Ids in their order; an empty one is a gap."""

CONTEXT = (
    "assistant", "layer_map", "hide_drawn", "", "fit", "actual_size", "rotate_right", "flip_horizontal",
    "invert", "reset_view", "", "clear_measurements", "", "header", "export_as_shown", "export_clean",
)  # fmt: skip
"""What a right click on the radiograph offers."""

REPEATING = frozenset(
    {
        "next", "previous", "next_study", "previous_study", "next_frame", "previous_frame", "zoom_in",
        "zoom_out", "layer_next", "layer_previous",
    }
)  # fmt: skip
"""Actions that go on while their key is held."""


def make_actions(window: QWidget, commands: Mapping[str, Callable[[], None]]) -> dict[str, QAction]:
    """One `QAction` for each row of the table that has a command.

    Raises
    ------
    KeyError
        For a row without a command: every row of the table can be carried out.
    """
    actions = {}
    for spec in ACTIONS:
        action = QAction(spec.text, window)
        action.setObjectName(spec.id)
        action.setCheckable(spec.checkable)
        action.setAutoRepeat(spec.id in REPEATING)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setMenuRole(QAction.MenuRole.NoRole)
        if spec.icon:
            action.setIcon(icon(spec.icon))
        command = commands[spec.id]
        action.triggered.connect(lambda _=False, command=command: command())
        window.addAction(action)
        actions[spec.id] = action
    return actions


def renew_icons(actions: Mapping[str, QAction]) -> None:
    """Draw every icon again, in the colours of another theme."""
    for name, action in actions.items():
        if BY_ID[name].icon:
            action.setIcon(icon(BY_ID[name].icon))


def set_keys(actions: Mapping[str, QAction], keys: Mapping[str, tuple[str, ...]]) -> None:
    """Give every action its keys, and a tooltip that names them."""
    for name, action in actions.items():
        own = keys.get(name, ())
        action.setShortcuts([QKeySequence(key) for key in own])
        action.setToolTip(tooltip(BY_ID[name], own))


def fill_menu_bar(bar: QMenuBar, actions: Mapping[str, QAction]) -> dict[str, QMenu]:
    """One menu a group; the menus by group."""
    menus = {}
    for group, title in GROUPS.items():
        menu = bar.addMenu(f"&{title}")
        menu.addActions([actions[spec.id] for spec in ACTIONS if spec.group == group])
        menus[group] = menu
    return menus


def fill_toolbar(window: QMainWindow, actions: Mapping[str, QAction]) -> QToolBar:
    """The toolbar above everything."""
    bar = QToolBar("Tools", window)
    bar.setObjectName("toolbar")
    bar.setMovable(False)
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    _fill(bar, actions, TOOLBAR)
    window.addToolBar(bar)
    return bar


def context_menu(parent: QWidget, actions: Mapping[str, QAction]) -> QMenu:
    """What a right click offers."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    _fill(menu, actions, CONTEXT)
    return menu


def _fill(target: QMenu | QToolBar, actions: Mapping[str, QAction], names: tuple[str, ...]) -> None:
    for name in names:
        if name:
            target.addAction(actions[name])
        else:
            target.addSeparator()
