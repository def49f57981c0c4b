"""Windows against the formulas of PS3.3 C.11.2, value by value."""

from __future__ import annotations

import numpy as np
import pytest

from fracview.core.windowing import (
    Voi,
    VoiFunction,
    apply_voi,
    full_range_voi,
    turn_window,
    window_is_valid,
)

RAMP = np.arange(-300, 1000, dtype=np.int16).reshape(13, 100)


def test_identity_returns_a_copy_that_may_be_drawn_on() -> None:
    pixels = np.arange(256, dtype=np.uint8).reshape(16, 16)
    shown = apply_voi(pixels, Voi("identity", VoiFunction.IDENTITY))
    assert np.array_equal(shown, pixels)
    shown[:] = 0
    assert pixels.max() == 255


def test_linear_follows_the_standards_three_branches() -> None:
    center, width = 50.0, 101.0
    shown = apply_voi(RAMP, Voi("", VoiFunction.LINEAR, center, width))
    for value, level in zip(RAMP.ravel().tolist(), shown.ravel().tolist(), strict=True):
        if value <= center - 0.5 - (width - 1) / 2:
            assert level == 0
        elif value > center - 0.5 + (width - 1) / 2:
            assert level == 255
        else:
            exact = ((value - (center - 0.5)) / (width - 1) + 0.5) * 255
            assert abs(level - exact) <= 0.5 + 1e-6


def test_linear_of_width_one_is_a_threshold() -> None:
    shown = apply_voi(RAMP, Voi("", VoiFunction.LINEAR, 10.0, 1.0))
    assert np.array_equal(shown, np.where(RAMP > 9.5, 255, 0))


def test_linear_exact_reaches_its_ends_at_half_a_width_from_the_center() -> None:
    voi = Voi("", VoiFunction.LINEAR_EXACT, 100.0, 200.0)
    pixels = np.array([[-1, 0, 50, 100, 200, 201]], dtype=np.int16)
    assert apply_voi(pixels, voi).tolist() == [[0, 0, 64, 127, 255, 255]]


def test_sigmoid_never_divides_the_picture_hard() -> None:
    voi = Voi("", VoiFunction.SIGMOID, 100.0, 200.0)
    pixels = np.array([[-(2**15), 0, 100, 200, 2**15 - 1]], dtype=np.int16)
    expected = [0, 255 / (1 + np.exp(2)), 127.5, 255 / (1 + np.exp(-2)), 255]
    assert np.abs(apply_voi(pixels, voi)[0] - expected).max() <= 0.5 + 1e-6


def test_lut_holds_its_ends_outside() -> None:
    lut = np.array([10, 20, 250], dtype=np.uint8)
    voi = Voi("", VoiFunction.LUT, lut=lut, lut_first=-1)
    pixels = np.array([[-100, -1, 0, 1, 2, 100]], dtype=np.int16)
    assert apply_voi(pixels, voi).tolist() == [[10, 10, 20, 250, 250, 250]]


def test_output_range_is_the_functions_not_the_results() -> None:
    flat = np.full((4, 4), 500, dtype=np.uint16)
    assert apply_voi(flat, Voi("", VoiFunction.LINEAR_EXACT, 500.0, 1000.0)).max() == 127


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint16, np.float32])
@pytest.mark.parametrize("function", [VoiFunction.LINEAR, VoiFunction.LINEAR_EXACT, VoiFunction.SIGMOID])
def test_every_pixel_type_gives_the_same_levels(dtype: type, function: VoiFunction) -> None:
    pixels = np.arange(200).reshape(10, 20)
    voi = Voi("", function, 90.5, 77.0)
    assert np.array_equal(apply_voi(pixels.astype(dtype), voi), apply_voi(pixels.astype(np.float64), voi))


def test_signed_values_are_looked_up_in_their_own_place() -> None:
    pixels = np.array([[-(2**15), -1, 0, 2**15 - 1]], dtype=np.int16)
    voi = full_range_voi("", -(2**15), 2**15 - 1)
    assert apply_voi(pixels, voi).tolist() == [[0, 127, 128, 255]]


def test_large_float_frames_are_windowed_in_blocks_without_a_seam() -> None:
    pixels = np.random.default_rng(1).normal(0, 100, (1500, 1100)).astype(np.float32)
    voi = Voi("", VoiFunction.LINEAR, 0.0, 300.0)
    together = apply_voi(pixels, voi)
    assert np.array_equal(together[700:], apply_voi(pixels[700:], voi))


@pytest.mark.parametrize("function", [VoiFunction.LINEAR, VoiFunction.LINEAR_EXACT, VoiFunction.SIGMOID])
@pytest.mark.parametrize(("center", "width"), [(127.5, 255.0), (128, 256), (40, 511), (-7.25, 33.5), (0, 1)])
def test_a_turned_window_inverts_the_grey_levels_exactly(
    function: VoiFunction, center: float, width: float
) -> None:
    turned_about = 255
    values = np.arange(256, dtype=np.int16).reshape(16, 16)
    meant = apply_voi(values, Voi("", function, center, width))
    turned = Voi("", function, turn_window(function, center, turned_about), width, turned=True)
    shown = apply_voi((turned_about - values).astype(np.int16), turned)
    assert np.array_equal(shown, 255 - meant)


def test_turning_a_window_twice_gives_it_back() -> None:
    for function in VoiFunction:
        assert turn_window(function, turn_window(function, 40.0, 1023), 1023) == 40.0


@pytest.mark.parametrize(
    ("function", "width", "valid"),
    [
        (VoiFunction.LINEAR, 1.0, True),
        (VoiFunction.LINEAR, 0.99, False),
        (VoiFunction.LINEAR_EXACT, 1e-9, True),
        (VoiFunction.LINEAR_EXACT, 0.0, False),
        (VoiFunction.SIGMOID, -5.0, False),
        (VoiFunction.LINEAR, float("nan"), False),
        (VoiFunction.SIGMOID, float("inf"), False),
    ],
)
def test_which_widths_can_be_applied(function: VoiFunction, width: float, valid: bool) -> None:
    assert window_is_valid(function, width) is valid
    if not valid and not np.isnan(width):
        with pytest.raises(ValueError, match="width"):
            apply_voi(RAMP, Voi("", function, 0.0, width))


def test_absurd_windows_do_not_warn() -> None:
    for center, width in [(1e308, 1e-300), (-1e308, 1e308), (0.0, 5e-324)]:
        apply_voi(RAMP, Voi("", VoiFunction.LINEAR_EXACT, center, width))


def test_a_flat_range_is_still_a_window() -> None:
    shown = apply_voi(np.full((2, 2), 7, np.uint16), full_range_voi("auto", 7, 7))
    assert shown.shape == (2, 2)


def test_a_lut_without_entries_is_refused() -> None:
    with pytest.raises(ValueError, match="entries"):
        apply_voi(RAMP, Voi("", VoiFunction.LUT))


@pytest.mark.parametrize(
    ("voi", "label"),
    [
        (Voi("DOE^JOHN", VoiFunction.LINEAR, 550, 1024), "LINEAR c=550 w=1024"),
        (Voi("DOE^JOHN", VoiFunction.SIGMOID, 0.5, 2.25), "SIGMOID c=0.5 w=2.25"),
        (Voi("DOE^JOHN", VoiFunction.IDENTITY), "identity"),
        (Voi("DOE^JOHN", VoiFunction.LUT, lut=np.zeros(2, np.uint8)), "VOI LUT"),
        (Voi("DOE^JOHN", VoiFunction.LINEAR, 1, 2, label="window 3"), "window 3"),
    ],
)
def test_a_label_never_repeats_the_files_words(voi: Voi, label: str) -> None:
    assert voi.label == label
