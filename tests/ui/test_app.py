from __future__ import annotations

import signal
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from fracview.review.paths import config_dir
from fracview.ui import app
from fracview.ui.main_window import SETTINGS

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from tests.ui.windows import Windows


def test_the_networks_that_ship_are_found(models_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fracview.core.errors import FracViewError

    def missing() -> Path:
        raise FracViewError("gone", reason="resources_missing")

    found = app.models_folder()
    assert found is not None
    assert found.resolve() == models_dir.resolve()
    monkeypatch.setattr(app, "resources_dir", missing)
    assert app.models_folder() is None


def test_settings_that_are_not_understood_are_said(qtbot: QtBot, home: Path) -> None:
    (config_dir() / SETTINGS).write_text("{ no json", encoding="utf-8")
    window = app.make_window()
    assert window.is_built
    assert "not understood" in window.status.message.label.full_text
    window.quit_for_certain()
    window.deleteLater()
    QApplication.processEvents()


def test_ctrl_c_closes_the_window(windows: Windows) -> None:
    driven = windows.make()
    app.with_ctrl_c(driven.window)
    QTimer.singleShot(20, driven.window, lambda: signal.raise_signal(signal.SIGINT))
    driven.wait(lambda: not driven.window.isVisible(), 3000)
    for timer in driven.window.findChildren(QTimer):
        timer.stop()


def test_ctrl_c_in_the_middle_of_something_waits_until_it_is_done(windows: Windows) -> None:
    """Closing takes locks that what it interrupted may hold."""
    driven = windows.make()
    app.with_ctrl_c(driven.window)
    visible_within: list[bool] = []

    def slot() -> None:
        signal.raise_signal(signal.SIGINT)
        visible_within.append(driven.window.isVisible())

    QTimer.singleShot(20, driven.window, slot)
    driven.wait(lambda: not driven.window.isVisible(), 3000)
    assert visible_within == [True]
    for timer in driven.window.findChildren(QTimer):
        timer.stop()
