"""Read, compare, batch: one of them is shown in the middle of the window, and hears the keys there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QStackedWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from PySide6.QtCore import QByteArray
    from PySide6.QtWidgets import QWidget

    from fracview.ui.main_window import MainWindow


class Mode(Protocol):
    """What the window shows in place of the reading room.

    Attributes
    ----------
    is_on
        Whether its page is in view.
    commands
        What actions of the table do on its page, where that differs from reading.
    """

    is_on: bool
    commands: dict[str, Callable[[], None]]

    def set_on(self, on: bool) -> None:
        """Show the page, or go back to reading."""

    def apply_settings(self) -> None:
        """Take over what has changed of the settings."""

    def leave(self) -> None:
        """Before the window closes: what is half typed is kept, and the layout is that of reading."""

    def close(self) -> None:
        """End every thread."""


def made(window: MainWindow) -> list[Mode]:
    """Modes that were asked for since the start."""
    modes: tuple[Mode | None, ...] = (window.compare, window.batch)
    return [mode for mode in modes if mode is not None]


def mode_shown(window: MainWindow) -> Mode | None:
    """The mode whose page is in view; None while the reader reads."""
    return next((mode for mode in made(window) if mode.is_on), None)


def leave_others(window: MainWindow, kept: Mode) -> None:
    """Go back to reading from every other mode than `kept`."""
    shown = mode_shown(window)
    if shown is not None and shown is not kept:
        shown.set_on(False)


def routed(window: MainWindow, name: str, reading: Callable[[], None]) -> None:
    """Carry out an action: on the page in view where that knows the action, else as in reading."""
    mode = mode_shown(window)
    on_page = mode.commands.get(name) if mode is not None else None
    (on_page or reading)()


class Aside:
    """The reading room put aside for a page: docks hidden, and what means nothing on the page disabled.

    Parameters
    ----------
    window
        Whose middle becomes a stack of pages, the reading room the first of them.
    page
        Not shown yet.
    known
        Names of the actions that mean something on the page.
    """

    def __init__(self, window: MainWindow, page: QWidget, known: Collection[str]) -> None:
        self._window = window
        self._page = page
        self._known = known
        self._docks: QByteArray | None = None
        self._disabled: list[str] = []
        self._stack = _stack(window)
        self._stack.addWidget(page)

    def put(self) -> None:
        """Show the page in place of the reading room."""
        window = self._window
        self._docks = window.saveState()
        for dock in window.docks:
            dock.hide()
        self._stack.setCurrentWidget(self._page)
        actions = window.actions_by_id
        self._disabled = [
            name for name, action in actions.items() if action.isEnabled() and name not in self._known
        ]
        for name in self._disabled:
            actions[name].setEnabled(False)

    def back(self) -> None:
        """Show the reading room again, as it was."""
        self._stack.setCurrentIndex(0)
        for name in self._disabled:
            self._window.actions_by_id[name].setEnabled(True)
        self._disabled = []
        if self._docks is not None:
            self._window.restoreState(self._docks)


def _stack(window: MainWindow) -> QStackedWidget:
    middle = window.centralWidget()
    if isinstance(middle, QStackedWidget):
        return middle
    reading, stack = window.takeCentralWidget(), QStackedWidget()
    assert reading is not None
    window.setCentralWidget(stack)
    stack.addWidget(reading)
    return stack
