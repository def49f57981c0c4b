"""Pascal VOC XML."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fracview.reading.annotations import AnnotationError, read_reference
from tests.reading.annotations.build import SIZE, saved, voc

if TYPE_CHECKING:
    from pathlib import Path


def test_one_file_an_image(tmp_path: Path) -> None:
    saved(tmp_path, voc("b.jpg"), "b10.xml")
    saved(tmp_path, voc("x\\a.jpg"), "b2.xml")
    reference = read_reference(tmp_path)
    assert reference.format == "Pascal VOC"
    assert [image.name for image in reference.images] == ["a.jpg", "b.jpg"]
    assert reference.images[0].size == SIZE
    assert reference.images[0].annotations[0].box_xyxy == pytest.approx((10, 20, 40, 60))
    assert reference.images[0].annotations[0].label == "fractured"
    assert len(read_reference(tmp_path / "b2.xml").images) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_and_line_ends(encoding: str, tmp_path: Path) -> None:
    text = ('<?xml version="1.0"?>' + voc()).replace("><", ">\r\n<")
    saved(tmp_path, text.encode(encoding), "a.xml")
    assert len(read_reference(tmp_path).images[0].annotations) == 1


def test_no_size_and_no_object(tmp_path: Path) -> None:
    saved(tmp_path, "<annotation><filename>a.jpg</filename></annotation>", "a.xml")
    (image,) = read_reference(tmp_path).images
    assert (image.size, image.annotations, image.fractured) == (None, (), False)


BROKEN = {
    "swapped": (voc(box=(40, 20, 10, 60)), "swapped_corners", "object[0].bndbox"),
    "zero": (voc(box=(10, 20, 10, 60)), "zero_size", "object[0].bndbox"),
    "nan": (voc(box=(10, "nan", 40, 60)), "not_finite", "object[0].bndbox.ymin"),
    "text": (voc(box=(10, "x", 40, 60)), "not_a_number", "object[0].bndbox.ymin"),
    "empty": (voc(box=("", 20, 40, 60)), "missing_key", "object[0].bndbox.xmin"),
    "outside": (voc(box=(10, 20, 140, 60)), "outside", "object[0].bndbox"),
    "size": (voc(size=(0, 10)), "bad_size", "size.width"),
    "no box": (voc().replace("bndbox", "box"), "missing_key", "object[0].bndbox"),
    "no label": (voc().replace("<name>fractured</name>", ""), "missing_key", "object[0].name"),
    "no name": (voc(name=""), "missing_key", "filename"),
    "truncated": (voc()[:150], "malformed", "line 1, column 151"),
    "no annotation": ("<html></html>", "unknown_format", None),
    "entities": ('<!DOCTYPE a [<!ENTITY b "c">]>' + voc(), "malformed", None),
    "encoding": ('<?xml version="1.0" encoding="nothing"?>' + voc(), "malformed", "line 1, column 1"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken(name: str, tmp_path: Path) -> None:
    content, reason, field = BROKEN[name]
    saved(tmp_path, voc("whole.jpg"), "a.xml")
    path = saved(tmp_path, content, "b.xml")
    with pytest.raises(AnnotationError) as caught:
        read_reference(tmp_path)
    assert (caught.value.reason, caught.value.field, caught.value.path) == (reason, field, path)


def test_two_files_for_one_image(tmp_path: Path) -> None:
    saved(tmp_path, voc(), "a.xml")
    saved(tmp_path, voc(), "b.xml")
    with pytest.raises(AnnotationError) as caught:
        read_reference(tmp_path)
    assert (caught.value.reason, caught.value.path) == ("duplicate_image", tmp_path / "b.xml")


def test_a_folder_without(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError):
        read_reference(tmp_path, format="Pascal VOC")
