from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from fracview.export.captions import RESEARCH_USE
from fracview.ui.status_bar import StatusBar

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform


@pytest.fixture
def bar(qtbot: QtBot) -> StatusBar:
    widget = StatusBar()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def told(bar: StatusBar) -> list[object]:
    said: list[object] = []
    bar.pause_asked.connect(said.append)
    bar.cancel_asked.connect(lambda: said.append("cancel"))
    return said


def test_pause_and_cancel_are_there_while_there_is_work(bar: StatusBar, told: list[object]) -> None:
    assert bar.progress.pause.isHidden()
    bar.show_progress(1, 10, 2.0, 4.5, "running")
    assert not bar.progress.pause.isHidden()
    bar.progress.pause.click()
    bar.show_progress(1, 10, 2.0, None, "paused")
    assert bar.progress.pause.text() == "Go on"
    bar.progress.pause.click()
    bar.progress.cancel.click()
    assert told == [True, False, "cancel"]
    bar.show_progress(10, 10, 2.0, None, "idle")
    assert bar.progress.pause.isHidden()
    assert bar.progress.label.full_text == "10 of 10 analysed"


def test_showing_progress_asks_for_nothing(bar: StatusBar, told: list[object]) -> None:
    for state in ("running", "paused", "walking", "idle"):
        bar.show_progress(1, 10, 2.0, 4.5, state)
    assert told == []


def test_progress_is_a_share_of_the_total(bar: StatusBar) -> None:
    bar.show_progress(3, 12, 0.0, None, "running")
    assert (bar.progress.bar.value(), bar.progress.bar.maximum()) == (3, 12)
    bar.show_progress(0, 0, 0.0, None, "running")
    assert bar.progress.bar.maximum() == 1


def test_the_badge_is_always_there_and_never_shortened(qtbot: QtBot, bar: StatusBar) -> None:
    bar.show_progress(120, 412, 9.1, 32.0, "running")
    bar.show_networks("fracture-n 3fa9c1, region-n ab12cd, detection-n ef3456" * 3)
    bar.show_provider("CPU (no CUDA driver)" * 5, "", True)
    bar.show_message("The store is read-only: verdicts are not saved. " * 5, "why", True)
    bar.resize(1000, 30)
    bar.show()
    qtbot.waitUntil(lambda: bar.message.label.width() >= 100)
    assert bar.width() == 1000
    assert bar.badge.text() == RESEARCH_USE.rstrip(".")
    wanted = bar.badge.fontMetrics().horizontalAdvance(bar.badge.text())
    assert bar.badge.contentsRect().width() >= wanted
    assert bar.badge.geometry().right() <= bar.rect().right()


def test_a_provider_that_was_not_asked_for_is_a_warning(bar: StatusBar) -> None:
    bar.show_provider("CPU (no CUDA driver)", "cublas not found", warn=True)
    assert bar.provider.property("role") == "warn"
    assert "cublas not found" in bar.provider.toolTip()
    bar.show_provider("CPU", "")
    assert bar.provider.property("role") == ""


def test_without_a_run_there_is_no_time(bar: StatusBar) -> None:
    bar.show_elapsed(78.4)
    assert bar.elapsed.text() == "78 ms"
    bar.show_elapsed(None)
    assert bar.elapsed.text() == ""
    assert bar.elapsed.isHidden()


def test_names_of_files_stay_text(bar: StatusBar) -> None:
    bar.show_message("<script>.dcm was not read.")
    assert bar.message.label.textFormat() is Qt.TextFormat.PlainText
    assert bar.message.label.full_text.startswith("<script>")
