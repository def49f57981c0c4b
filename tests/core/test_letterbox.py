from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fracview.core.letterbox import Letterbox

SIDES = st.integers(1, 5000)
INPUTS = st.integers(32, 1024)


@st.composite
def letterboxes(draw: st.DrawFn) -> Letterbox:
    return Letterbox(draw(SIDES), draw(SIDES), draw(INPUTS), draw(INPUTS))


@given(letterboxes())
def test_the_whole_image_lies_in_the_input_centred(box: Letterbox) -> None:
    assert 1 <= box.resized_rows <= box.height
    assert 1 <= box.resized_columns <= box.width
    assert box.resized_rows == box.height or box.resized_columns == box.width
    bottom = box.height - box.top - box.resized_rows
    right = box.width - box.left - box.resized_columns
    assert bottom - box.top in (0, 1)
    assert right - box.left in (0, 1)


@given(letterboxes(), st.lists(st.floats(0, 1, width=32), min_size=4, max_size=4))
def test_boxes_return_to_where_they_were(box: Letterbox, corners: list[float]) -> None:
    x = sorted((corners[0] * box.columns, corners[2] * box.columns))
    y = sorted((corners[1] * box.rows, corners[3] * box.rows))
    original = np.array([[x[0], y[0], x[1], y[1]]], dtype=np.float32)
    there = box.to_input(original)
    back = box.to_original(there)
    assert np.abs(back - original).max() <= 0.5
    assert (there >= -0.01).all()
    assert (there[:, [0, 2]] <= box.width + 0.01).all()
    assert (there[:, [1, 3]] <= box.height + 0.01).all()


@given(letterboxes())
def test_the_image_itself_maps_to_its_place(box: Letterbox) -> None:
    whole = np.array([[0, 0, box.columns, box.rows]], dtype=np.float32)
    placed = [box.left, box.top, box.left + box.resized_columns, box.top + box.resized_rows]
    np.testing.assert_allclose(box.to_input(whole)[0], placed, atol=1e-3)


@given(letterboxes())
def test_what_lies_outside_is_clipped_to_the_image(box: Letterbox) -> None:
    outside = np.array([[-50, -50, box.width + 50, box.height + 50]], dtype=np.float32)
    np.testing.assert_allclose(box.to_original(outside)[0], [0, 0, box.columns, box.rows])


def test_no_boxes_stay_no_boxes() -> None:
    box = Letterbox(100, 50, 64, 64)
    none = np.zeros((0, 4), dtype=np.float32)
    assert box.to_input(none).shape == (0, 4)
    assert box.to_original(none).shape == (0, 4)


def test_a_tall_image_by_hand() -> None:
    box = Letterbox(rows=200, columns=100, height=64, width=64)
    assert (box.scale, box.resized_rows, box.resized_columns) == (0.32, 64, 32)
    assert (box.top, box.left) == (0, 16)
    np.testing.assert_allclose(box.to_input(np.float32([[50, 100, 100, 200]])), [[32, 32, 48, 64]])


def test_a_sliver_keeps_one_pixel() -> None:
    box = Letterbox(rows=5000, columns=1, height=64, width=64)
    assert (box.resized_rows, box.resized_columns) == (64, 1)
