"""Millimetres and the shape of a pixel (PS3.3 10.7.1, C.7.6.3.1.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.core.radiograph import PixelSpacing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fracview.reading.dicom.attributes import Attributes

MAX_SPACING_MM = 100.0
"""Pixels larger than this are not believed."""


def pixel_spacing(levels: Sequence[Attributes]) -> PixelSpacing | None:
    """Pixel spacing, from the most trustworthy attribute that has two believable values.

    Pixel Spacing that only repeats Imager Pixel Spacing is not calibrated (PS3.3 10.7.1.3), so it is
    said to be measured at the detector.
    """
    pixel = next((pair for level in levels if (pair := _pair(level, "PixelSpacing"))), None)
    imager = next((pair for level in levels if (pair := _pair(level, "ImagerPixelSpacing"))), None)
    if pixel:
        return PixelSpacing(*pixel, "PixelSpacing", at_detector=pixel == imager)
    if not imager:
        return None
    factor = levels[-1].number("EstimatedRadiographicMagnificationFactor")
    if factor and 1.0 <= factor < 10.0:
        source = "ImagerPixelSpacing / EstimatedRadiographicMagnificationFactor"
        return PixelSpacing(imager[0] / factor, imager[1] / factor, source)
    return PixelSpacing(*imager, "ImagerPixelSpacing", at_detector=True)


def pixel_aspect_ratio(attributes: Attributes, spacing: PixelSpacing | None) -> float:
    """Height over width of a pixel: by its spacing, else by Pixel Aspect Ratio, else 1."""
    if spacing is not None:
        return spacing.row_mm / spacing.column_mm
    values = attributes.numbers("PixelAspectRatio")
    if len(values) == 2 and all(value >= 1 for value in values):
        return values[0] / values[1]
    return 1.0


def _pair(attributes: Attributes, keyword: str) -> tuple[float, float] | None:
    values = attributes.numbers(keyword)
    if len(values) == 2 and all(0 < value < MAX_SPACING_MM for value in values):
        return values[0], values[1]
    return None
