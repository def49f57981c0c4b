from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageColor

from fracview.core.comparison import FN, FP, TP
from fracview.export.comparison.pictures import COLOURS, REFERENCE, SIDE, case_jpeg
from tests.export.comparison.sides import BOX, FOUND, MISSED, SIZE, WRONG, display, side


def _picture(name: str) -> np.ndarray:
    made = side()
    index = [image.name for image in made.evaluation.images].index(name)
    pixels = display(name)
    assert pixels is not None
    data = case_jpeg(pixels, made.evaluation, made.snapshot(), index)
    picture = Image.open(io.BytesIO(data))
    assert picture.format == "JPEG"
    return np.asarray(picture.convert("RGB")).astype(int)


def _has(picture: np.ndarray, colour: str) -> bool:
    return bool((np.abs(picture - ImageColor.getrgb(colour)).max(axis=2) < 24).sum() > 20)


@pytest.mark.parametrize(
    ("name", "shown"), [(FOUND, {TP}), (MISSED, {FN}), (WRONG, {FP})], ids=["found", "missed", "wrong"]
)
def test_each_kind_has_its_colour_and_no_other(name: str, shown: set[str]) -> None:
    picture = _picture(name)
    assert {kind for kind, colour in COLOURS.items() if _has(picture, colour)} == shown


def test_the_reference_of_a_pair_is_white_brackets_open_between_the_corners() -> None:
    picture = _picture(FOUND)
    scale = picture.shape[1] / SIZE[0]
    x1, _, x2, y2 = (round(value * scale) for value in BOX)
    corner, middle = picture[y2 - 3 : y2 + 3, x1 : x1 + 6], picture[y2 - 3 : y2 + 3, (x1 + x2) // 2]
    white = ImageColor.getrgb(REFERENCE)[0]
    assert corner.min(axis=2).max() > white - 20
    assert middle.min(axis=1).max() < white - 60


def test_a_small_picture_is_enlarged_twice_at_most() -> None:
    assert _picture(FOUND).shape == (2 * SIZE[1], 2 * SIZE[0], 3)


def test_a_large_colour_picture_is_made_smaller() -> None:
    made = side()
    data = case_jpeg(np.zeros((3000, 1000, 3), np.uint8), made.evaluation, made.snapshot(), 0)
    assert Image.open(io.BytesIO(data)).size == (SIDE // 3, SIDE)
