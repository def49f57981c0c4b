from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fracview.core.errors import FracViewError
from fracview.ui.compare.files import OpenedReference, load_predictions, load_reference, source_of
from tests.tiny_runs import write_scan

if TYPE_CHECKING:
    from fracview.core.annotation import ReferenceStandard


@pytest.fixture
def coco(tmp_path: Path) -> Path:
    """A COCO file beside its two images."""
    for name in ("a.png", "b.png"):
        write_scan(tmp_path / "pictures" / name)
    content = {
        "images": [
            {"id": number, "file_name": name, "width": 256, "height": 128}
            for number, name in ((1, "a.png"), (2, "b.png"))
        ],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [10, 10, 30, 30], "iscrowd": 0}],
        "categories": [{"id": 1, "name": "fracture"}],
    }
    path = tmp_path / "coco.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("chosen", "source"),
    [("f/dataset.csv", "f"), ("f/IMG1.txt", "f"), ("f/IMG1.XML", "f"), ("f/coco.json", "f/coco.json")],
)
def test_one_file_of_a_folder_stands_for_the_folder(chosen: str, source: str) -> None:
    assert source_of(Path(chosen)) == Path(source)


def test_images_are_found_beside_the_annotations(coco: Path) -> None:
    opened = load_reference(coco, None, {})
    assert opened.paths == {name: coco.parent / "pictures" / name for name in ("a.png", "b.png")}
    assert opened.folder == coco.parent / "pictures"


def test_files_that_are_open_come_first(coco: Path, tmp_path: Path) -> None:
    elsewhere = write_scan(tmp_path / "elsewhere" / "a.png")
    opened = load_reference(coco, elsewhere.parent, {"a.png": elsewhere, "other.png": tmp_path})
    assert opened.paths["a.png"] == elsewhere
    assert "other.png" not in opened.paths
    assert opened.folder == tmp_path


def test_without_images_there_is_no_folder() -> None:
    standard: ReferenceStandard = None  # type: ignore[assignment]
    assert OpenedReference(standard).folder is None


def test_ids_of_predictions_are_those_of_the_reference(coco: Path) -> None:
    results = coco.parent / "results.json"
    said = [{"image_id": 1, "category_id": 1, "bbox": [10, 10, 30, 30], "score": 0.9}]
    results.write_text(json.dumps(said), encoding="utf-8")
    found = load_predictions(results, load_reference(coco, None, {}))
    assert {image.name: len(image.boxes) for image in found.images} == {"a.png": 1, "b.png": 0}
    with pytest.raises(FracViewError):
        load_predictions(results, None)
