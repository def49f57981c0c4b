from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fracview.core.comparison import Evaluation
from fracview.core.errors import ExportError
from fracview.core.prediction import Predictions
from fracview.export.comparison import writing
from fracview.export.comparison.signature import Side
from fracview.export.comparison.writing import AGAINST, METRICS, OWN, PAGE, check_folder, write_comparison
from tests.export.comparison.sides import THRESHOLDS, display, reference, side, silent_side


@pytest.fixture(autouse=True)
def no_drawing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts take a second a report; one test has them."""
    if request.function is not test_every_file_is_there_and_nothing_else:
        monkeypatch.setattr(writing, "as_bytes", lambda *_: b"a chart")


def _write(folder: Path, **more: Any) -> dict[str, Any]:
    return write_comparison(folder, more.pop("made", side()), display, 5, **more)


def _names(folder: Path) -> set[str]:
    return {one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()}


def test_every_file_is_there_and_nothing_else(tmp_path: Path) -> None:
    content = _write(tmp_path / "new" / "out")
    folder = tmp_path / "new" / "out"
    assert _names(folder) == OWN
    assert json.loads((folder / METRICS).read_text(encoding="utf-8")) == content
    assert (folder / PAGE).read_text(encoding="utf-8").startswith("<!doctype html>")
    for name in ("per_box.csv", "per_image.csv"):
        with (folder / name).open(encoding="utf-8-sig", newline="") as file:
            assert len(list(csv.DictReader(file))) in (3, 5)


def test_a_second_side_has_its_own_folder_and_stands_beside_the_first(tmp_path: Path) -> None:
    content = _write(tmp_path / "out", against=side(better=True))
    assert _names(tmp_path / "out") == OWN | {f"{AGAINST}/{name}" for name in OWN}
    second = json.loads((tmp_path / "out" / AGAINST / METRICS).read_text(encoding="utf-8"))
    assert second["counts"]["tp"] == 2
    assert content["against"]["figures"]["recall"]["second_minus_first"] == 0.5


def test_writing_again_leaves_nothing_of_the_earlier_comparison(tmp_path: Path) -> None:
    _write(tmp_path, against=side(better=True))
    _write(tmp_path, made=silent_side())
    assert _names(tmp_path) == {METRICS, PAGE, "per_box.csv", "per_image.csv"}
    assert not (tmp_path / AGAINST).exists()
    _write(tmp_path)
    assert _names(tmp_path) == OWN


@pytest.mark.parametrize("stranger", ["thesis.docx", "against/notes.txt", "against/against/x", "more/x"])
def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path, stranger: str) -> None:
    _write(tmp_path, against=side())
    (tmp_path / stranger).parent.mkdir(exist_ok=True, parents=True)
    (tmp_path / stranger).write_text("mine", encoding="utf-8")
    before = {name: (tmp_path / name).read_bytes() for name in _names(tmp_path)}
    with pytest.raises(ExportError) as caught:
        _write(tmp_path, made=silent_side())
    assert caught.value.reason == "not_empty"
    assert {name: (tmp_path / name).read_bytes() for name in _names(tmp_path)} == before


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", encoding="utf-8")
    with pytest.raises(ExportError) as caught:
        check_folder(tmp_path / "out")
    assert caught.value.reason == "not_a_folder"


def test_a_disk_that_fills_up_costs_nothing_of_the_earlier_comparison(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path)
    before = {name: (tmp_path / name).read_bytes() for name in _names(tmp_path)}
    real, written = Path.write_bytes, []

    def full(self: Path, data: bytes) -> int:
        written.append(self)
        if len(written) > 5:
            raise OSError(28, "No space left on device")
        return real(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(ExportError) as caught:
        _write(tmp_path, made=side(better=True))
    monkeypatch.undo()
    assert caught.value.reason == "not_writable"
    assert {name: (tmp_path / name).read_bytes() for name in _names(tmp_path)} == before


def test_a_name_that_is_no_text_is_written_in_escapes(tmp_path: Path) -> None:
    odd = replace(reference(), images=(replace(reference().images[0], name="IMG\udc80.png"),))
    made = Side(Evaluation(odd, Predictions((), "nobody", {}), 0.5), THRESHOLDS)
    _write(tmp_path, made=made)
    assert "IMG\\udc80.png" in (tmp_path / "per_image.csv").read_text(encoding="utf-8")
    assert "IMG\\udc80.png" in (tmp_path / PAGE).read_text(encoding="utf-8")
