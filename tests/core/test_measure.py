from __future__ import annotations

import pytest

from fracview.core.measure import Measurement, angle_degrees, length_text, measurement_text
from fracview.core.radiograph import PixelSpacing


def test_without_calibration_a_length_is_in_pixels_and_says_so() -> None:
    assert length_text((0, 0), (30, 40), None) == "50.0 px, no calibration"


def test_millimetres_name_where_they_come_from() -> None:
    calibrated = PixelSpacing(0.5, 0.5, "PixelSpacing")
    assert length_text((10, 10), (40, 50), calibrated) == "25.0 mm by PixelSpacing"


def test_millimetres_at_the_detector_say_that_they_are_not_the_bodys() -> None:
    at_detector = PixelSpacing(0.139, 0.139, "ImagerPixelSpacing", at_detector=True)
    text = length_text((0, 0), (0, 100), at_detector)
    assert text == "13.9 mm at detector, not corrected for magnification"


def test_rows_and_columns_have_their_own_spacing() -> None:
    oblong = PixelSpacing(row_mm=0.4, column_mm=0.1, source="PixelSpacing")
    assert length_text((0, 0), (100, 0), oblong).startswith("10.0 mm")
    assert length_text((0, 0), (0, 100), oblong).startswith("40.0 mm")
    assert length_text((0, 0), (300, 100), oblong).startswith("50.0 mm")


@pytest.mark.parametrize(
    ("a", "b", "degrees"),
    [
        ((1, 0), (0, 1), 90.0),
        ((1, 0), (-1, 0), 180.0),
        ((1, 0), (5, 0), 0.0),
        ((-1, 0.001), (-1, -0.001), 0.11459),  # either side of where atan2 wraps
        ((0, -3), (2, 2), 135.0),
    ],
)
def test_angles_are_at_most_half_a_turn_and_do_not_depend_on_the_order(
    a: tuple[float, float], b: tuple[float, float], degrees: float
) -> None:
    vertex = (12.5, -3.0)
    moved = [(x + vertex[0], y + vertex[1]) for x, y in (a, b)]
    assert angle_degrees(moved[0], vertex, moved[1]) == pytest.approx(degrees, abs=1e-4)
    assert angle_degrees(moved[1], vertex, moved[0]) == pytest.approx(degrees, abs=1e-4)


def test_an_angle_is_the_one_seen_where_pixels_are_not_square() -> None:
    assert angle_degrees((1, 0), (0, 0), (1, 0.5), aspect=2.0) == pytest.approx(45.0)


def test_two_points_are_a_length_and_three_an_angle() -> None:
    ruler, angle = Measurement(((0, 0), (3, 4))), Measurement(((4, 0), (0, 0), (0, 9)))
    assert not ruler.is_angle
    assert angle.is_angle
    assert measurement_text(ruler, None) == "5.0 px, no calibration"
    assert measurement_text(angle, PixelSpacing(1, 1, "PixelSpacing")) == "90.0°"
