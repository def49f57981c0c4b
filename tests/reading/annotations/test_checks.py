"""What every box and outline must satisfy."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fracview.reading.annotations import AnnotationError
from fracview.reading.annotations.checks import (
    around,
    box_from_xywh,
    box_inside,
    image_size,
    number,
    numbers,
    ordered_box,
    parsed_number,
    polygon,
    shown,
)
from fracview.reading.annotations.problems import Place

HERE = Place(Path("a.json"), ("annotations", 3))


def refusal(function: object, *arguments: object) -> tuple[str, str | None]:
    with pytest.raises(AnnotationError) as caught:
        function(*arguments)  # type: ignore[operator]
    return caught.value.reason, caught.value.field


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (math.nan, "not_finite"),
        (math.inf, "not_finite"),
        (10**400, "not_finite"),
        (True, "not_a_number"),
        ("1", "not_a_number"),
        (None, "not_a_number"),
    ],
)
def test_what_is_no_number(value: object, reason: str) -> None:
    assert refusal(number, value, HERE) == (reason, "annotations[3]")
    assert refusal(numbers, [1, value], HERE) == (reason, "annotations[3][1]")


def test_lists_of_numbers() -> None:
    assert numbers([1, 2.5], HERE, 2) == (1.0, 2.5)
    assert refusal(numbers, [1], HERE, 2)[0] == "wrong_count"
    assert refusal(numbers, {"x": 1}, HERE)[0] == "not_a_list"


def test_numbers_from_text() -> None:
    assert parsed_number("1e1", HERE) == 10.0
    assert refusal(parsed_number, "nan", HERE)[0] == "not_finite"
    assert refusal(parsed_number, "ten", HERE)[0] == "not_a_number"


@pytest.mark.parametrize("size", [(0, 5), (5, -1), (5.5, 5)])
def test_sizes(size: tuple[float, float]) -> None:
    assert image_size(5, 6.0, HERE) == (5, 6)
    assert refusal(image_size, *size, HERE)[0] == "bad_size"


def test_boxes_from_width_and_height() -> None:
    assert box_from_xywh((1, 2, 3, 4), HERE) == (1, 2, 4, 6)
    assert refusal(box_from_xywh, (1, 2, -3, 4), HERE) == ("negative_size", "annotations[3][2]")
    assert refusal(box_from_xywh, (1, 2, 3, 0), HERE) == ("zero_size", "annotations[3][3]")


def test_corners() -> None:
    assert ordered_box((1, 2, 3, 4), HERE) == (1, 2, 3, 4)
    assert refusal(ordered_box, (3, 2, 1, 4), HERE)[0] == "swapped_corners"
    assert refusal(ordered_box, (1, 4, 3, 2), HERE)[0] == "swapped_corners"
    assert refusal(ordered_box, (1, 2, 1, 4), HERE)[0] == "zero_size"


@pytest.mark.parametrize("beyond", [1e-13, 0.5, 1.0])
def test_slightly_outside_is_cut(beyond: float) -> None:
    box, moved = box_inside((-beyond, 0, 50, 200 + beyond), (100, 200), HERE)
    assert list(box) == [0, 0, 50, 200]
    assert moved == (beyond > 1e-6)


def test_farther_outside_is_refused() -> None:
    assert refusal(box_inside, (-1.01, 0, 50, 60), (100, 200), HERE)[0] == "outside"
    assert refusal(box_inside, (0, 0, 50, 201.5), (100, 200), HERE)[0] == "outside"
    assert refusal(box_inside, (-5, 0, 50, 60), None, HERE)[0] == "outside"
    assert refusal(box_inside, (-0.9, 0, -0.1, 60), (100, 200), HERE)[0] == "swapped_corners"
    assert box_inside((0, 0, 5e6, 60), None, HERE) == ((0, 0, 5e6, 60), False)


@given(st.tuples(*[st.floats(-3, 13, allow_nan=False)] * 4))
def test_a_box_that_passes_lies_inside(box: tuple[float, float, float, float]) -> None:
    try:
        inside, _ = box_inside(ordered_box(box, HERE), (10, 10), HERE)
    except AnnotationError:
        return
    x1, y1, x2, y2 = inside
    assert 0 <= x1 < x2 <= 10
    assert 0 <= y1 < y2 <= 10


def test_outlines() -> None:
    assert polygon([0, 0, 10.5, 0, 10, 10], (10, 10), HERE) == ((0, 0), (10, 0), (10, 10))
    assert refusal(polygon, [0, 0, 1, 1], (10, 10), HERE)[0] == "wrong_count"
    assert refusal(polygon, [0, 0, 1, 1, 2, 2, 3], (10, 10), HERE)[0] == "wrong_count"
    assert refusal(polygon, [0, 0, 12, 0, 10, 10], (10, 10), HERE)[0] == "outside"
    assert around([((0, 1), (5, 2), (3, 7))], HERE) == (0, 1, 5, 7)
    assert refusal(around, [((0, 1), (5, 1), (3, 1))], HERE)[0] == "zero_size"


def test_texts_from_a_file_are_made_harmless() -> None:
    assert shown("a" * 100).endswith("…'")
    assert "\x1b" not in shown("\x1b[2J")
