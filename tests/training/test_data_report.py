from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from fracview.core.errors import UsageError
from tests.training import tiny_fracatlas
from training.data_report import report
from training.fracatlas import OFFICIAL_SPLIT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.training.conftest import Tiny


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A tiny FracAtlas to damage."""
    tiny_fracatlas.make(tmp_path / "data")
    return tmp_path / "data"


def _quirks(root: Path) -> dict[str, tuple[int, tuple[str, ...]]]:
    return {one["code"]: (one["count"], tuple(one["examples"])) for one in report(root)["quirks"]}


def _files(root: Path, kind: str = "Non_fractured") -> list[Path]:
    return sorted((root / "images" / kind).iterdir())


def test_a_sound_folder_has_no_quirk_but_mixed_scans_of_several_regions(tiny: Tiny) -> None:
    found = _quirks(tiny.root)
    assert {code: count for code, (count, _) in found.items() if count} == {"several_regions": 12} | (
        {"fracture_count": 30}  # the tiny table counts none
    )


def test_the_report_says_where_the_data_come_from_and_how_to_check_them(tiny: Tiny) -> None:
    made: dict[str, Any] = report(tiny.root)
    assert made["download"]["article_doi"] == "10.1038/s41597-023-02432-4"
    assert "22363012" in made["download"]["data_doi"]
    assert "md5" in made["download"]["checksum"]
    assert made["table_vii"]["total"] == {"fractured": 30, "non_fractured": 30}
    assert made["tables_as_published"]["dataset.csv"] is False
    assert (made["rows_in_table"], made["files"]) == (60, 60)
    assert json.loads(json.dumps(made))["files"] == 60


def test_files_that_are_missing_truncated_rotated_or_doubled_are_named(folder: Path) -> None:
    gone, cut, rotated, first, twin, long = _files(folder)[:6]
    gone.unlink()
    cut.write_bytes(cut.read_bytes()[:-40])
    long.write_bytes(long.read_bytes() + b"more")
    with Image.open(rotated) as image:
        exif = image.getexif()
        exif[0x0112] = 6
        image.save(rotated, exif=exif)
    shutil.copy(first, twin)
    found = _quirks(folder)
    assert found["no_file"] == (1, (gone.name,))
    assert found["truncated"] == (1, (cut.name,))
    assert found["trailing"] == (1, (long.name,))
    assert found["rotated"] == (1, (rotated.name,))
    assert found["identical"] == (1, (f"{first.name} = {twin.name}",))


def test_labels_that_contradict_each_other_are_named(folder: Path) -> None:
    table = folder / "dataset.csv"
    lines = table.read_text().splitlines()
    row = next(index for index, line in enumerate(lines) if line.split(",")[8] == "1")
    values = lines[row].split(",")
    values[8] = "0"
    lines[row] = ",".join(values)
    table.write_text("\n".join([*lines, "IMG9999999.jpg,1,0,0,0,0,0,0,1,1,0,0,0"]) + "\n")
    stray = _files(folder)[0].with_name("IMG8888888.jpg")
    shutil.copy(_files(folder)[0], stray)
    found = _quirks(folder)
    assert found["box_but_not_fractured"] == found["label_and_folder"] == (1, (values[0],))
    assert found["fractured_but_no_box"] == (1, ("IMG9999999.jpg",))
    assert found["no_row"] == (1, (stray.name,))


def test_other_annotation_formats_are_held_against_the_one_that_is_used(folder: Path) -> None:
    boxed = _files(folder, "Fractured")
    vgg = folder / "Annotations" / "VGG JSON"
    vgg.mkdir()
    regions = {file.name: {"regions": {"0": {}}} for file in boxed[1:]}
    (vgg / "VGG_fracture_masks.json").write_text(json.dumps(regions))
    voc = folder / "Annotations" / "PASCAL VOC"
    voc.mkdir()
    for file, swap in ((boxed[0], False), (boxed[1], True)):
        with Image.open(file) as image:
            width, height = image.size[::-1] if swap else image.size
        text = f"<size><width>{width}</width><height>{height}</height></size>"
        (voc / file.name.replace(".jpg", ".xml")).write_text(text)
    found = _quirks(folder)
    assert found["vgg_and_coco"] == (1, (boxed[0].name,))
    assert found["voc_size"] == (1, (boxed[1].name,))


def test_the_official_split_is_looked_through(folder: Path) -> None:
    split = folder / OFFICIAL_SPLIT
    name = (split / "train.csv").read_text().splitlines()[1]
    (split / "test.csv").write_text(f"image_id\n{name}\nIMG7777777.jpg\n")
    found = _quirks(folder)
    assert found["official_twice"] == (1, (name,))
    assert found["official_test_missing"] == (1, ("IMG7777777.jpg",))
    assert found["not_in_official_split"] == (0, ())


def test_a_folder_that_is_no_fracatlas_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no FracAtlas"):
        report(tmp_path)
