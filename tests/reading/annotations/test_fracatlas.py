"""FracAtlas: the small copy, broken copies of it, and the whole where it is present."""

from __future__ import annotations

import shutil
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from fracview.reading.annotations import AnnotationError, detect_format, read_reference
from fracview.reading.annotations.fracatlas import COCO, SPLIT, TABLE
from tests.reading.annotations.build import SMALL

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fracview.core.annotation import ReferenceStandard


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return shutil.copytree(SMALL, tmp_path / "fracatlas")


def kinds(reference: ReferenceStandard) -> Counter[str]:
    return Counter(note.kind for note in reference.notes)


def test_every_row_is_an_image() -> None:
    reference = read_reference(SMALL)
    assert reference.format == detect_format(SMALL) == "FracAtlas"
    assert len(reference.images) == 13
    assert sum(len(image.annotations) for image in reference.images) == 11
    by_name = {image.name: image for image in reference.images}
    image = by_name["IMG0004151.jpg"]
    assert (image.region, image.part, image.fractured, len(image.annotations)) == ("leg", "valid", True, 2)
    assert image.flags["hardware"]
    assert image.flags["frontal"]
    assert not image.flags["lateral"]
    assert all(len(each.polygons_xy) == 1 for each in image.annotations)
    plain = by_name["IMG0000840.jpg"]
    assert (plain.annotations, plain.fractured, plain.part) == ((), False, "")
    assert plain.size is not None, "Pascal VOC says the sizes of images without a fracture too"


def test_the_data_report() -> None:
    reference = read_reference(SMALL)
    # VGG JSON: one for the whole and one for each of two images
    assert kinds(reference) == {"formats_differ": 3, "label_mismatch": 1, "no_file": 1, "size_swapped": 2}
    images = {kind: {n.image for n in reference.notes if n.kind == kind} for kind in kinds(reference)}
    assert images["formats_differ"] == {"", "IMG0000851.jpg", "IMG0002614.jpg"}
    assert images["label_mismatch"] == images["no_file"] == {"IMG0003298.jpg"}
    assert images["size_swapped"] == {"IMG0000435.jpg", "IMG0002628.jpg"}


def test_the_label_is_the_tables(copied: Path) -> None:
    image = next(each for each in read_reference(SMALL).images if each.name == "IMG0003298.jpg")
    assert not image.fractured
    assert len(image.annotations) == 1


def test_the_digest_is_that_of_what_the_standard_is_made_of(copied: Path) -> None:
    before = read_reference(SMALL).sha256
    assert read_reference(copied).sha256 == before
    shutil.rmtree(copied / "Annotations" / "YOLO")
    assert read_reference(copied).sha256 == before
    path = copied / SPLIT / "train.csv"
    path.write_text(path.read_text().replace("IMG0000851.jpg\n", ""))
    assert read_reference(copied).sha256 != before


def test_only_table_split_and_coco_are_needed(copied: Path) -> None:
    for name in ("images", "Annotations/YOLO", "Annotations/VGG JSON", "Annotations/PASCAL VOC"):
        shutil.rmtree(copied / name)
    assert kinds(read_reference(copied)) == {"label_mismatch": 1}


def test_files_that_the_table_does_not_name(copied: Path) -> None:
    source = copied / "images" / "Fractured" / "IMG0000851.jpg"
    shutil.copy(source, copied / "images" / "extra.jpg")
    assert kinds(read_reference(copied))["no_annotation"] == 1


def test_windows_line_ends_and_byte_order_marks_everywhere(copied: Path) -> None:
    before = read_reference(SMALL)
    for path in copied.rglob("*"):
        if path.suffix in {".csv", ".txt", ".json", ".xml"}:
            path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    after = read_reference(copied)
    assert after.images == before.images
    assert after.notes == before.notes


def _cut(name: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        path = root / name
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    return change


def _replaced(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        text = (root / name).read_text()
        assert old in text
        (root / name).write_text(text.replace(old, new))

    return change


@pytest.mark.parametrize(
    ("change", "file"),
    [
        (_cut(COCO), COCO),
        (
            _cut("Annotations/VGG JSON/VGG_fracture_masks.json"),
            "Annotations/VGG JSON/VGG_fracture_masks.json",
        ),
        (_cut("Annotations/PASCAL VOC/IMG0000851.xml"), "Annotations/PASCAL VOC/IMG0000851.xml"),
        (_cut("Annotations/YOLO/IMG0002614.txt"), "Annotations/YOLO/IMG0002614.txt"),
        (_replaced(TABLE, "IMG0003906.jpg", "other.jpg"), f"{SPLIT}/valid.csv"),
        (_replaced(TABLE, "IMG0003906.jpg,1,0", "IMG0003906.jpg,1,1"), TABLE),
        (
            _replaced(f"{SPLIT}/valid.csv", "IMG0003906.jpg", "IMG0003906.jpg\nIMG0000851.jpg"),
            f"{SPLIT}/valid.csv",
        ),
        (_replaced(COCO, "IMG0003906.jpg", "other.jpg"), COCO),
        (_replaced("Annotations/YOLO/IMG0002614.txt", "0 0.", "1 0."), "Annotations/YOLO/IMG0002614.txt"),
        (lambda root: (root / COCO).unlink(), COCO),
        (lambda root: (root / SPLIT / "test.csv").unlink(), f"{SPLIT}/test.csv"),
    ],
)
def test_broken_copies_are_refused_whole(change: Callable[[Path], None], file: str, copied: Path) -> None:
    change(copied)
    with pytest.raises(AnnotationError) as caught:
        read_reference(copied)
    assert caught.value.path == copied / file


def test_the_whole(fracatlas_dir: Path) -> None:
    reference = read_reference(fracatlas_dir)
    assert len(reference.images) == 4083
    assert sum(len(image.annotations) for image in reference.images) == 922
    assert sum(image.fractured for image in reference.images) == 716
    parts = Counter(image.part for image in reference.images)
    assert (parts["train"], parts["valid"], parts["test"]) == (574, 82, 61)
    assert all(image.size and image.region for image in reference.images)
    # 22 sizes are swapped by Exif; one of those scans is not in this copy
    assert kinds(reference) == {"no_file": 224, "size_swapped": 21, "formats_differ": 6, "label_mismatch": 1}
    (label,) = (note for note in reference.notes if note.kind == "label_mismatch")
    assert label.image == "IMG0003298.jpg"
    whole = next(note for note in reference.notes if note.kind == "formats_differ" and not note.image)
    assert whole.text.startswith("VGG JSON has 917 annotations, COCO JSON 922;")
