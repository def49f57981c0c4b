"""The formats against each other."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from fracview.reading.annotations import read_reference
from fracview.reading.annotations.agreement import SAME_PX, boxes_of, compare, disagreements
from tests.reading.annotations.build import SMALL

if TYPE_CHECKING:
    from pathlib import Path

    from fracview.core.annotation import Box

BOXES: dict[str, tuple[Box, ...]] = {"a.jpg": ((1, 2, 30, 40), (50, 60, 70, 80)), "b.jpg": ((5, 5, 9, 9),)}


def test_order_and_rounding_do_not_matter() -> None:
    other = {"a.jpg": BOXES["a.jpg"][::-1], "b.jpg": ((5, 5, 9 + SAME_PX, 9),)}
    assert compare("YOLO", other, BOXES) == []


def test_counts_and_distances() -> None:
    other: dict[str, tuple[Box, ...]] = {"a.jpg": BOXES["a.jpg"][:1], "b.jpg": ((5, 5, 9, 12),)}
    whole, first, second = compare("YOLO", other, BOXES)
    assert whole.text == "YOLO has 2 annotations, COCO JSON 3; they differ on 2 images."
    assert first.text == "a.jpg: YOLO has 1 annotation where COCO JSON has 2."
    assert second.text == "b.jpg: a box of YOLO lies up to 3.0 px from that of COCO JSON."


def test_an_image_of_one_side_only() -> None:
    assert [note.image for note in compare("YOLO", {}, BOXES)] == ["", "a.jpg", "b.jpg"]
    assert [note.image for note in compare("YOLO", BOXES, {})] == ["", "a.jpg", "b.jpg"]


def test_sizes_that_differ_between_formats(tmp_path: Path) -> None:
    root = shutil.copytree(SMALL, tmp_path / "fracatlas")
    path = root / "Annotations" / "PASCAL VOC" / "IMG0002628.xml"
    text = path.read_text()
    path.write_text(text.replace("<width>454</width>", "<width>9</width>").replace("454", "373"))
    annotated = {image.name: image for image in read_reference(SMALL).images if image.annotations}
    _, notes = disagreements(root, annotated)
    assert any(note.kind == "size_differs" and note.image == "IMG0002628.jpg" for note in notes)


@pytest.mark.parametrize(
    ("name", "exempt"),
    [("YOLO", 0), ("PASCAL VOC", 0), ("VGG JSON/VGG_fracture_masks.json", 5)],
)
def test_each_format_read_by_itself_gives_the_same_boxes(name: str, exempt: int, fracatlas_dir: Path) -> None:
    """Of the whole: 922 boxes, YOLO those of the scans that are there; VGG JSON but for five scans."""
    whole = {image.name: boxes_of(image) for image in read_reference(fracatlas_dir).images}
    reference = read_reference(fracatlas_dir / "Annotations" / name, fracatlas_dir / "images")
    other = {image.name: boxes_of(image) for image in reference.images}
    notes = compare(name, other, {image: boxes for image, boxes in whole.items() if image in other})
    assert len(notes) == (exempt + 1 if exempt else 0)
