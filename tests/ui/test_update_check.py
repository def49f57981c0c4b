"""The question for a newer version: never unless it was chosen, and then one, which disturbs nothing."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from fracview import __version__
from fracview.review import updates
from fracview.review.paths import config_dir
from fracview.review.settings import Settings, save_settings
from fracview.review.updates import newest_version
from fracview.ui import app
from fracview.ui.main_window import SETTINGS
from fracview.ui.update_check import ask_at_start
from tests.tiny_runs import DEFINITE
from tests.ui.windows import fill
from tests.version_server import VersionServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from fracview.ui.main_window import MainWindow
    from tests.ui.windows import Windows

SOMEWHERE = "https://192.0.2.1/newest.json"
ON = Settings(check_for_updates=True, analyse_in_background=False)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[VersionServer]:
    """The address that this build asks."""
    monkeypatch.setattr(updates, "newest_version", partial(newest_version, on_this_machine=True))
    with VersionServer() as made:
        monkeypatch.setattr(updates, "UPDATE_ADDRESS", made.address)
        yield made


@pytest.fixture
def start(
    qtbot: QtBot, home: Path, tiny_models: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., MainWindow]]:
    """Start as the program does, with these settings kept."""
    monkeypatch.setattr(app, "spare_the_collector", lambda _: None)
    monkeypatch.setattr(app, "models_folder", lambda: tiny_models)
    made: list[MainWindow] = []

    def begin(settings: Settings, *paths: Path) -> MainWindow:
        save_settings(settings, config_dir() / SETTINGS)
        window, problems = app.empty_window()
        made.append(window)
        window.show()
        app._build(window, problems, paths)
        qtbot.waitUntil(lambda: window.is_built and bool(window.status.provider.full_text), timeout=20_000)
        return window

    yield begin
    for window in made:
        window.quit_for_certain()
        window.deleteLater()
    QApplication.processEvents()


def is_asking() -> bool:
    return any(thread.name == "fracview-updates" for thread in threading.enumerate())


def message(window: MainWindow) -> str:
    return window.status.message.label.full_text


def test_switched_off_nothing_is_opened_at_the_start(
    start: Callable[..., MainWindow],
    no_network: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    monkeypatch.setattr(updates, "UPDATE_ADDRESS", SOMEWHERE)
    assert not Settings().check_for_updates
    window = start(Settings(), *fill(tmp_path / "one", [DEFINITE]))
    qtbot.waitUntil(lambda: window.session.scene.analysis is not None, timeout=20_000)
    assert not is_asking()
    assert not (config_dir() / updates.NOTED).exists()


def test_without_an_address_nothing_is_opened_either(
    windows: Windows, no_network: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updates, "UPDATE_ADDRESS", "")
    assert ask_at_start(windows.make(settings=ON).window) is None
    assert not is_asking()


def test_switched_on_without_a_network_nothing_is_said(
    start: Callable[..., MainWindow], no_network: list[str], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """The guard of the other tests sees what it is there to see, and the window goes on."""
    monkeypatch.setattr(updates, "UPDATE_ADDRESS", SOMEWHERE)
    window = start(ON)
    qtbot.waitUntil(lambda: bool(no_network) and not is_asking())
    assert no_network == ["address of 192.0.2.1"]
    no_network.clear()
    assert message(window) == ""


def test_switched_on_one_question_is_asked_and_the_answer_said(
    start: Callable[..., MainWindow], server: VersionServer, qtbot: QtBot
) -> None:
    window = start(ON)
    said = f"A newer version is there: FracView 99.1.0. This is {__version__}."
    qtbot.waitUntil(lambda: message(window) == said)
    assert window.status.message.label.property("role") == ""
    assert len(server.requests) == 1
    assert not is_asking()
    again = start(ON)
    qtbot.waitUntil(lambda: not is_asking())
    assert message(again) == ""
    assert len(server.requests) == 1, "once a day"


def test_another_sentence_is_not_displaced(windows: Windows, server: VersionServer) -> None:
    driven = windows.make(settings=ON)
    driven.window.status.show_message("Something else.")
    assert ask_at_start(driven.window) is not None
    driven.wait(lambda: bool(server.requests) and not is_asking())
    assert driven.message == "Something else."


def test_a_question_under_way_keeps_neither_settings_nor_the_end(
    windows: Windows, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A network that hangs holds the question's own thread and nothing else."""
    monkeypatch.setattr(updates, "newest_version", partial(newest_version, on_this_machine=True))
    with VersionServer(mute=True) as server:
        monkeypatch.setattr(updates, "UPDATE_ADDRESS", server.address)
        driven = windows.make(settings=ON)
        lane = ask_at_start(driven.window)
        assert lane is not None
        driven.wait(lambda: bool(server.requests))
        driven.window.change_settings(Settings(reader="A"))
        driven.window.background_work.settle()
        assert b"reader" in (config_dir() / SETTINGS).read_bytes()
        assert is_asking()
    lane.close()
