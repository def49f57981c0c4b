"""Whether the networks may run on a picture: the part that needs no DICOM attributes."""

from __future__ import annotations

from fracview.core.radiograph import NetworkUse
from fracview.reading.arrays import Array

SMALLEST_SIDE = 128
"""Rows and columns below which the networks, trained at several times that, see too little."""

TOO_SMALL = f"image smaller than {SMALLEST_SIDE} px"
COLOUR = "colour image"
MULTI_FRAME = "multi-frame"


def raster_use(pixels: Array, frame_count: int = 1) -> tuple[NetworkUse, str]:
    """Whether the networks may run on a picture file, and the reason ("" for a plain run).

    A picture file says nothing of what it shows, so a grey one is taken for a radiograph here; the gate
    of the analysis decides whether it looks like one.
    """
    if min(pixels.shape[:2]) < SMALLEST_SIDE:
        return NetworkUse.ASK, TOO_SMALL
    if frame_count > 1:
        return NetworkUse.ASK, MULTI_FRAME
    if pixels.ndim == 3:
        return NetworkUse.ASK, COLOUR
    return NetworkUse.RUN, ""
