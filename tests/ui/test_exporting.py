"""Exports of the real window: what they hold, and what they must not."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QFileDialog

from fracview.review.store import Store
from fracview.review.store.errors import store_error
from fracview.ui.exporting import export_name, picture_of
from tests.reading.build import dicom_bytes, grey_attributes
from tests.tiny_runs import DEFINITE, NOT_FOUND
from tests.ui.windows import fill

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.windows import Driven, Windows

PLANTED = {
    "PatientName": "PLANTED^NAME",
    "PatientID": "PLANTEDID",
    "PatientBirthDate": "19010203",
    "InstitutionName": "PLANTED HOSPITAL",
    "StudyDescription": "PLANTED STUDY",
    "AccessionNumber": "PLANTEDACC",
    "StudyDate": "20010203",
}


def radiograph(path: Path, **identity: str) -> Path:
    path.parent.mkdir(parents=True)
    pixels = bytes([90]) * (64 * 128)
    path.write_bytes(dicom_bytes(grey_attributes(64, 128, bits=8, **identity), pixels))
    return path


def choose(driven: Driven, path: Path) -> None:
    dialog = driven.window.findChild(QFileDialog, "export_dialog")
    assert dialog is not None
    dialog.fileSelected.emit(str(path))
    dialog.close()
    driven.wait(lambda: path.exists() or "Not exported" in driven.message)
    driven.turn(20)


def test_as_shown_holds_nothing_of_the_patient(windows: Windows, tmp_path: Path) -> None:
    """The picture with an identity is, to the pixel, that without one; on the screen they differ."""
    pictures, screens, files = [], [], []
    for name, identity in (("a", PLANTED), ("b", {})):
        driven = windows.make()
        driven.open(radiograph(tmp_path / name / f"{name}_planted.dcm", **identity))
        driven.wait(lambda driven=driven: driven.scene.analysis is not None)
        driven.turn(300)
        viewport = driven.window.canvas.main
        pictures.append(picture_of(viewport))
        screens.append(viewport.grab().toImage())
        driven.act("export_as_shown")
        assert "planted" not in str(export_name(driven.window, "as_shown"))
        choose(driven, tmp_path / f"{name}.png")
        files.append((tmp_path / f"{name}.png").read_bytes())
        windows.close(driven)
    assert screens[0] != screens[1]
    assert np.array_equal(*pictures)
    with Image.open(tmp_path / "a.png") as one, Image.open(tmp_path / "b.png") as other:
        assert np.array_equal(np.asarray(one), np.asarray(other))
    assert b"lanted" not in files[0]
    assert b"LANTED" not in files[0]


def test_as_shown_says_that_boxes_were_hidden(
    windows: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[list[str]] = []
    target = "fracview.export.as_shown.save_as_shown"
    monkeypatch.setattr(target, lambda _path, _rgb, lines: said.append(lines))
    driven = windows.make()
    driven.open(fill(tmp_path / "one", [DEFINITE])[0])
    driven.wait(lambda: driven.scene.analysis is not None)
    for _ in range(2):
        driven.act("export_as_shown")
        driven.window.findChild(QFileDialog, "export_dialog").fileSelected.emit(str(tmp_path / "x.png"))
        driven.window.findChild(QFileDialog, "export_dialog").close()
        driven.turn(50)
        driven.act("assistant")
    driven.wait(lambda: len(said) == 2)
    assert not any("hidden" in line for line in said[0])
    assert any("1 box is hidden" in line or "boxes are hidden" in line for line in said[1])


def test_clean_is_the_radiograph_at_its_own_size(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make()
    driven.open(fill(tmp_path / "one", [DEFINITE])[0])
    driven.act("export_clean")
    choose(driven, tmp_path / "clean.png")
    with Image.open(tmp_path / "clean.png") as made:
        picture = np.asarray(made.convert("L"))
    left = int(np.flatnonzero(picture[0] == DEFINITE)[0])  # in the middle of a bar that may be wider
    assert (picture[:128, left : left + 256] == DEFINITE).all()


@pytest.mark.parametrize("suffix", ["csv", "json", "jsonl"])
def test_the_list_with_findings_and_verdicts(windows: Windows, tmp_path: Path, suffix: str) -> None:
    driven = windows.make()
    driven.open(fill(tmp_path / "two", [DEFINITE, NOT_FOUND])[0])
    driven.wait_answered()
    driven.act("disagree")
    driven.act("export_list")
    path = tmp_path / f"list.{suffix}"
    choose(driven, path)
    text = path.read_text(encoding="utf-8-sig")
    if suffix == "csv":
        rows = list(csv.DictReader(text.splitlines()))
    else:
        rows = json.loads(text) if suffix == "json" else [json.loads(line) for line in text.splitlines()]
        rows = rows["results"] if isinstance(rows, dict) else rows
    assert [row["outcome"] for row in rows] == ["definite", "not_found"]
    assert [row["verdict"] or None for row in rows] == ["disagree", None]


def test_a_list_that_cannot_be_completed_is_not_written(
    windows: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Store, *_: object) -> None:
        raise store_error("store_corrupt", self.path)

    driven = windows.make()
    driven.open(fill(tmp_path / "two", [DEFINITE, NOT_FOUND])[0])
    driven.wait_answered()
    monkeypatch.setattr(Store, "load_analyses", broken)
    driven.window.session.analyses.clear()
    driven.act("export_list")
    choose(driven, tmp_path / "list.csv")
    assert driven.message == "Not exported."
    assert not (tmp_path / "list.csv").exists()


def test_a_folder_that_cannot_be_written_is_said(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make()
    driven.open(fill(tmp_path / "one", [DEFINITE])[0])
    driven.act("export_clean")
    choose(driven, tmp_path / "no folder" / "clean.png")
    assert driven.message == "Not exported."


@pytest.mark.parametrize("name", ["export_as_shown", "export_clean", "export_list"])
def test_without_a_radiograph_there_is_nothing_to_export(windows: Windows, name: str) -> None:
    driven = windows.make()
    driven.act(name)
    assert "export" in driven.message
    assert not driven.dialogs()


def test_the_suffix_follows_the_filter(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make()
    driven.open(fill(tmp_path / "one", [DEFINITE])[0])
    driven.act("export_list")
    dialog = driven.window.findChild(QFileDialog, "export_dialog")
    assert dialog.defaultSuffix() == "csv"
    dialog.filterSelected.emit("JSON (*.json)")
    assert dialog.defaultSuffix() == "json"
    dialog.close()
