"""Images beside annotations, and their sizes as shown."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pydicom.data
import pytest

from fracview.reading import read
from fracview.reading.annotations import AnnotationError, image_sizes
from fracview.reading.annotations.images import ImageFiles, header_sizes
from tests.reading.annotations.build import SMALL, picture, saved

if TYPE_CHECKING:
    from pathlib import Path


def test_files_below_are_found_in_natural_order(tmp_path: Path) -> None:
    for name in ("x/b10.jpg", "y/b2.PNG", "a.tif", ".hidden.jpg", ".cache/c.jpg"):
        picture(tmp_path / name)
    saved(tmp_path, "no image", "notes.txt")
    files = ImageFiles(tmp_path)
    assert list(files) == ["a.tif", "b2.PNG", "b10.jpg"]
    assert "b2.PNG" in files
    assert len(files) == 3


def test_a_name_in_two_folders_is_remembered(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        picture(tmp_path / folder / "a.jpg")
    files = ImageFiles(tmp_path)
    assert files.repeated == ["a.jpg"]
    assert files.paths["a.jpg"] == tmp_path / "x" / "a.jpg"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_sizes_as_shown_and_as_stored(orientation: int, tmp_path: Path) -> None:
    sizes = header_sizes(picture(tmp_path / "a.jpg", (30, 40), orientation))
    assert sizes is not None
    assert sizes.stored == (30, 40)
    assert sizes.shown == ((40, 30) if orientation >= 5 else (30, 40))


def test_sizes_are_those_of_the_radiograph() -> None:
    for name, size in image_sizes(SMALL / "images").items():
        path = ImageFiles(SMALL / "images").paths[name]
        assert read(path).pixels.shape[:2] == size[::-1]


def test_dicom(tmp_path: Path) -> None:
    source = pydicom.data.get_testdata_file("CT_small.dcm", download=False)
    shutil.copy(str(source), tmp_path / "ct.dcm")
    assert image_sizes(tmp_path) == {"ct.dcm": (128, 128)}


def test_what_cannot_be_read_has_no_size(tmp_path: Path) -> None:
    saved(tmp_path, b"\xff\xd8\xff", "broken.jpg")
    saved(tmp_path, "text", "text.png")
    saved(tmp_path, b"", "empty.png")
    assert image_sizes(tmp_path) == {}
    assert ImageFiles(tmp_path).sizes("nowhere.jpg") is None


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError):
        image_sizes(tmp_path / "nothing")
