from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fracview.core.letterbox import PAD_VALUE, Letterbox
from fracview.inference.preprocess import letterbox_image, network_input, to_grey

SIDES = st.integers(1, 90)


@given(rows=SIDES, columns=SIDES, height=st.integers(8, 70), width=st.integers(8, 70))
def test_picture_inside_padding_outside(rows: int, columns: int, height: int, width: int) -> None:
    box = Letterbox(rows, columns, height, width)
    out = letterbox_image(np.full((rows, columns), 200, dtype=np.uint8), height, width)
    inside = np.zeros((height, width), dtype=bool)
    inside[box.top : box.top + box.resized_rows, box.left : box.left + box.resized_columns] = True
    assert out.dtype == np.uint8
    assert out.shape == (height, width)
    assert (out[inside] == 200).all()
    assert (out[~inside] == PAD_VALUE).all()
    assert inside.any()


@pytest.mark.parametrize(("rows", "columns"), [(400, 300), (300, 400), (64, 64), (20, 30), (1000, 90)])
def test_a_mark_lands_where_the_letterbox_says(rows: int, columns: int) -> None:
    image = np.zeros((rows, columns), dtype=np.uint8)
    y1, y2, x1, x2 = rows // 4, rows // 2, columns // 3, columns // 2
    image[y1:y2, x1:x2] = 255
    out = letterbox_image(image, 128, 160).astype(float)
    expected = Letterbox(rows, columns, 128, 160).to_input(np.array([[x1, y1, x2, y2]], dtype=np.float32))[0]
    weight = out.sum()
    centre_x = (out.sum(axis=0) * (np.arange(160) + 0.5)).sum() / weight
    centre_y = (out.sum(axis=1) * (np.arange(128) + 0.5)).sum() / weight
    assert centre_x == pytest.approx((expected[0] + expected[2]) / 2, abs=0.25)
    assert centre_y == pytest.approx((expected[1] + expected[3]) / 2, abs=0.25)


def test_fine_stripes_become_grey_not_moire() -> None:
    image = np.tile(np.array([0, 255], dtype=np.uint8), (1200, 600))
    out = letterbox_image(image, 130, 130)
    assert np.abs(out.astype(int) - 127).max() <= 12


def test_colour_becomes_luma_and_equal_channels_stay() -> None:
    rng = np.random.default_rng(1)
    grey = rng.integers(0, 256, (9, 7), dtype=np.uint8)
    np.testing.assert_array_equal(to_grey(np.stack([grey] * 3, axis=-1)), grey)
    colour = rng.integers(0, 256, (9, 7, 3), dtype=np.uint8)
    luma = colour @ np.array([0.299, 0.587, 0.114])
    assert np.abs(to_grey(colour) - luma).max() <= 0.51


def test_grey_is_not_copied() -> None:
    grey = np.zeros((4, 5), dtype=np.uint8)
    assert to_grey(grey) is grey


@pytest.mark.parametrize(
    "image",
    [np.zeros((4, 5)), np.zeros((4, 5, 4), np.uint8), np.zeros(4, np.uint8), np.zeros((2, 2), np.uint16)],
)
def test_other_arrays_are_refused(image: np.ndarray) -> None:
    with pytest.raises(ValueError, match="expected"):
        to_grey(image)


def test_read_only_and_strided_pictures_are_fine() -> None:
    image = np.arange(200, dtype=np.uint8).reshape(10, 20)
    turned = image[::-1, ::2]
    turned.flags.writeable = False
    np.testing.assert_array_equal(letterbox_image(turned, 10, 10), turned)


def test_network_input_is_grey_three_times_in_unit_range() -> None:
    pictures = [np.full((8, 9), level, dtype=np.uint8) for level in (0, 51, 255)]
    out = network_input(pictures)
    assert out.dtype == np.float32
    assert out.shape == (3, 3, 8, 9)
    assert out.flags.c_contiguous
    np.testing.assert_array_equal(out[:, :, 0, 0], np.float32([[0] * 3, [0.2] * 3, [1] * 3]))
