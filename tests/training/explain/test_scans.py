from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from training.explain.scans import boxed_scans

if TYPE_CHECKING:
    from tests.training.conftest import Tiny
    from training.data import Dataset


@pytest.mark.parametrize(("part", "count"), [("val", 5), ("test", 5), ("train", 20)])
def test_the_fractured_scans_of_a_part_with_their_boxes(
    part: str, count: int, tiny: Tiny, tiny_dataset: Dataset
) -> None:
    found = boxed_scans(tiny_dataset, part, 64)
    drawn = sorted(
        (one for one in tiny.drawn if one.fractured and one.part == part), key=lambda d: d.image_id
    )
    assert len(found) == len(drawn) == count
    assert found.images.shape == (count, 64, 64)
    assert f"{count} fractured scans with boxes" in found.where
    table = {scan.image_id: index for index, scan in enumerate(tiny_dataset.scans)}
    shapes = {one.image_id: one.shape for one in drawn}
    ids = [name for name in table if name in shapes]
    for box, letterbox, name in zip(found.boxes_xyxy, found.letterboxes, ids, strict=True):
        assert (letterbox.rows, letterbox.columns) == shapes[name]
        x, y, width, height = next(one.box_xywh for one in drawn if one.image_id == name)
        assert box[0] == pytest.approx([x, y, x + width, y + height], abs=1e-3)


def test_fewer_are_drawn_by_a_fixed_seed_and_said(tiny_dataset: Dataset) -> None:
    few, again = (boxed_scans(tiny_dataset, "train", 64, 6) for _ in range(2))
    assert len(few) == 6
    assert (few.images == again.images).all()
    assert "training part: 6 of 20 fractured scans" in few.where
    assert len(boxed_scans(tiny_dataset, "val", 64, 99)) == 5


def test_batches_cover_everything_once(tiny_dataset: Dataset) -> None:
    found = boxed_scans(tiny_dataset, "train", 64)
    batches = list(found.batches(8))
    assert [start for start, _ in batches] == [0, 8, 16]
    assert (np.concatenate([images for _, images in batches]) == found.images).all()
