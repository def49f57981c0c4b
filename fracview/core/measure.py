"""Lengths and angles on a radiograph, with the source of their calibration."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fracview.core.radiograph import PixelSpacing

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Measurement:
    """A ruler (two points) or an angle (three, the vertex in the middle), in image pixels (x, y)."""

    points: tuple[Point, ...]

    @property
    def is_angle(self) -> bool:
        """Whether three points were set."""
        return len(self.points) == 3


def length_text(a: Point, b: Point, spacing: PixelSpacing | None) -> str:
    """Length with its unit and where that comes from: ``41.2 mm at detector``; px without calibration."""
    if spacing is None:
        return f"{math.hypot(b[0] - a[0], b[1] - a[1]):.1f} px, no calibration"
    dx, dy = (b[0] - a[0]) * spacing.column_mm, (b[1] - a[1]) * spacing.row_mm
    length = f"{math.hypot(dx, dy):.1f} mm"
    if spacing.at_detector:
        return f"{length} at detector, not corrected for magnification"
    return f"{length} by {spacing.source}"


def angle_degrees(a: Point, vertex: Point, b: Point, aspect: float = 1.0) -> float:
    """Angle at `vertex`, 0 to 180 degrees, where a pixel is `aspect` times as high as wide."""
    first = math.atan2((a[1] - vertex[1]) * aspect, a[0] - vertex[0])
    second = math.atan2((b[1] - vertex[1]) * aspect, b[0] - vertex[0])
    turn = abs(math.degrees(first - second)) % 360.0
    return min(turn, 360.0 - turn)


def measurement_text(measurement: Measurement, spacing: PixelSpacing | None, aspect: float = 1.0) -> str:
    """What stands beside a measurement: a length, or an angle."""
    if measurement.is_angle:
        a, vertex, b = measurement.points
        return f"{angle_degrees(a, vertex, b, aspect):.1f}°"
    a, b = measurement.points
    return length_text(a, b, spacing)
