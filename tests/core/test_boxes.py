from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fracview.core.boxes import area_xyxy, cxcywh_to_xyxy, pairwise_iou_xyxy, xyxy_to_cxcywh

COORDINATE = st.floats(-1000, 1000)
BOXES = st.lists(st.tuples(COORDINATE, COORDINATE, COORDINATE, COORDINATE), max_size=6)


def ordered(boxes: list[tuple[float, ...]]) -> np.ndarray:
    array = np.array(boxes, dtype=float).reshape(-1, 4)
    return np.concatenate(
        [np.minimum(array[:, :2], array[:, 2:]), np.maximum(array[:, :2], array[:, 2:])], axis=1
    )


def test_formats_by_hand() -> None:
    np.testing.assert_array_equal(xyxy_to_cxcywh([[10, 20, 30, 60]]), [[20, 40, 20, 40]])
    np.testing.assert_array_equal(cxcywh_to_xyxy([[20, 40, 20, 40]]), [[10, 20, 30, 60]])


@given(BOXES)
def test_formats_round_trip(boxes: list[tuple[float, ...]]) -> None:
    corners = ordered(boxes)
    np.testing.assert_allclose(cxcywh_to_xyxy(xyxy_to_cxcywh(corners)), corners, atol=1e-9)


def test_iou_by_hand() -> None:
    boxes = [[0, 0, 10, 10], [5, 5, 15, 15], [20, 20, 30, 30], [3, 3, 3, 3]]
    iou = pairwise_iou_xyxy(boxes, boxes)
    assert iou[0, 1] == pytest.approx(25 / 175)
    assert iou[0, 2] == 0
    np.testing.assert_array_equal(np.diag(iou), [1, 1, 1, 0])


@given(BOXES, BOXES)
def test_iou_is_symmetric_and_in_range(
    boxes: list[tuple[float, ...]], others: list[tuple[float, ...]]
) -> None:
    iou = pairwise_iou_xyxy(ordered(boxes), ordered(others))
    assert iou.shape == (len(boxes), len(others))
    assert (iou >= 0).all()
    assert (iou <= 1 + 1e-9).all()
    np.testing.assert_allclose(iou, pairwise_iou_xyxy(ordered(others), ordered(boxes)).T)


def test_iou_agrees_with_counting_pixels() -> None:
    rng = np.random.default_rng(3)
    boxes = ordered(rng.integers(0, 40, (8, 4)).tolist())
    drawn = np.zeros((8, 40, 40), dtype=bool)
    for mask, (x1, y1, x2, y2) in zip(drawn, boxes.astype(int), strict=True):
        mask[y1:y2, x1:x2] = True
    shared = (drawn[:, None] & drawn[None]).sum(axis=(2, 3))
    union = (drawn[:, None] | drawn[None]).sum(axis=(2, 3))
    np.testing.assert_allclose(pairwise_iou_xyxy(boxes, boxes), shared / np.maximum(union, 1), atol=1e-12)


def test_area_of_upside_down_boxes_is_nothing() -> None:
    np.testing.assert_array_equal(area_xyxy([[0, 0, 2, 3], [5, 5, 1, 9]]), [6, 0])


def test_empty_input() -> None:
    assert area_xyxy([]).shape == (0,)
    assert pairwise_iou_xyxy([], [[0, 0, 1, 1]]).shape == (0, 1)


@pytest.mark.parametrize("boxes", [[1, 2, 3, 4], [[1, 2, 3]]])
def test_other_shapes_are_refused(boxes: list[object]) -> None:
    with pytest.raises(ValueError, match=r"\(n, 4\)"):
        area_xyxy(boxes)
