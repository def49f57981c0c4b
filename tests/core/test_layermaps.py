from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fracview.core.layermaps import (
    color_table,
    heat_in_picture,
    heat_share,
    overlay_heat,
    resample_to_picture,
    scale_heat,
)
from fracview.core.letterbox import Letterbox

TALL = Letterbox(rows=200, columns=100, height=64, width=64)  # the picture fills columns 16 to 48


def ones(h: int = 16, w: int = 16) -> np.ndarray:
    return np.ones((h, w), dtype=np.float32)


def test_a_hot_spot_lands_within_a_pixel() -> None:
    box = Letterbox(rows=300, columns=500, height=160, width=160)
    values = np.zeros((160, 160), dtype=np.float32)
    spot = box.to_input(np.float32([[250, 150, 250, 150]]))[0, :2]
    values[int(spot[1]), int(spot[0])] = 1
    picture = resample_to_picture(values, box, 300, 500)
    y, x = np.unravel_index(np.argmax(picture), picture.shape)
    # the middle of that cell, in original pixels
    middle = box.to_original(np.float32([[int(spot[0]) + 0.5, int(spot[1]) + 0.5] * 2]))[0, :2]
    assert abs(x + 0.5 - middle[0]) <= 1
    assert abs(y + 0.5 - middle[1]) <= 1


@given(
    st.integers(20, 400),
    st.integers(20, 400),
    st.sampled_from([2, 4, 8, 16, 32]),
    st.integers(5, 90),
    st.integers(5, 90),
)
def test_a_ramp_stays_the_same_ramp(
    rows: int, columns: int, stride: int, out_rows: int, out_columns: int
) -> None:
    """Bilinear resampling of a linear map is exact, but for the half cell at each end."""
    box = Letterbox(rows, columns, 128, 128)
    cells = 128 // stride
    x_of_cell = (np.arange(cells) + 0.5) * stride
    values = np.tile(x_of_cell, (cells, 1)).astype(np.float32)
    picture = resample_to_picture(values, box, out_rows, out_columns)
    expected = box.left + (np.arange(out_columns) + 0.5) / out_columns * box.resized_columns
    assert picture.shape == (out_rows, out_columns)
    assert np.abs(picture - expected).max() <= stride / 2 + 1e-3
    low, high = (
        (box.left // stride + 0.5) * stride,
        ((box.left + box.resized_columns) // stride - 0.5) * stride,
    )
    inner = (expected >= low) & (expected <= high)
    assert np.abs(picture[:, inner] - expected[inner]).max(initial=0) <= 1e-3


def test_padding_takes_no_part() -> None:
    values = ones() * 100
    values[:, 4:12] = 1  # 16 cells of 4: the picture is cells 4 to 11
    np.testing.assert_array_equal(resample_to_picture(values, TALL, 40, 20), np.ones((40, 20)))


def test_heat_is_the_positive_part_scaled_within_the_picture() -> None:
    values = np.full((16, 16), -5, dtype=np.float32)
    values[4, 6] = 8
    values[0, 0] = 1000  # in the padding
    heat = heat_in_picture(values, TALL, 200, 100)
    assert heat.dtype == np.float32
    assert heat.min() == 0
    assert heat.max() == 1


def test_no_heat_is_zero_everywhere_not_a_division() -> None:
    assert not scale_heat(-ones()).any()
    assert not scale_heat(np.zeros((3, 3), dtype=np.float32)).any()


def test_one_hot_cell_among_many_still_shows() -> None:
    values = np.zeros((100, 100), dtype=np.float32)
    values[3, 3] = 0.2
    assert scale_heat(values)[3, 3] == 1


def test_share_of_even_heat_is_the_share_of_area() -> None:
    share = heat_share(ones(), TALL, [[0, 0, 50, 100]])
    assert share.heat == pytest.approx(0.25, abs=1e-6)
    assert share.area == pytest.approx(0.25, abs=1e-6)


def test_overlapping_boxes_count_once_and_cells_by_their_part() -> None:
    boxes = [[0, 0, 50, 100], [0, 0, 50, 100], [25, 50, 50, 100], [0, 0, 3, 7]]
    assert heat_share(ones(5, 7), TALL, boxes).heat == pytest.approx(0.25, abs=1e-6)


def test_share_counts_positive_heat_in_the_picture_only() -> None:
    values = np.full((16, 16), -1, dtype=np.float32)
    values[0, 0] = 100  # padding
    values[0, 4] = 3  # top left cell of the picture: original pixels (0, 0) to (12.5, 12.5)
    values[15, 11] = 1
    share = heat_share(values, TALL, [[0, 0, 12.5, 12.5]])
    assert share.heat == pytest.approx(0.75, abs=1e-5)
    assert share.area == pytest.approx(12.5 * 12.5 / 20000, abs=1e-6)


def test_share_without_boxes_or_heat() -> None:
    assert heat_share(ones(), TALL, []) == (0.0, 0.0)
    nothing = heat_share(-ones(), TALL, [[0, 0, 100, 200]])
    assert math.isnan(nothing.heat)
    assert nothing.area == pytest.approx(1.0)


def test_share_agrees_with_counting_fine_pixels() -> None:
    rng = np.random.default_rng(5)
    values = rng.normal(size=(16, 16)).astype(np.float32)
    boxes = np.float32([[10, 20, 60, 90], [40, 80, 95, 180]])
    fine = 16  # samples an input pixel, along each axis
    at = (np.arange(64 * fine) + 0.5) / fine
    heat = np.maximum(values, 0)[np.ix_((at / 4).astype(int), (at / 4).astype(int))]
    picture = np.broadcast_to((at > 16) & (at < 48), heat.shape)
    inside = np.zeros(heat.shape, dtype=bool)
    for x1, y1, x2, y2 in TALL.to_input(boxes):
        inside |= ((at > y1) & (at < y2))[:, None] & ((at > x1) & (at < x2))[None, :]
    share = heat_share(values, TALL, boxes)
    assert share.heat == pytest.approx(heat[inside & picture].sum() / heat[picture].sum(), abs=2e-3)
    assert share.area == pytest.approx(inside.sum() / picture.sum(), abs=2e-3)


def test_colours_climb_evenly_in_lightness() -> None:
    color = pytest.importorskip("skimage.color")
    lightness = color.rgb2lab(color_table()[None] / 255)[0, :, 0]
    assert (np.diff(lightness) > 0).all()
    assert np.diff(lightness).max() < 1.0
    assert color_table().shape == (256, 3)


def test_overlay_leaves_cold_places_alone() -> None:
    picture = np.random.default_rng(2).integers(0, 256, (10, 12), dtype=np.uint8)
    heat = np.zeros((10, 12), dtype=np.float32)
    heat[3, 4] = 1
    out = overlay_heat(picture, heat, opacity=1.0)
    assert out.dtype == np.uint8
    np.testing.assert_array_equal(out[3, 4], color_table()[255])
    cold = heat == 0
    np.testing.assert_array_equal(out[cold], np.stack([picture[cold]] * 3, axis=-1))


def test_overlay_takes_colour() -> None:
    picture = np.zeros((4, 4, 3), dtype=np.uint8)
    picture[..., 0] = 9
    np.testing.assert_array_equal(overlay_heat(picture, np.zeros((4, 4), np.float32)), picture)
