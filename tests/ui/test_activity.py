from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QMenu, QStackedWidget, QWidget

from fracview.ui.activity import ActivityWatch

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class FakeStopwatch:
    def __init__(self) -> None:
        self.touched = 0
        self.active = True

    def touch(self) -> None:
        self.touched += 1

    def set_active(self, active: bool) -> None:
        self.active = active


@pytest.fixture
def stopwatch() -> FakeStopwatch:
    return FakeStopwatch()


@pytest.fixture
def window(qtbot: QtBot, stopwatch: FakeStopwatch) -> QMainWindow:
    made, stack = QMainWindow(), QStackedWidget()
    qtbot.addWidget(made)
    room = QWidget()
    stack.addWidget(room)
    stack.addWidget(QWidget())
    made.setCentralWidget(stack)
    ActivityWatch(made, room, stopwatch)  # type: ignore[arg-type]
    assert not stopwatch.active
    made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: stopwatch.active)
    return made


def send(window: QMainWindow, kind: QEvent.Type) -> None:
    at, none = QPointF(5, 5), Qt.MouseButton.NoButton
    event = QMouseEvent(kind, at, at, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(window.windowHandle(), event)


def test_a_deed_touches_the_stopwatch(window: QMainWindow, stopwatch: FakeStopwatch) -> None:
    before = stopwatch.touched
    send(window, QEvent.Type.MouseMove)
    assert stopwatch.touched == before + 1


@pytest.mark.qt_log_ignore("does not support", extend=True)  # of the offscreen platform
def test_a_dialog_is_not_reading_and_a_menu_is_part_of_it(
    qtbot: QtBot, window: QMainWindow, stopwatch: FakeStopwatch
) -> None:
    dialog = QDialog(window)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: not stopwatch.active)
    dialog.close()
    window.activateWindow()
    qtbot.waitUntil(lambda: stopwatch.active)
    menu = QMenu(window)
    menu.addAction("one")
    menu.popup(QPoint(10, 10))
    qtbot.wait(20)
    assert stopwatch.active
    menu.close()


def test_another_page_in_place_of_the_room_is_not_reading(
    window: QMainWindow, stopwatch: FakeStopwatch
) -> None:
    stack = window.centralWidget()
    assert isinstance(stack, QStackedWidget)
    stack.setCurrentIndex(1)
    assert not stopwatch.active
    stack.setCurrentIndex(0)
    assert stopwatch.active
