"""Main windows for tests: made, waited for, looked at through their parts, closed, their remains searched."""

from __future__ import annotations

import gc
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from shiboken6 import isValid

from fracview.review.settings import Settings
from fracview.ui import theme
from fracview.ui.main_window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pytestqt.qtbot import QtBot

    from fracview.review.case import Case
    from fracview.ui.session.scene import Scene

WAIT_MS = 20_000


class Windows:
    """Makes windows one after the other; each finds what the one before has kept."""

    def __init__(self, qtbot: QtBot, home: Path, models: Path) -> None:
        self.qtbot = qtbot
        self.home = home
        self.models = models
        self._before = set(map(id, QApplication.topLevelWidgets()))
        self._open: list[Driven] = []

    def make(self, models: Path | None = None, settings: Settings | None = None) -> Driven:
        """A window that is shown, with nothing open, on the tiny networks unless told otherwise."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        if not application.styleSheet():
            theme.apply_theme(application, "dark")
        window = MainWindow(settings or Settings(), models or self.models)
        for _ in window.build():
            pass
        window.resize(1280, 800)
        window.show()
        driven = Driven(self.qtbot, window)
        self._open.append(driven)
        return driven

    def close(self, driven: Driven) -> None:
        """Close it for certain, and say what it has left behind."""
        driven.window.quit_for_certain()
        self._open.remove(driven)
        window = driven.window
        deadline = time.monotonic() + 2
        while (active := _active_timers(window)) and time.monotonic() < deadline:
            QTest.qWait(20)
        assert not active, f"timers left of {[type(timer.parent()).__name__ for timer in active]}"
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()
        assert not isValid(window)
        self.nothing_is_left()

    def close_all(self) -> None:
        """Close what is open."""
        for driven in list(self._open):
            self.close(driven)

    def nothing_is_left(self) -> None:
        """No thread, timer or widget of a window outlives it."""
        threads = [thread.name for thread in threading.enumerate() if thread.name.startswith("fracview-")]
        assert not threads, f"threads left: {threads}"
        widgets = [one for one in QApplication.topLevelWidgets() if id(one) not in self._before]
        assert not widgets, f"widgets left: {[(type(one).__name__, one.objectName()) for one in widgets]}"


def _active_timers(window: QWidget) -> list[QTimer]:
    return [timer for timer in window.findChildren(QTimer) if timer.isActive()]


class Driven:
    """A window, and hands to work it with."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot = qtbot
        self.window = window

    @property
    def scene(self) -> Scene:
        """What is in view."""
        return self.window.session.scene

    @property
    def case(self) -> Case:
        """The case in view."""
        assert self.scene.key is not None
        return self.window.session.catalog.case(self.scene.key[0])

    @property
    def cases(self) -> list[Case]:
        """Every case of the list, in the order that is shown."""
        catalog = self.window.session.catalog
        catalog.refresh()
        return [catalog.case(int(number)) for number in catalog.order]

    @property
    def message(self) -> str:
        """The sentence in the status bar."""
        return self.window.status.message.label.full_text

    def wait(self, condition: Callable[[], bool], timeout_ms: int = WAIT_MS) -> None:
        """Let events be handled until this is so."""
        self.qtbot.waitUntil(condition, timeout=timeout_ms)

    def turn(self, ms: int = 0) -> None:
        """Let events be handled for a while."""
        QTest.qWait(ms)

    def open(self, *paths: Path) -> None:
        """Open as a drop would, and wait until the walk is over and a case is in view."""
        from fracview.ui.opening import open_paths

        open_paths(self.window, list(paths))
        self.wait(lambda: not self.window.session.walk.is_walking and self.is_settled)

    def open_and_wait_for_the_walk(self, *paths: Path) -> None:
        """As `open`, where there may be nothing to stand on."""
        from fracview.ui.opening import open_paths

        open_paths(self.window, list(paths))
        self.wait(lambda: not self.window.session.walk.is_walking)

    @property
    def is_settled(self) -> bool:
        """Whether the frame asked for is in view with its picture, or with the reason why there is none."""
        session = self.window.session
        return (
            session.key is not None
            and session.scene.key == session.key
            and (session.images.get(session.key) is not None)
        )

    @property
    def is_answered(self) -> bool:
        """Whether every case has an answer, or a reason why there is none."""
        return bool(self.cases) and all(case.outcome != "waiting" for case in self.cases)

    def wait_answered(self, timeout_ms: int = WAIT_MS) -> None:
        """Wait until every case has its answer."""
        self.wait(lambda: self.is_answered, timeout_ms)

    def act(self, name: str) -> None:
        """Carry out an action of the table."""
        self.window.actions_by_id[name].trigger()

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the keyboard's focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifier)

    def go(self, name: str) -> None:
        """Stand on the case of this file name, and wait until it is in view."""
        number = next(case.number for case in self.cases if case.name == name)
        self.window.go_to(number)
        self.wait(lambda: self.is_settled)

    def case_named(self, name: str) -> Case:
        """The case of this file name."""
        return next(case for case in self.cases if case.name == name)

    def part(self, kind: type[QWidget], name: str) -> QWidget:
        """A part of the window by its object name."""
        found = self.window.findChild(kind, name)
        assert found is not None, name
        return found

    def dialogs(self) -> list[QDialog]:
        """Dialogs that are open."""
        return [one for one in self.window.findChildren(QDialog) if one.isVisible()]


def timers_left() -> list[QObject]:
    """Active timers that Python knows of, whoever owns them."""
    objects = [one for one in gc.get_objects() if isinstance(one, QTimer)]
    return [one for one in objects if isValid(one) and one.isActive()]


def fill(folder: Path, greys: Sequence[int]) -> list[Path]:
    """Scans of these grey levels, in order."""
    from tests.tiny_runs import write_scan

    return [write_scan(folder / f"scan_{i:03}.png", grey) for i, grey in enumerate(greys)]
