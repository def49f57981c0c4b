"""Levels against means taken one pixel at a time."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from fracview.core import pyramid
from fracview.core.pyramid import SMALLEST_SIDE, build_pyramid

RNG = np.random.default_rng(20230805)


@pytest.fixture
def small_levels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Levels of pictures that a naive implementation can follow, in several blocks."""
    monkeypatch.setattr(pyramid, "SMALLEST_SIDE", 2)
    monkeypatch.setattr(pyramid, "_BLOCK_ROWS", 4)


def naive(picture: NDArray[Any], background: int | None = None) -> NDArray[Any]:
    rows, columns = picture.shape[:2]
    half = np.empty(((rows + 1) // 2, (columns + 1) // 2, *picture.shape[2:]), picture.dtype)
    for i, j in np.ndindex(*half.shape[:2]):
        four = [
            picture[min(row, rows - 1), min(column, columns - 1)]
            for row in (2 * i, 2 * i + 1)
            for column in (2 * j, 2 * j + 1)
        ]
        half[i, j] = nearest_mean(four, background)
    return half


def nearest_mean(four: list[Any], background: int | None) -> Any:
    """Of four pixels; with padding among them the first that is none, else padding."""
    inside = [one for one in four if background is None or one != background]
    if len(inside) < 4:
        return inside[0] if inside else background
    mean = np.floor(np.mean(np.array(four, dtype=np.float64), axis=0) + 0.5)
    return inside[0] if background is not None and mean == background else mean


def picture(shape: tuple[int, ...], dtype: type) -> NDArray[Any]:
    return RNG.integers(0, np.iinfo(dtype).max, shape, dtype=dtype, endpoint=True)


@pytest.mark.parametrize(
    ("shape", "dtype"),
    [
        *(
            (shape, dtype)
            for shape in [(16, 16), (17, 13), (5, 30), (9, 2), (2, 9)]
            for dtype in (np.uint8, np.uint16)
        ),
        ((13, 17, 3), np.uint8),
    ],
)
@pytest.mark.usefixtures("small_levels")
def test_levels_are_the_means_of_the_level_before(shape: tuple[int, ...], dtype: type) -> None:
    levels = build_pyramid(picture(shape, dtype)).levels
    assert len(levels) > 1
    for level, half in pairwise(levels):
        assert half.dtype == level.dtype
        assert np.array_equal(half, naive(level))


@pytest.mark.usefixtures("small_levels")
def test_padding_neither_darkens_its_neighbours_nor_spreads() -> None:
    background = 300
    codes = RNG.integers(290, 311, (23, 31)).astype(np.uint16)  # every third mean meets the code by chance
    codes[codes == background] = 301
    outside = np.zeros(codes.shape, dtype=bool)
    outside[:5], outside[:, 20:] = True, True
    codes[outside] = background
    levels = build_pyramid(codes, background).levels
    for level, half in pairwise(levels):
        assert np.array_equal(half, naive(level, background))
        assert ((half == background).sum() * 4) <= (level == background).sum() + 2 * sum(level.shape)


def test_a_far_smaller_level_is_as_bright_as_the_picture() -> None:
    noise = RNG.integers(0, 256, (4096, 512), dtype=np.uint8)
    levels = build_pyramid(noise).levels
    assert len(levels) == 5
    assert abs(float(levels[-1].mean()) - float(noise.mean())) < 0.7  # rounding down would lose 1.5


def test_the_picture_itself_is_the_first_level_and_is_not_copied() -> None:
    codes = picture((600, 300), np.uint16)
    built = build_pyramid(codes)
    assert built.levels[0] is codes
    assert [level.shape for level in built.levels] == [(600, 300), (300, 150), (150, 75)]
    assert built.nbytes == 2 * (600 * 300 + 300 * 150 + 150 * 75)


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1), (SMALLEST_SIDE, SMALLEST_SIDE)])
def test_what_cannot_or_need_not_be_halved_has_one_level(shape: tuple[int, int]) -> None:
    assert len(build_pyramid(np.zeros(shape, np.uint8)).levels) == 1


@pytest.mark.parametrize(
    ("zoom", "level"),
    [
        (64.0, 0),
        (1.0, 0),
        (0.85, 0),
        (0.65, 1),
        (0.5, 1),
        (0.42, 1),
        (0.33, 2),
        (0.06, 4),
        (1e-9, 4),
        (0.0, 4),
    ],
)
def test_a_level_pixel_comes_near_a_screen_pixel(zoom: float, level: int) -> None:
    built = build_pyramid(np.zeros((4096, 512), np.uint8))
    assert built.level_for(zoom) == level
