"""What the screen shows through a table must be what `apply_voi` makes of the pixels."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from fracview.core.display import MANUAL, PERCENTILES, Display, as_window, make_display
from fracview.core.radiograph import Radiograph
from fracview.core.windowing import Voi, VoiFunction, apply_voi, full_range_voi, turn_window

RNG = np.random.default_rng(20230805)
INTEGERS = [np.uint8, np.int8, np.uint16, np.int16]
RAMP_LUT = np.repeat(np.arange(256, dtype=np.uint8), 16)
IDENTITY = Voi("identity", VoiFunction.IDENTITY)

windows = st.builds(
    Voi,
    st.just("window"),
    st.sampled_from([VoiFunction.LINEAR, VoiFunction.LINEAR_EXACT, VoiFunction.SIGMOID]),
    st.floats(-40000, 70000),
    st.floats(1, 100000),
    turned=st.booleans(),
)


def display_of(pixels: NDArray[Any], *vois: Voi, background: NDArray[np.bool_] | None = None) -> Display:
    vois = vois or (full_range_voi("full range", 0, 1000),)
    return make_display(Radiograph(Path("a"), "", pixels, vois, background=background))


def shown(display: Display, voi: Voi, *, inverted: bool = False) -> NDArray[np.uint8]:
    return display.grey_levels(voi, inverted=inverted)[display.pyramid.levels[0]]


def some_of(dtype: type) -> NDArray[Any]:
    """Both ends of the type and much between."""
    ends = np.iinfo(dtype)
    pixels = RNG.integers(ends.min, ends.max, (60, 77), dtype=dtype, endpoint=True)
    pixels[0, :3] = ends.min, ends.max, 0
    return pixels


def differ(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> int:
    return int(np.abs(one.astype(int) - other).max())


# Grey levels


@pytest.mark.parametrize("dtype", INTEGERS)
@given(voi=windows)
def test_integers_have_exactly_the_grey_levels_of_the_display_image(dtype: type, voi: Voi) -> None:
    pixels = some_of(dtype)
    assert np.array_equal(shown(display_of(pixels), voi), apply_voi(pixels, voi))


@pytest.mark.parametrize("dtype", INTEGERS)
@pytest.mark.parametrize(
    "voi", [IDENTITY, Voi("table", VoiFunction.LUT, lut=RAMP_LUT, lut_first=-7)], ids=["identity", "LUT"]
)
def test_identity_and_tables_are_exact_too(dtype: type, voi: Voi) -> None:
    pixels = some_of(dtype)
    assert np.array_equal(shown(display_of(pixels), voi), apply_voi(pixels, voi))


@pytest.mark.parametrize("dtype", INTEGERS)
def test_inverted_is_255_minus(dtype: type) -> None:
    pixels, voi = some_of(dtype), full_range_voi("", -50, 90)
    assert np.array_equal(shown(display_of(pixels), voi, inverted=True), 255 - apply_voi(pixels, voi))


@pytest.mark.parametrize("dtype", [*INTEGERS, np.float32])
@pytest.mark.parametrize("inverted", [False, True])
def test_padding_is_black_however_it_is_windowed(dtype: type, inverted: bool) -> None:
    pixels = (some_of(np.int8) if dtype is np.int8 else some_of(np.uint8)).astype(dtype)
    background = np.zeros(pixels.shape, dtype=bool)
    background[:, 50:] = True
    voi = full_range_voi("", -1000, 0)
    display = display_of(pixels, background=background)
    levels = shown(display, voi, inverted=inverted)
    assert not levels[background].any()
    expected = apply_voi(pixels, voi)[~background]
    assert differ(levels[~background], 255 - expected if inverted else expected) <= (dtype is np.float32)
    for level in display.pyramid.levels:
        assert (level == display.background).any()


def test_all_16_bits_taken_leaves_no_code_for_padding_but_a_picture() -> None:
    pixels = np.arange(1 << 16, dtype=np.uint16).reshape(256, 256)
    pixels = np.vstack([pixels, pixels[:1]])
    background = np.zeros(pixels.shape, dtype=bool)
    background[-1] = True
    display = display_of(pixels, background=background)
    assert display.background is None
    voi = full_range_voi("", 0, 65535)
    assert np.array_equal(shown(display, voi), apply_voi(pixels, voi))


def test_a_radiograph_that_is_all_padding_is_black() -> None:
    everywhere = np.ones((30, 40), dtype=bool)
    for dtype in (np.uint8, np.int16, np.float32):
        display = display_of(np.full((30, 40), 9, dtype), background=everywhere)
        assert not shown(display, full_range_voi("", 0, 1)).any()


# Floats


@given(
    low=st.floats(-1e6, 1e6),
    spread=st.floats(1e-3, 1e6),
    share=st.floats(0.004, 3.0),
    at=st.floats(-0.2, 1.2),
)
def test_floats_are_within_a_grey_level(low: float, spread: float, share: float, at: float) -> None:
    pixels = np.random.default_rng(3).uniform(low, low + spread, (40, 50)).astype(np.float32)
    spread = float(pixels.max()) - float(pixels.min())
    if spread == 0:
        return
    voi = Voi("", VoiFunction.LINEAR_EXACT, low + at * spread, share * spread)
    assert differ(shown(display_of(pixels), voi), apply_voi(pixels, voi)) <= 1


def test_padding_far_away_does_not_make_the_steps_of_floats_coarse() -> None:
    pixels = RNG.uniform(0, 1, (50, 60)).astype(np.float32)
    background = np.zeros(pixels.shape, dtype=bool)
    background[:10] = True
    pixels[background] = -32768.0
    voi = full_range_voi("", 0.25, 0.75)
    display = display_of(pixels, background=background)
    assert display.step < 1e-4
    assert (display.low, display.high) == pytest.approx((0, 1), abs=0.01)
    assert differ(shown(display, voi)[~background], apply_voi(pixels, voi)[~background]) <= 1


def test_floats_that_take_every_step_still_leave_one_for_padding() -> None:
    pixels = np.linspace(0, 1, 1 << 18, dtype=np.float32).reshape(512, 512)
    background = np.zeros(pixels.shape, dtype=bool)
    background[100:200] = True
    display = display_of(pixels, background=background)
    levels = shown(display, full_range_voi("", 0, 1), inverted=True)
    assert display.background is not None
    assert not levels[background].any()


def test_what_is_no_number_is_dark_and_what_is_infinite_an_end() -> None:
    pixels = np.array([[np.nan, np.inf, -np.inf], [0, 500, 1000]], dtype=np.float32)
    display = display_of(pixels)
    assert (display.low, display.high) == (0, 1000)
    assert shown(display, full_range_voi("", 0, 1000))[0].tolist() == [0, 255, 0]


@pytest.mark.parametrize(
    "pixels",
    [
        np.full((20, 30), 7, np.uint16),
        np.zeros((1, 1), np.uint8),
        np.full((20, 30), 3.25, np.float32),
        np.full((20, 30), np.nan, np.float32),
        np.full((20, 30), np.inf, np.float32),
        np.array([[-3.4e38, 3.4e38]], np.float32),
        np.array([[0, 1e-44]], np.float32),
    ],
    ids=["flat", "one pixel", "flat float", "no number", "infinite", "whole range", "least range"],
)
def test_odd_pictures_are_windowed_without_a_warning(pixels: NDArray[Any]) -> None:
    display = display_of(pixels)
    for voi in (*display.vois, as_window(display.vois[0], display)):
        assert shown(display, voi).shape == pixels.shape
    assert display.step > 0


# Colour


def test_colour_has_nothing_to_window() -> None:
    pixels = RNG.integers(0, 256, (300, 200, 3), dtype=np.uint8)
    display = display_of(pixels, IDENTITY)
    assert display.is_colour
    assert np.array_equal(display.pyramid.levels[0], pixels)
    assert len(display.pyramid.levels) == 2
    assert display.vois == (IDENTITY,)
    assert not display_of(pixels[..., 0]).is_colour


# Ends and percentiles


@pytest.mark.parametrize("dtype", INTEGERS)
def test_ends_are_in_the_units_of_the_pixels(dtype: type) -> None:
    pixels = np.array([[3, 9], [100, 40]], dtype=dtype) - np.array(60 if np.iinfo(dtype).min else 0, dtype)
    display = display_of(pixels)
    assert (display.low, display.high) == (pixels.min(), pixels.max())


def test_the_files_windows_come_first_then_percentiles() -> None:
    own = (Voi("BONE", VoiFunction.LINEAR, 500, 900), Voi("SOFT", VoiFunction.LINEAR, 50, 350))
    pixels = np.arange(1001, dtype=np.uint16).reshape(77, 13)
    vois = display_of(pixels, *own).vois
    assert vois[:2] == own
    assert [voi.explanation for voi in vois[2:]] == ["0.5-99.5 %", "2-98 %", "10-99.9 %"]
    for voi, (low, high) in zip(vois[2:], PERCENTILES, strict=True):
        assert voi.center - voi.width / 2 == pytest.approx(10 * low, abs=0.5)
        assert voi.center + voi.width / 2 == pytest.approx(10 * high, abs=0.5)
        assert voi.label == voi.explanation


def test_a_window_called_auto_needs_no_second_of_its_kind() -> None:
    vois = display_of(some_of(np.uint16), full_range_voi("auto", 0, 9)).vois
    assert [voi.explanation for voi in vois] == ["auto", "2-98 %", "10-99.9 %"]


def test_percentiles_count_neither_padding_nor_what_is_no_number() -> None:
    pixels = np.full((40, 50), -5000, dtype=np.float32)
    pixels[10:, 10:] = RNG.uniform(100, 200, (30, 40))
    pixels[20, 20] = np.nan
    for voi in display_of(pixels, background=pixels == -5000).vois[1:]:
        assert voi.center - voi.width / 2 >= 100


def test_percentiles_of_a_large_picture_come_from_a_sample() -> None:
    pixels = np.tile(np.arange(2000, dtype=np.uint16), (1500, 1))
    voi = display_of(pixels).vois[1]
    assert voi.center == pytest.approx(1000, abs=5)
    assert voi.width == pytest.approx(1980, abs=10)


def test_no_percentiles_where_there_is_no_number() -> None:
    assert len(display_of(np.full((9, 9), np.nan, np.float32)).vois) == 1


# What dragging starts from


def test_dragging_identity_starts_from_the_same_picture() -> None:
    pixels = some_of(np.uint8)
    display = display_of(pixels, IDENTITY)
    window = as_window(IDENTITY, display)
    assert (window.explanation, window.center, window.width) == (MANUAL, 127.5, 255.0)
    assert np.array_equal(shown(display, window), pixels)


@given(voi=windows)
def test_dragging_a_window_starts_from_it_and_keeps_its_function(voi: Voi) -> None:
    display = display_of(some_of(np.int16), voi)
    window = as_window(voi, display)
    assert (window.function, window.center, window.width, window.turned) == (
        voi.function, voi.center, voi.width, False,
    )  # fmt: skip
    assert "window" not in window.label
    assert differ(shown(display, window), shown(display, voi)) <= 1  # of turned ones at a tie


def test_a_turned_windows_numbers_stay_those_of_the_file_when_it_is_dragged() -> None:
    turned = Voi("", VoiFunction.LINEAR, turn_window(VoiFunction.LINEAR, 1200, 4095), 800, turned=True)
    window = as_window(turned, display_of(some_of(np.uint16)))
    assert turn_window(window.function, window.center, 4095) == 1200


@pytest.mark.parametrize("first", [0, -300, 20000])
def test_dragging_a_straight_table_starts_from_the_same_picture(first: int) -> None:
    table = Voi("table", VoiFunction.LUT, lut=RAMP_LUT, lut_first=first)
    pixels = np.linspace(first - 100, first + 4300, 5000).astype(np.int16).reshape(50, 100)
    display = display_of(pixels, table)
    window = as_window(table, display)
    assert window.function is VoiFunction.LINEAR_EXACT
    assert differ(shown(display, window), shown(display, table)) <= 3


def test_dragging_a_table_far_wider_than_the_pixels_does_not_blacken_the_picture() -> None:
    lut = (255 * (np.arange(65536) / 65535) ** 0.4).astype(np.uint8)
    table = Voi("table", VoiFunction.LUT, lut=lut)
    pixels = np.linspace(0, 4095, 4800).astype(np.uint16).reshape(60, 80)
    display = display_of(pixels, table)
    before, after = (shown(display, voi).astype(int) for voi in (table, as_window(table, display)))
    assert abs(before.mean() - after.mean()) < 12
    assert np.abs(before - after)[pixels > 400].max() < 30


@pytest.mark.parametrize("lut", [np.full(256, 90, np.uint8), np.arange(255, -1, -1).astype(np.uint8)])
def test_a_table_that_does_not_rise_becomes_the_window_of_the_pixels(lut: NDArray[np.uint8]) -> None:
    table = Voi("table", VoiFunction.LUT, lut=lut)
    display = display_of(np.arange(50, 250, dtype=np.uint8).reshape(20, 10), table)
    window = as_window(table, display)
    assert (window.center, window.width) == (149.5, 199.0)


def test_a_step_is_what_lies_between_two_codes() -> None:
    assert display_of(some_of(np.int16)).step == 1.0
    assert display_of(np.array([[0, 65534]], np.float32)).step == pytest.approx(1.0)
    colour = np.zeros((2, 2, 3), np.uint8)
    assert display_of(colour, replace(IDENTITY)).step == 1.0
