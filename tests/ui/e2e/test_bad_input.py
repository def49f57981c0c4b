"""Files that are no radiograph, or hardly one: each shows its picture or its reason, and nothing ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSlider

from fracview.ui.canvas.area import Beside
from tests.reading.build import dicom_bytes, grey_attributes
from tests.tiny_runs import DEFINITE, DOUBT, FAILED, NOT_FOUND, OUT_OF_SCOPE
from tests.ui.windows import fill

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.windows import Driven, Windows


def headline(driven: Driven) -> str:
    return driven.window.findings.findChild(QLabel, "headline").text()


@pytest.mark.slow
def test_every_file_of_the_dicom_collection_shows_its_picture_or_its_reason(
    windows: Windows, dicom_dir: Path
) -> None:
    driven = windows.make()
    driven.open(dicom_dir)
    for case in driven.cases:
        driven.window.go_to(case.number)
        driven.wait(lambda: driven.is_settled)
        scene = driven.scene
        if scene.picture is None:
            assert scene.texts.notice[0] == "Unreadable", case.name
            assert len(scene.texts.notice[1]) > 10, case.name
        else:
            assert driven.window.canvas.main.picture is scene.picture, case.name
        driven.window.canvas.main.grab()
    driven.wait_answered(120_000)


def test_three_things_that_are_no_findings_look_like_three_things(windows: Windows, tmp_path: Path) -> None:
    greys = [DEFINITE, DOUBT, NOT_FOUND, OUT_OF_SCOPE, FAILED]
    fill(tmp_path / "all", greys)
    (tmp_path / "all" / "scan_999.png").write_bytes(b"\x89PNG\r\n\x1a\n no more")
    driven = windows.make()
    driven.open(tmp_path / "all")
    driven.wait_answered()
    said = {}
    for case in driven.cases:
        driven.go(case.name)
        driven.wait(lambda: driven.scene.findings.kind not in ("waiting", "running"))
        said[case.outcome] = headline(driven)
    assert set(said) == {"definite", "doubt", "not_found", "out_of_scope", "failed", "unreadable"}
    assert len(set(said.values())) == 6
    assert "No fracture found" in said["not_found"]


def test_an_unreadable_file_names_its_reason_before_the_networks_have_seen_it(
    windows: Windows, tmp_path: Path
) -> None:
    file = tmp_path / "one" / "broken.png"
    file.parent.mkdir()
    file.write_bytes(b"\x89PNG\r\n\x1a\n no more")
    driven = windows.make(tmp_path / "no models here")
    driven.open(file)
    assert driven.scene.picture is None
    assert driven.scene.texts.notice[0] == "Unreadable"
    assert "not a negative result" in driven.scene.texts.notice[-1]
    driven.wait(lambda: driven.case.outcome == "unreadable")
    assert driven.case.reason


def test_without_networks_radiographs_are_shown_and_the_reason_is_said(
    windows: Windows, tmp_path: Path
) -> None:
    fill(tmp_path / "all", [DOUBT])
    driven = windows.make(tmp_path / "no models here")
    driven.open(tmp_path / "all")
    driven.wait(lambda: driven.scene.findings.kind == "no_networks")
    assert driven.scene.picture is not None
    assert "networks do not run" in driven.message


def test_an_empty_folder_says_so(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make()
    (tmp_path / "empty").mkdir()
    driven.open_and_wait_for_the_walk(tmp_path / "empty")
    assert driven.scene.texts.notice[0] == "No radiographs found"
    assert driven.window.canvas.main.picture is None


def test_a_folder_that_is_not_there_is_a_case_with_its_reason(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make()
    driven.open(tmp_path / "gone")
    assert driven.scene.texts.notice[0] == "Unreadable"


def test_frames_are_slid_through(windows: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frames = 4
    attributes = grey_attributes(32, 64, bits=8, NumberOfFrames=str(frames))
    pixels = b"".join(bytes([50 * (i + 1)]) * (32 * 64) for i in range(frames))
    file = tmp_path / "frames" / "multi.dcm"
    file.parent.mkdir()
    file.write_bytes(dicom_bytes(attributes, pixels))
    fill(file.parent, [DOUBT])
    driven = windows.make()
    monkeypatch.setattr(driven.window.session.images, "look_ahead", lambda _: None)
    driven.open(file)
    slider = driven.window.under_bar.findChild(QSlider, "frame_slider")
    assert slider.isVisible()
    assert slider.maximum() == frames - 1
    slider.setValue(2)
    driven.wait(lambda: driven.is_settled and driven.scene.key[1] == 2)
    assert int(driven.scene.picture.display.pyramid.levels[0][0, 0]) == 150
    assert any("frame 3 of 4" in line for line in driven.scene.texts.bottom_left)
    driven.key(Qt.Key.Key_Comma)
    driven.wait(lambda: driven.is_settled and driven.scene.key[1] == 1)
    driven.window.go_to(1)
    driven.key(Qt.Key.Key_Period)  # while another file is on its way there is no next frame of it,
    slider.setValue(3)  # and the slider is not its own
    driven.wait(lambda: driven.is_settled)
    assert driven.scene.key[1] == 0
    assert driven.scene.picture is not None
    assert not slider.isVisible()


def test_side_by_side_is_the_same_without_the_assistant_then_another(
    windows: Windows, tmp_path: Path
) -> None:
    driven = windows.make()
    driven.open(fill(tmp_path / "two", [DEFINITE, NOT_FOUND])[0])
    driven.wait(lambda: driven.scene.analysis is not None)
    canvas = driven.window.canvas
    assert canvas.main.drawn_detections
    driven.key(Qt.Key.Key_Tab)
    assert canvas.beside is Beside.PLAIN
    assert canvas.second.picture is canvas.main.picture
    assert not canvas.second.drawn_detections
    driven.turn()
    canvas.main.set_view(canvas.main.view.zoomed(3.0))
    assert canvas.second.view.zoom == pytest.approx(canvas.main.view.zoom)
    driven.key(Qt.Key.Key_I)
    assert canvas.second.inverted
    driven.key(Qt.Key.Key_Tab)
    driven.wait(lambda: canvas.second.picture is not None and canvas.second.picture.key == (1, 0))
    driven.key(Qt.Key.Key_Down)
    driven.wait(lambda: driven.is_settled and driven.scene.key == (1, 0))
    driven.wait(lambda: canvas.second.picture is not None and canvas.second.picture.key == (0, 0))
    driven.key(Qt.Key.Key_Tab)
    assert not canvas.second.isVisible()
