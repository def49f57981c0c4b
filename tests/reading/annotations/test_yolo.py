"""YOLO text files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fracview.reading.annotations import AnnotationError, read_reference
from fracview.reading.annotations.yolo import images_beside, lines_of
from tests.reading.annotations.build import SIZE, SMALL, picture, saved

HERE = Path("a.txt")


def dataset(folder: Path, text: str = "0 0.25 0.2 0.3 0.2\n", labels: str = "labels") -> Path:
    for name in ("a.jpg", "b.png"):
        picture(folder / "images" / "train" / name)
    saved(folder / labels / "train", text, "a.txt")
    saved(folder / labels / "train", "", "b.txt")
    return folder / labels


def test_boxes_become_pixels(tmp_path: Path) -> None:
    reference = read_reference(dataset(tmp_path))
    assert reference.format == "YOLO"
    first, second = reference.images
    assert (first.name, first.size) == ("a.jpg", SIZE)
    assert first.annotations[0].box_xyxy == pytest.approx((10, 20, 40, 60))
    assert (second.name, second.fractured, second.annotations) == ("b.png", False, ())
    assert reference.notes == ()


def test_outlines_become_pixels(tmp_path: Path) -> None:
    (first, _) = read_reference(dataset(tmp_path, "0 0.1 0.1 0.3 0.1 0.2 0.4")).images
    (outline,) = first.annotations[0].polygons_xy
    assert np.array(outline) == pytest.approx(np.array([(10, 20), (30, 20), (20, 80)]))
    assert first.annotations[0].box_xyxy == pytest.approx((10, 20, 30, 80))


def test_exif_rotation_counts(tmp_path: Path) -> None:
    folder = dataset(tmp_path)
    picture(tmp_path / "images" / "train" / "a.jpg", SIZE[::-1], orientation=6)
    assert read_reference(folder).images[0].annotations[0].box_xyxy == pytest.approx((10, 20, 40, 60))


def test_images_without_file_and_files_without_image(tmp_path: Path) -> None:
    folder = dataset(tmp_path)
    (folder / "train" / "b.txt").rename(folder / "train" / "c.txt")
    reference = read_reference(folder)
    assert [(note.kind, note.image) for note in reference.notes] == [
        ("no_annotation", "b.png"),
        ("no_file", "c.txt"),
    ]
    assert [image.name for image in reference.images] == ["a.jpg", "b.png"]


def test_labels_and_class_ids(tmp_path: Path) -> None:
    folder = dataset(tmp_path)
    assert read_reference(folder).images[0].annotations[0].label == "0"
    saved(folder, "\ufefffracture\r\n", "classes.txt")
    assert read_reference(folder).images[0].annotations[0].label == "fracture"
    saved(folder / "train", "1 0.25 0.2 0.3 0.2", "a.txt")
    with pytest.raises(AnnotationError) as caught:
        read_reference(folder)
    assert (caught.value.reason, caught.value.field) == ("unknown_class", "line 1")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("0 0.5 0.5 0.1", "wrong_count"),
        ("0 0.5 0.5 0.1 0.1 0.9", "wrong_count"),
        ("0 0.1 0.1 0.3 0.1 0.2 0.4 0.5", "wrong_count"),
        ("x 0.5 0.5 0.1 0.1", "unknown_class"),
        ("-1 0.5 0.5 0.1 0.1", "unknown_class"),
        ("0.5 0.5 0.5 0.1 0.1", "unknown_class"),
        ("0 nan 0.5 0.1 0.1", "not_finite"),
        ("0 0.5 0.5 inf 0.1", "not_finite"),
        ("0 0.5 0,5 0.1 0.1", "not_a_number"),
        ("0 0.5 0.5 -0.1 0.1", "negative_size"),
        ("0 0.5 0.5 0.1 0", "zero_size"),
        ("0 50 60 10 20", "outside"),
        ("0 0.1 0.1 0.3 0.1 0.2 40", "outside"),
        ("0 0.1 0.1 0.3 0.1 0.2 0.1", "zero_size"),
    ],
)
def test_broken_lines(line: str, reason: str) -> None:
    with pytest.raises(AnnotationError) as caught:
        lines_of(f"0 0.5 0.5 0.1 0.1\r\n\r\n{line}\r\n", HERE, [])
    assert (caught.value.reason, caught.value.field) == (reason, "line 3")


def test_a_box_outside_its_image(tmp_path: Path) -> None:
    folder = dataset(tmp_path, "0 0.95 0.5 0.2 0.1")
    with pytest.raises(AnnotationError) as caught:
        read_reference(folder)
    assert (caught.value.reason, caught.value.field) == ("outside", "line 1")


def test_sizes_are_needed(tmp_path: Path) -> None:
    path = saved(tmp_path / "a" / "b" / "c" / "d", "0 0.5 0.5 0.1 0.1", "x.txt").parent
    with pytest.raises(AnnotationError) as caught:
        read_reference(path)
    assert caught.value.reason == "no_images"
    picture(tmp_path / "elsewhere" / "x.jpg")
    assert len(read_reference(path, tmp_path / "elsewhere").images) == 1
    saved(tmp_path / "elsewhere", b"\xff\xd8\xff", "x.jpg")
    with pytest.raises(AnnotationError) as caught:
        read_reference(path, tmp_path / "elsewhere")
    assert caught.value.reason == "no_size"


def test_two_files_for_one_image(tmp_path: Path) -> None:
    folder = dataset(tmp_path)
    saved(folder / "valid", "", "a.txt")
    with pytest.raises(AnnotationError) as caught:
        read_reference(folder)
    assert caught.value.reason == "duplicate_image"
    (folder / "valid" / "a.txt").unlink()
    picture(tmp_path / "images" / "a.png")
    with pytest.raises(AnnotationError) as caught:
        read_reference(folder)
    assert caught.value.reason == "duplicate_image"


def test_scored_lines() -> None:
    (line,) = lines_of("0 0.5 0.5 0.2 0.1 0.75", HERE, [], scored=True)
    assert line.score == 0.75
    assert line.box == pytest.approx((0.4, 0.45, 0.6, 0.55))
    (line,) = lines_of("0 0.1 0.1 0.3 0.1 0.2 0.4 0.5", HERE, [], scored=True)
    assert (line.score, len(line.outline)) == (0.5, 6)
    for text, reason in (("0 0.5 0.5 0.1 0.1", "no_score"), ("0 0.5 0.5 0.1 0.1 1.5", "bad_score")):
        with pytest.raises(AnnotationError) as caught:
            lines_of(text, HERE, [], scored=True)
        assert caught.value.reason == reason


def test_where_images_are_looked_for(tmp_path: Path) -> None:
    found = images_beside(SMALL / "Annotations" / "YOLO")
    assert found is not None
    assert len(found) == 12
    picture(tmp_path / "together" / "a.jpg")
    saved(tmp_path / "together", "0 0.5 0.5 0.1 0.1", "a.txt")
    assert len(read_reference(tmp_path / "together").images) == 1
    folder = dataset(tmp_path / "set")
    assert len(read_reference(folder / "train").images) == 2
    assert len(read_reference(folder / "train" / "a.txt").images) == 2
