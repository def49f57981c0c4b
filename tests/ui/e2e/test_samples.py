"""The samples with the networks that ship: opened, read, judged, closed, and found again."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider

from fracview.core.verdict import Verdict

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.windows import Windows

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def folder(tmp_path: Path, samples_dir: Path) -> Path:
    """A copy of the samples that may be changed."""
    return shutil.copytree(samples_dir, tmp_path / "samples")


def test_a_folder_is_read_judged_closed_and_found_again(
    windows: Windows, folder: Path, models_dir: Path, analysed: list[str]
) -> None:
    driven = windows.make(models_dir)
    driven.open(folder)
    assert driven.scene.picture is not None
    driven.wait_answered(60_000)
    outcomes = {case.name: case.outcome for case in driven.cases}
    assert outcomes["page_of_text.png"] == "out_of_scope"
    assert "waiting" not in outcomes.values()
    first, seen = driven.case.name, set()
    for _ in range(len(outcomes)):
        seen.add(driven.case.name)
        driven.key(Qt.Key.Key_Down)
        driven.wait(lambda: driven.is_settled)
    assert len(seen) > 1

    driven.go(first)
    driven.key(Qt.Key.Key_1, CTRL)
    driven.wait(lambda: driven.scene.verdict.state == "saved")
    driven.act("comment")
    driven.qtbot.keyClicks(driven.window.findings.verdict.comment, "seen twice")
    driven.key(Qt.Key.Key_Return)
    driven.wait(lambda: driven.scene.verdict.comment == "seen twice")
    driven.act("strip")  # layer maps are not kept: an open strip has the networks run for them
    windows.close(driven)

    analysed.clear()
    again = windows.make(models_dir)
    assert again.window.strip_dock.isHidden()
    again.open(folder)
    again.wait_answered(5000)
    assert {case.name: case.outcome for case in again.cases} == outcomes
    assert again.case_named(first).verdict is Verdict.AGREE
    again.go(first)
    assert again.scene.verdict.comment == "seen twice"
    assert again.scene.verdict.verdict is Verdict.AGREE
    again.wait(lambda: again.window.session.analyses.networks.analyzer is not None)
    again.turn(100)
    assert analysed == []


def test_a_radiograph_is_worked_on_by_keys(windows: Windows, folder: Path, models_dir: Path) -> None:
    driven = windows.make(models_dir)
    driven.open(folder / "IMG0004349.jpg")
    viewport = driven.window.canvas.main
    assert driven.case.name == "IMG0004349.jpg"
    driven.wait(lambda: driven.scene.analysis is not None)
    auto = viewport.voi
    driven.key(Qt.Key.Key_2)
    assert viewport.voi != auto
    driven.key(Qt.Key.Key_0)
    assert viewport.voi == auto
    driven.key(Qt.Key.Key_R)
    assert not viewport.view.orientation.as_acquired
    driven.key(Qt.Key.Key_Backspace)
    assert viewport.view.orientation.as_acquired
    before = viewport.view.zoom
    driven.key(Qt.Key.Key_Plus)
    assert viewport.view.zoom > before
    driven.key(Qt.Key.Key_I)
    assert viewport.inverted


def test_layers_are_stepped_through_by_keys_and_go_with_the_image(
    windows: Windows, folder: Path, models_dir: Path
) -> None:
    driven = windows.make(models_dir)
    driven.open(folder / "IMG0004349.jpg")
    opacity = driven.window.under_bar.findChild(QSlider, "opacity_slider")
    driven.key(Qt.Key.Key_BracketRight)
    driven.wait(lambda: driven.window.overlay is not None)
    first = driven.window.overlay
    assert first.index == 0
    assert opacity.isVisible()
    driven.key(Qt.Key.Key_BracketRight)
    driven.wait(lambda: driven.window.overlay is not first)
    assert driven.window.overlay.index == 1
    driven.key(Qt.Key.Key_BracketLeft)
    driven.wait(lambda: driven.window.overlay.index == 0)
    driven.key(Qt.Key.Key_Down)
    driven.wait(lambda: driven.is_settled and driven.case.name != "IMG0004349.jpg")
    assert driven.window.overlay is None
    assert not opacity.isVisible()
    assert not driven.window.actions_by_id["layer_map"].isChecked()


def test_undo_takes_back_the_last_word_and_that_is_kept_too(
    windows: Windows, folder: Path, models_dir: Path
) -> None:
    driven = windows.make(models_dir)
    driven.open(folder)
    name = driven.case.name
    driven.key(Qt.Key.Key_1, CTRL)
    driven.key(Qt.Key.Key_3, CTRL)
    assert driven.case.verdict is Verdict.DISAGREE
    driven.window.canvas.main.setFocus()
    driven.key(Qt.Key.Key_Z, CTRL)
    assert driven.case.verdict is Verdict.AGREE
    assert name in driven.message
    driven.key(Qt.Key.Key_Z, CTRL)
    assert driven.case.verdict is None
    windows.close(driven)
    again = windows.make(models_dir)
    again.open(folder)
    again.go(name)
    assert again.case.verdict is None


def test_a_renamed_file_keeps_its_result_and_its_verdict(
    windows: Windows, folder: Path, models_dir: Path, analysed: list[str]
) -> None:
    driven = windows.make(models_dir)
    driven.act("strip")
    driven.open(folder)
    driven.wait_answered(60_000)
    driven.go("IMG0004349.jpg")
    outcome = driven.case.outcome
    driven.key(Qt.Key.Key_2, CTRL)
    windows.close(driven)
    (folder / "IMG0004349.jpg").rename(folder / "another name.jpg")
    analysed.clear()
    again = windows.make(models_dir)
    again.open(folder)
    again.wait_answered()
    case = again.case_named("another name.jpg")
    again.wait(lambda: case.verdict is Verdict.UNSURE)
    assert case.outcome == outcome
    assert analysed == []
