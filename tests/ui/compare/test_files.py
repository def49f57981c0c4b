from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fracview.core.errors import FracViewError
from fracview.reading.annotations import image_names
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


def test_who_is_asked_about_is_who_has_a_file_or_a_size(coco: Path) -> None:
    """As on the command line: with file names as ids, every image of the standard was asked about."""
    write_scan(coco.parent / "pictures" / "stranger.png")
    results = coco.parent / "results.json"
    said = [{"image_id": "a", "category_id": 1, "bbox": [10, 10, 30, 30], "score": 0.9}]
    results.write_text(json.dumps(said), encoding="utf-8")
    found = load_predictions(results, load_reference(coco, None, {}))
    assert {image.name: len(image.boxes) for image in found.images} == {"a.png": 1, "b.png": 0}


@pytest.fixture
def fracatlas() -> Path:
    return Path(__file__).resolve().parents[2] / "data" / "fracatlas_small"


def test_names_cover_all_of_fracatlas_and_numbers_only_what_its_annotation_file_names(
    fracatlas: Path, tmp_path: Path
) -> None:
    opened = load_reference(fracatlas, None, {})
    names = image_names(fracatlas)
    number, name = next(iter(names.items()))
    results = tmp_path / "results.json"
    for identity, answered in ((name, len(opened.reference.images)), (number, len(names))):
        said = [{"image_id": identity, "category_id": 1, "bbox": [10, 10, 30, 30], "score": 0.9}]
        results.write_text(json.dumps(said), encoding="utf-8")
        found = load_predictions(results, opened)
        assert len(found.images) == answered
        assert sum(len(image.boxes) for image in found.images) == 1
    assert len(names) < len(opened.reference.images)


def test_one_text_of_a_yolo_folder_stands_for_the_folder(coco: Path) -> None:
    for name in ("a", "b"):
        path = coco.parent / "said" / f"{name}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text("0 0.5 0.5 0.1 0.1 0.9\n", encoding="utf-8")
    opened = load_reference(coco, None, {})
    found = load_predictions(coco.parent / "said" / "a.txt", opened)
    assert {image.name: len(image.boxes) for image in found.images} == {"a.png": 1, "b.png": 1}


def test_an_unknown_image_is_refused(coco: Path) -> None:
    results = coco.parent / "results.json"
    said = [{"image_id": 99, "category_id": 1, "bbox": [10, 10, 30, 30], "score": 0.9}]
    results.write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(FracViewError, match="99"):
        load_predictions(results, load_reference(coco, None, {}))
