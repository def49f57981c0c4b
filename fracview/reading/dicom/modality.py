"""Stored values to modality values (PS3.3 C.11.1), and from dark bones to bright ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from fracview.reading.arrays import Array
from fracview.reading.dicom.luts import apply_lut, lut_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from fracview.reading.dicom.attributes import Attributes

_BELIEVABLE = 1e15
_BLOCK_ROWS = 256


@dataclass(frozen=True, eq=False, slots=True)
class Values:
    """Modality values and the range they may have.

    Attributes
    ----------
    pixels
        (rows, columns) uint8, uint16, int16 or float32.
    low, high
        What the stored bits can hold, after the Modality LUT; every pixel lies between.
    rescaled
        Whether a Modality LUT or a rescale other than the identity was applied.
    """

    pixels: Array
    low: float
    high: float
    rescaled: bool

    @property
    def turned_about(self) -> float:
        """What a pixel and its turned value add up to, exactly a value of the pixels' type."""
        return float(np.float32(self.low + self.high))

    def turned(self) -> Values:
        """The same picture with dark and bright exchanged inside the range."""
        if self.pixels.dtype == np.float32:
            return replace(self, pixels=np.subtract(self.turned_about, self.pixels, dtype=np.float32))
        wide = np.int32(self.turned_about) - self.pixels.astype(np.int32)
        return replace(self, pixels=wide.astype(self.pixels.dtype))


def modality_values(
    stored: Array, stored_range: tuple[int, int], levels: Sequence[Attributes]
) -> tuple[Values, list[str]]:
    """Apply the Modality LUT Sequence where it has entries, else slope and intercept.

    Parameters
    ----------
    stored
        (rows, columns) integers.
    stored_range
        What the stored bits can hold; widened where a pixel lies outside.
    levels
        Where to look for the attributes, most specific first: the frame's functional groups, the file.

    Returns
    -------
    Values, and sentences about what was ignored.
    """
    low, high = min(stored_range[0], int(stored.min())), max(stored_range[1], int(stored.max()))
    for attributes in levels:
        for item in attributes.items("ModalityLUTSequence")[:1]:
            lut = lut_of(item, signed=low < 0)
            if lut is not None:
                return Values(apply_lut(stored, lut), 0, (1 << lut.bits) - 1, rescaled=True), []
    slope, intercept, remarks = _rescale(levels)
    return _rescaled(stored, low, high, slope, intercept), remarks


def _rescale(levels: Sequence[Attributes]) -> tuple[float, float, list[str]]:
    for attributes in levels:
        slope, intercept = attributes.number("RescaleSlope"), attributes.number("RescaleIntercept")
        if slope is None and intercept is None:
            continue
        if slope == 0 or max(abs(slope or 1), abs(intercept or 0)) > _BELIEVABLE:
            return 1.0, 0.0, ["the rescale slope or intercept is absurd; stored values were taken"]
        return (1.0 if slope is None else slope), intercept or 0.0, []
    return 1.0, 0.0, []


def _rescaled(stored: Array, low: int, high: int, slope: float, intercept: float) -> Values:
    ends = sorted((low * slope + intercept, high * slope + intercept))
    whole = slope == int(slope) and intercept == int(intercept)
    rescaled = (slope, intercept) != (1.0, 0.0)
    dtype = _dtype_for(ends[0], ends[1]) if whole else np.dtype(np.float32)
    if dtype == np.float32:
        return Values(_linear(stored, slope, intercept), ends[0], ends[1], rescaled)
    if not rescaled:
        return Values(stored.astype(dtype, copy=False), ends[0], ends[1], rescaled)
    wide = stored.astype(np.int32) * np.int32(slope) + np.int32(intercept)
    return Values(wide.astype(dtype), ends[0], ends[1], rescaled)


def _linear(stored: Array, slope: float, intercept: float) -> NDArray[np.float32]:
    """Slope and intercept in double precision, in blocks of rows to keep the intermediate values small."""
    pixels = np.empty(stored.shape, dtype=np.float32)
    for start in range(0, len(stored), _BLOCK_ROWS):
        block = np.asarray(stored[start : start + _BLOCK_ROWS], dtype=np.float64)
        pixels[start : start + _BLOCK_ROWS] = block * slope + intercept
    return pixels


def _dtype_for(low: float, high: float) -> np.dtype[np.generic]:
    """Smallest pixel type of a `Radiograph` that holds a range."""
    for dtype in (np.uint8, np.uint16, np.int16):
        limits = np.iinfo(dtype)
        if limits.min <= low and high <= limits.max:
            return np.dtype(dtype)
    return np.dtype(np.float32)
