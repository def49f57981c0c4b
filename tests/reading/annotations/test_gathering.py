"""Notes that any format may call for."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from fracview.reading.annotations import AnnotationError, read_reference
from fracview.reading.annotations.gathering import base_name, counted, says_fracture, size_note
from fracview.reading.annotations.problems import Place
from tests.reading.annotations.build import SIZE, annotation, coco, one, picture, saved


def kinds(path: Path, images: Path | None = None) -> Counter[str]:
    return Counter(note.kind for note in read_reference(path, images).notes)


def test_images_without_annotation_and_annotations_without_image(tmp_path: Path) -> None:
    for name in ("a.jpg", "sub/c.jpg", "sub/d.jpg"):
        picture(tmp_path / "images" / name)
    path = saved(tmp_path, coco())
    assert kinds(path, tmp_path / "images") == {"no_file": 1, "no_annotation": 2}
    assert not kinds(path)
    assert [image.name for image in read_reference(path, tmp_path / "images").images] == ["a.jpg", "b.jpg"]


def test_exif_swaps_the_size(tmp_path: Path) -> None:
    picture(tmp_path / "images" / "a.jpg", SIZE[::-1], orientation=6)
    picture(tmp_path / "images" / "b.jpg")
    path = saved(tmp_path, coco())
    (note,) = read_reference(path, tmp_path / "images").notes
    assert (note.kind, note.image) == ("size_swapped", "a.jpg")
    assert "after its Exif rotation" in note.text


def test_a_claim_with_width_and_height_swapped_is_checked_against_the_image(tmp_path: Path) -> None:
    picture(tmp_path / "images" / "a.jpg", (200, 100))
    picture(tmp_path / "images" / "b.jpg")
    path = saved(tmp_path, one([150, 20, 30, 40]))
    reference = read_reference(path, tmp_path / "images")
    assert [note.kind for note in reference.notes] == ["size_swapped"]
    assert reference.images[0].size == SIZE
    with pytest.raises(AnnotationError):
        read_reference(path)


def test_a_size_that_fits_nothing_is_noted(tmp_path: Path) -> None:
    for name in ("a.jpg", "b.jpg"):
        picture(tmp_path / "images" / name, (50, 50))
    assert kinds(saved(tmp_path, coco()), tmp_path / "images") == {"size_differs": 2}
    assert size_note("a.jpg", SIZE, SIZE, SIZE) is None


def test_clipped_boxes_and_repeated_names_are_noted(tmp_path: Path) -> None:
    for name in ("x/a.jpg", "y/a.jpg", "b.jpg"):
        picture(tmp_path / "images" / name)
    path = saved(tmp_path, one([80, 20, 20.5, 40]))
    assert kinds(path, tmp_path / "images") == {"box_clipped": 1, "same_name": 1}
    (image, _) = read_reference(path).images
    assert image.annotations[0].box_xyxy == (80, 20, 100, 60)


def test_only_fractures_count_where_labels_tell_them_apart(tmp_path: Path) -> None:
    categories = [{"id": 0, "name": "fracture"}, {"id": 1, "name": "metal"}]
    boxes = [annotation(0, 1, [1, 1, 5, 5]), {**annotation(1, 2, [1, 1, 5, 5]), "category_id": 1}]
    reference = read_reference(saved(tmp_path, coco(categories=categories, annotations=boxes)))
    assert [image.fractured for image in reference.images] == [True, False]
    assert [note.kind for note in reference.notes] == ["other_label"]
    categories[0]["name"] = "wrist"
    reference = read_reference(saved(tmp_path, coco(categories=categories, annotations=boxes)))
    assert [image.fractured for image in reference.images] == [True, True]


@pytest.mark.parametrize(
    ("label", "says"),
    [
        ("fractured", True),
        ("Radius_Fracture", True),
        ("fx", True),
        ("non-fractured", False),
        ("no_fracture", False),
        ("metal", False),
    ],
)
def test_labels_that_say_fracture(label: str, says: bool) -> None:
    assert says_fracture(label) is says


def test_names_without_folders() -> None:
    here = Place(Path("a.json"))
    assert base_name("Fractured/a.jpg", here) == base_name("C:\\x\\a.jpg", here) == "a.jpg"
    for name in ("", "folder/", ".."):
        with pytest.raises(AnnotationError):
            base_name(name, here)


def test_counts_in_words() -> None:
    assert counted(1, "image") == "1 image"
    assert counted(4083, "image") == "4,083 images"
