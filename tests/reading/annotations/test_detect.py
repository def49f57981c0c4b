"""Formats by content."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fracview.reading.annotations import FORMATS, AnnotationError, detect_format
from tests.reading.annotations.build import SMALL, coco, saved, via, voc

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("below", "name"),
    [
        ("", "FracAtlas"),
        ("Annotations/COCO JSON/COCO_fracture_masks.json", "COCO JSON"),
        ("Annotations/COCO JSON", "COCO JSON"),
        ("Annotations/VGG JSON/VGG_fracture_masks.json", "VGG JSON"),
        ("Annotations/VGG JSON", "VGG JSON"),
        ("Annotations/YOLO", "YOLO"),
        ("Annotations/YOLO/IMG0000851.txt", "YOLO"),
        ("Annotations/PASCAL VOC", "Pascal VOC"),
        ("Annotations/PASCAL VOC/IMG0000851.xml", "Pascal VOC"),
    ],
)
def test_formats_of_fracatlas(below: str, name: str) -> None:
    assert detect_format(SMALL / below) == name
    assert name in FORMATS


def test_files_by_content_and_not_by_name(tmp_path: Path) -> None:
    assert detect_format(saved(tmp_path, coco(), "x.coco")) == "COCO JSON"
    assert detect_format(saved(tmp_path, "\ufeff\r\n" + "{}", "x.json")) == "COCO JSON"
    shape = {"name": "rect", "x": 1, "y": 1, "width": 2, "height": 2}
    assert detect_format(saved(tmp_path, via(shape), "y.json")) == "VGG JSON"


def test_folders_of_data_sets(tmp_path: Path) -> None:
    saved(tmp_path / "set" / "labels" / "train", "", "a.txt")
    assert detect_format(tmp_path / "set") == "YOLO"
    assert detect_format(tmp_path / "set" / "labels") == "YOLO"
    saved(tmp_path / "xml" / "train", voc(), "a.xml")
    assert detect_format(tmp_path / "xml") == "Pascal VOC"


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n", b"name,age\n"])
def test_what_is_none_of_them(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(AnnotationError) as caught:
        detect_format(saved(tmp_path, content, "x.bin"))
    assert caught.value.reason == "unknown_format"


def test_nothing_there(tmp_path: Path) -> None:
    for path, reason in ((tmp_path, "unknown_format"), (tmp_path / "nothing", "not_found")):
        with pytest.raises(AnnotationError) as caught:
            detect_format(path)
        assert caught.value.reason == reason
