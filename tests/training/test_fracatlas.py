from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from fracview.core.errors import UsageError
from tests.training import tiny_fracatlas
from training import fracatlas

if TYPE_CHECKING:
    from pathlib import Path

    from tests.training.conftest import Tiny

TABLE_VII = {
    ("hand", True): 379,
    ("hand", False): 902,
    ("leg", True): 212,
    ("leg", False): 1912,
    ("mixed", True): 105,
    ("mixed", False): 293,
    ("hip", True): 10,
    ("hip", False): 169,
    ("shoulder", True): 10,
    ("shoulder", False): 91,
}
"""Scans by region and label as the paper counts them."""


def test_counts_are_those_of_the_papers_table(fracatlas_dir: Path) -> None:
    scans = fracatlas.load(fracatlas_dir)
    assert Counter((scan.region, scan.fractured) for scan in scans) == TABLE_VII
    assert len(scans) == 4083


def test_annotations_and_the_official_split_are_whole(fracatlas_dir: Path) -> None:
    scans = fracatlas.load(fracatlas_dir)
    assert sum(len(scan.boxes_xyxy) for scan in scans) == 922
    assert Counter(scan.official for scan in scans) == {"": 3366, "train": 574, "valid": 82, "test": 61}
    assert sum(scan.path is not None for scan in scans) == 3859
    assert not any(scan.path for scan in scans if scan.official == "test")


def test_every_box_is_one(fracatlas_dir: Path) -> None:
    for scan in fracatlas.load(fracatlas_dir):
        for x1, y1, x2, y2 in scan.boxes_xyxy:
            assert 0 <= x1 < x2, scan.image_id
            assert 0 <= y1 < y2, scan.image_id


def test_a_tiny_folder_reads_as_it_was_drawn(tiny: Tiny) -> None:
    scans = fracatlas.load(tiny.root)
    assert [scan.image_id for scan in scans] == [one.image_id for one in tiny.drawn]
    for scan, one in zip(scans, tiny.drawn, strict=True):
        x, y, width, height = one.box_xywh
        expected = ((x, y, x + width, y + height),) if one.fractured else ()
        assert (scan.region, scan.fractured, scan.boxes_xyxy) == (one.region, one.fractured, expected)
        assert scan.path is not None
        assert scan.path.is_file()


@pytest.mark.parametrize("missing", ["dataset.csv", fracatlas.COCO_FILE, fracatlas.OFFICIAL_SPLIT, "images"])
def test_a_folder_that_is_no_fracatlas_is_refused_by_name(missing: str, tmp_path: Path) -> None:
    tiny_fracatlas.make(tmp_path / "data")
    (tmp_path / "data" / missing).rename(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match=r"is missing: this is no FracAtlas folder") as caught:
        fracatlas.load(tmp_path / "data")
    assert caught.value.reason == "not_fracatlas"
    assert caught.value.path == tmp_path / "data"
    assert str(caught.value).find(missing) > 0


def test_rows_without_a_file_stay_in_the_table(tmp_path: Path) -> None:
    first = tiny_fracatlas.make(tmp_path)[0]
    (tmp_path / "images" / "Non_fractured" / first.image_id).unlink()
    scans = fracatlas.load(tmp_path)
    assert scans[0].image_id == first.image_id
    assert scans[0].path is None
    assert all(scan.path for scan in scans[1:])


@pytest.mark.parametrize("flags", ["0,0,0,0,0", "1,1,0,0,0"])
def test_a_row_of_no_region_or_two_is_refused(flags: str, tmp_path: Path) -> None:
    first = tiny_fracatlas.make(tmp_path)[0]
    table = tmp_path / "dataset.csv"
    text = table.read_text()
    assert f"{first.image_id},1,0,0,0,0" in text
    table.write_text(text.replace(f"{first.image_id},1,0,0,0,0", f"{first.image_id},{flags}"))
    with pytest.raises(UsageError, match=f"{first.image_id} has the regions") as caught:
        fracatlas.load(tmp_path)
    assert caught.value.field == "dataset.csv"


def test_the_datas_hash_knows_names_and_bytes_but_not_order(tmp_path: Path) -> None:
    drawn = tiny_fracatlas.make(tmp_path)
    scans = fracatlas.load(tmp_path)
    before = fracatlas.data_sha256(scans)
    assert fracatlas.data_sha256(reversed(scans)) == before
    assert fracatlas.data_sha256(scans[1:]) != before
    file = tmp_path / "images" / "Non_fractured" / drawn[0].image_id
    file.write_bytes(file.read_bytes() + b"\0")
    assert fracatlas.data_sha256(scans) != before
