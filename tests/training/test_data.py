from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fracview.core.errors import UsageError
from tests.training import tiny_fracatlas
from training import data, fracatlas, splits

if TYPE_CHECKING:
    from pathlib import Path

    from tests.training.conftest import Tiny
    from training.data import Dataset


def test_parts_are_those_of_the_split_file(tiny: Tiny, tiny_dataset: Dataset) -> None:
    assert len(tiny_dataset.scans) == len(tiny.drawn)
    for part in splits.PARTS:
        expected = [one.part == part for one in tiny.drawn]
        assert tiny_dataset.rows(part).tolist() == expected
    assert sum(tiny_dataset.rows(part).sum() for part in splits.PARTS) == len(tiny.drawn)


def test_labels_of_both_tasks(tiny: Tiny, tiny_dataset: Dataset) -> None:
    assert tiny_dataset.labels("fracture").tolist() == [int(one.fractured) for one in tiny.drawn]
    regions = [fracatlas.REGIONS[index] for index in tiny_dataset.labels("region")]
    assert regions == [one.region for one in tiny.drawn]


def test_a_part_holds_its_scans_and_boxes_lie_on_what_was_drawn(tiny: Tiny, tiny_dataset: Dataset) -> None:
    val = tiny_dataset.labelled("fracture", 64, "val")
    drawn = [one for one in tiny.drawn if one.part == "val"]
    assert val.images.shape == (len(drawn), 64, 64)
    assert [len(boxes) for boxes in val.boxes_xyxy] == [int(one.fractured) for one in drawn]
    for image, boxes in zip(val.images, val.boxes_xyxy, strict=True):
        for x1, y1, x2, y2 in boxes.round().astype(int):
            assert image[y1 + 2 : y2 - 2, x1 + 2 : x2 - 2].mean() < 40  # the dark gap
            assert image.max() > 120


def test_a_split_is_made_where_there_is_none(tiny: Tiny, tmp_path: Path) -> None:
    file = tmp_path / "splits" / "mine.csv"
    made = data.load(tiny.root, tmp_path, file)
    assert file.is_file()
    groups = data.group(made.scans, tmp_path)
    assert splits.read_split(file) == splits.make_split(made.scans, groups) == made.part
    assert Counter(made.part.values())["test"] >= 10  # the official valid scans at least


def test_scans_outside_the_split_are_left_out(tiny: Tiny, tmp_path: Path) -> None:
    file = tmp_path / "split.csv"
    names = [one.image_id for one in tiny.drawn[:3]]
    file.write_text("image_id,group,part\n" + "".join(f"{name},{name},train\n" for name in names))
    assert [scan.image_id for scan in data.load(tiny.root, tmp_path, file).scans] == names


def test_a_folder_without_any_scan_of_the_split_is_refused(tmp_path: Path) -> None:
    tiny_fracatlas.make(tmp_path / "data")
    for file in (tmp_path / "data" / "images").glob("*/*.jpg"):
        file.unlink()
    with pytest.raises(UsageError, match=r"no scan of leakfree-v1\.csv has a file here") as caught:
        data.load(tmp_path / "data", tmp_path)
    assert caught.value.path == tmp_path / "data"


def test_grouping_sees_a_mirrored_copy(tmp_path: Path) -> None:
    from PIL import Image

    drawn = tiny_fracatlas.make(tmp_path / "data")
    files = [tmp_path / "data" / "images" / "Non_fractured" / one.image_id for one in drawn[:2]]
    with Image.open(files[0]) as first:
        first.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(files[1], quality=90)
    scans = data.load(tmp_path / "data", tmp_path).scans
    groups = data.group(scans, tmp_path)
    assert groups[0] == groups[1] == 0
    assert len(np.unique(groups)) == len(scans) - 1
