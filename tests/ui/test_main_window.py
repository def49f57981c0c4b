from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QKeyEvent
from PySide6.QtWidgets import QApplication

from fracview.review.paths import config_dir
from fracview.review.settings import Settings, load_settings
from fracview.ui import main_window as module
from fracview.ui import theme
from fracview.ui.main_window import SETTINGS, MainWindow
from tests.tiny_runs import DEFINITE, DOUBT
from tests.ui.windows import fill

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from tests.ui.windows import Windows


def test_the_badge_is_always_there(windows: Windows) -> None:
    driven = windows.make()
    assert driven.window.status.badge.isVisible()
    assert "medical device" in driven.window.status.badge.text()


def test_the_layout_is_found_again(windows: Windows) -> None:
    driven = windows.make()
    driven.act("strip")
    driven.window.resize(1111, 777)
    driven.turn(20)
    shown = driven.window.actions_by_id["strip"].isChecked()
    windows.close(driven)
    again = windows.make()
    assert again.window.actions_by_id["strip"].isChecked() is shown
    assert again.window.strip_dock.isVisible() is shown


def test_full_screen_is_the_radiograph_alone_and_back(windows: Windows) -> None:
    driven = windows.make()
    window = driven.window
    before = [dock.isVisible() for dock in window.docks]
    driven.act("full_screen")
    driven.turn(20)
    assert window.isFullScreen()
    assert not any(dock.isVisible() for dock in window.docks)
    assert not window.menuBar().isVisible()
    driven.act("cancel")
    driven.turn(20)
    assert not window.isFullScreen()
    assert [dock.isVisible() for dock in window.docks] == before
    assert window.menuBar().isVisible()
    assert not window.actions_by_id["full_screen"].isChecked()


def test_settings_hold_at_once_and_are_kept(windows: Windows) -> None:
    driven = windows.make()
    new = replace(
        Settings(), reader="Dr R", drag_up="darker", wheel="next", corner_texts="none", keys={"fit": ("F",)}
    )
    driven.window.change_settings(new)
    viewport = driven.window.canvas.main
    assert viewport.drag_up_darkens
    assert viewport.wheel_turns_pages
    assert viewport.corner_state == "none"
    assert driven.window.session.verdicts.reader == "Dr R"
    assert [key.toString() for key in driven.window.actions_by_id["fit"].shortcuts()] == ["F"]
    driven.window.background_work.settle()
    assert load_settings(config_dir() / SETTINGS) == (new, ())
    driven.window.change_settings(replace(new, device="cpu"))
    assert "started again" in driven.message


def test_a_theme_dresses_what_is_there(windows: Windows) -> None:
    driven = windows.make()
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    before = application.styleSheet()
    driven.window.change_settings(Settings(theme="light"))
    assert application.styleSheet() != before
    theme.apply_theme(application, "dark")


def test_files_may_be_dropped_and_web_pages_may_not(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make()

    def accepted(url: QUrl) -> bool:
        data = QMimeData()
        data.setUrls([url])
        button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        event = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, button, keys)
        event.setAccepted(False)
        driven.window.dragEnterEvent(event)
        return event.isAccepted()

    assert accepted(QUrl.fromLocalFile(str(tmp_path)))
    assert not accepted(QUrl("https://example.org/a.png"))


def test_a_held_key_peeks_and_a_short_one_switches(
    windows: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driven = windows.make()
    driven.open(fill(tmp_path / "one", [DEFINITE])[0])
    driven.wait(lambda: driven.scene.analysis is not None)
    window, main = driven.window, driven.window.canvas.main
    hide = window.actions_by_id["hide_drawn"]

    def release() -> None:
        event = QKeyEvent(QEvent.Type.KeyRelease, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(main, event)

    hide.trigger()
    release()
    assert not main.drawn_detections
    hide.trigger()
    assert main.drawn_detections
    monkeypatch.setattr(module, "PEEK_S", 0.0)
    hide.trigger()
    assert not main.drawn_detections
    driven.turn(5)
    release()
    assert main.drawn_detections
    assert not hide.isChecked()


def test_choosing_a_box_of_the_list_stresses_it_on_the_radiograph(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make()
    driven.open(fill(tmp_path / "two", [DEFINITE, DOUBT])[0])
    driven.wait(lambda: driven.scene.analysis is not None)
    driven.window.findings.detection_chosen.emit(1)
    assert driven.window.chosen_detection == 1
    assert driven.window.canvas.main._drawn.chosen == 1
    driven.act("next")
    driven.wait(lambda: driven.is_settled)
    assert driven.window.chosen_detection is None


def test_a_window_told_to_close_while_it_is_built_closes_when_it_is(qtbot: QtBot, home: Path) -> None:
    window = MainWindow(Settings(), None)
    window.show()
    steps = window.build()
    next(steps)
    window.close()
    assert window.isVisible()
    for _ in steps:
        pass
    qtbot.waitUntil(lambda: not window.isVisible())
    window.deleteLater()
    QApplication.processEvents()


def test_a_missing_model_set_is_said_and_nothing_ends(windows: Windows, tmp_path: Path, home: Path) -> None:
    driven = windows.make(tmp_path / "gone")
    driven.open(fill(tmp_path / "one", [DEFINITE])[0])
    driven.wait(lambda: driven.scene.findings.kind == "no_networks")
    assert "networks do not run" in driven.message


def test_what_is_hidden_for_one_radiograph_is_shown_for_the_next(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make()
    driven.open(*fill(tmp_path / "two", [DEFINITE, DOUBT]))
    driven.wait_answered()
    driven.wait(lambda: driven.is_settled)
    usual = driven.scene.findings.box_threshold
    driven.window.findings.threshold_changed.emit(0.99)
    driven.act("hide_drawn")
    assert driven.scene.findings.box_threshold == 0.99
    assert driven.window.canvas.main.hidden_words == "everything drawn is hidden"
    before = driven.case
    driven.act("next" if driven.window.session.catalog.row_of(before.number) == 0 else "previous")
    driven.wait(lambda: driven.case is not before and driven.is_settled)
    assert driven.scene.findings.box_threshold == usual
    assert driven.window.canvas.main.hidden_words == ""
    assert not driven.window.actions_by_id["hide_drawn"].isChecked()
