from __future__ import annotations

import json
from pathlib import Path

import pytest

from fracview.ui.compare.dropping import OTHER, PREDICTIONS, REFERENCE, kind_of
from tests.tiny_runs import write_scan

SMALL = Path(__file__).resolve().parents[2] / "data" / "fracatlas_small"


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("coco.json", '{"images": []}', REFERENCE),
        ("results.json", ' [{"image_id": 1}]', PREDICTIONS),
        ("records.jsonl", "{}", PREDICTIONS),
        ("voc.xml", "<annotation/>", REFERENCE),
        ("box.txt", "0 0.5 0.5 0.1 0.1\n", REFERENCE),
        ("scored.txt", "0 0.5 0.5 0.1 0.1 0.9\n", PREDICTIONS),
        ("outline.txt", "0 0.1 0.1 0.2 0.1 0.2 0.2\n", REFERENCE),
        ("readme.txt", "Radiographs of the hand, of last week\n", OTHER),
        ("short.txt", "1 2\n", OTHER),
        ("empty.txt", "", OTHER),
        ("list.csv", "a,b\n", OTHER),
        ("scan.png", "", OTHER),
    ],
)
def test_a_file(tmp_path: Path, name: str, text: str, kind: str) -> None:
    assert kind_of(written(tmp_path / name, text)) == kind


def test_an_empty_text_is_what_its_neighbours_are(tmp_path: Path) -> None:
    written(tmp_path / "classes.txt", "fracture\n")
    written(tmp_path / "b.txt", "0 0.5 0.5 0.1 0.1 0.9\n")
    assert kind_of(written(tmp_path / "a.txt", "")) == PREDICTIONS
    assert kind_of(tmp_path) == PREDICTIONS


def test_folders(tmp_path: Path) -> None:
    assert kind_of(SMALL) == REFERENCE
    assert kind_of(SMALL / "dataset.csv") == REFERENCE
    assert kind_of(SMALL / "images") == OTHER
    write_scan(tmp_path / "scans" / "a.png")
    assert kind_of(tmp_path / "scans") == OTHER
    written(tmp_path / "scans" / "notes.json", json.dumps({"who": "me"}))
    assert kind_of(tmp_path / "scans") == OTHER
    written(tmp_path / "coco" / "one.json", '{"images": []}')
    assert kind_of(tmp_path / "coco") == REFERENCE
    written(tmp_path / "results" / "one.json", '[{"image_id": 1}]')
    assert kind_of(tmp_path / "results") == PREDICTIONS


def test_what_is_not_there_is_nothing_special(tmp_path: Path) -> None:
    assert kind_of(tmp_path / "gone.json") == OTHER
