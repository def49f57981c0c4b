"""Values of interest: from pixel values to 8-bit grey levels (PS3.3 C.11.2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

_BLOCK_PIXELS = 1 << 20
"""Float pixels are windowed in blocks of about this many, so that no second frame of floats exists."""


class VoiFunction(StrEnum):
    """VOI LUT Function (0028,1056), and the two that need no window."""

    LINEAR = "LINEAR"
    LINEAR_EXACT = "LINEAR_EXACT"
    SIGMOID = "SIGMOID"
    LUT = "LUT"
    IDENTITY = "IDENTITY"


@dataclass(frozen=True, eq=False, slots=True)
class Voi:
    """One way to window a radiograph.

    Attributes
    ----------
    explanation
        What to call it on the screen: the file's own words, ``auto``, ``identity``. The words may name a
        person, so they are never exported, recorded or logged.
    function
        How grey levels follow from values.
    center, width
        Of the window, in the units of `Radiograph.pixels`; unused by LUT and IDENTITY.
    lut, lut_first
        For LUT: uint8 grey levels, and the pixel value that maps to the first.
    turned
        True where the pixels were turned for MONOCHROME1: the grey levels are then exactly 255 minus
        those of the window as the file means it, rounding included.
    label
        What to call it in a record: nothing but FracView's own words and the file's numbers, as in
        ``window 1 LINEAR c=550 w=1024``. Made from the function and its numbers where it is not given.
    """

    explanation: str
    function: VoiFunction
    center: float = 0.0
    width: float = 0.0
    lut: NDArray[np.uint8] | None = None
    lut_first: int = 0
    turned: bool = False
    label: str = ""

    def __post_init__(self) -> None:
        if not self.label:
            object.__setattr__(self, "label", voi_label("", self.function, self.center, self.width))


def voi_label(origin: str, function: VoiFunction, center: float, width: float) -> str:
    """Name of a window for a record: where it comes from, and how grey levels follow from values.

    `origin` is one of FracView's own words, never the file's; `center` and `width` count only for windows.
    """
    if function is VoiFunction.IDENTITY:
        return origin or "identity"
    if function is VoiFunction.LUT:
        return origin or "VOI LUT"
    return f"{origin} {function} c={center:.6g} w={width:.6g}".lstrip()


def apply_voi(pixels: NDArray[np.generic], voi: Voi) -> NDArray[np.uint8]:
    """Grey levels of `pixels`.

    The function's whole output range becomes 0 to 255; the result's own minimum and maximum play no part.

    Parameters
    ----------
    pixels
        (rows, columns), integer or float, in the units of `voi`; not changed.

    Returns
    -------
    (rows, columns) uint8, always a new array.

    Raises
    ------
    ValueError
        A window that `window_is_valid` refuses.
    """
    if pixels.dtype == np.uint8 and voi.function is VoiFunction.IDENTITY:
        return np.array(pixels, dtype=np.uint8)
    if np.issubdtype(pixels.dtype, np.integer) and pixels.dtype.itemsize <= 2:
        return _by_table(pixels, voi)
    levels = np.empty(pixels.shape, dtype=np.uint8)
    rows = max(1, _BLOCK_PIXELS // max(1, pixels.shape[-1]))
    for start in range(0, len(pixels), rows):
        levels[start : start + rows] = _levels(pixels[start : start + rows].astype(np.float64), voi)
    return levels


def window_is_valid(function: VoiFunction, width: float) -> bool:
    """Whether a window can be applied (PS3.3 C.11.2.1): LINEAR needs a width of at least 1, others > 0."""
    if not np.isfinite(width):
        return False
    return width >= 1 if function is VoiFunction.LINEAR else width > 0


def linear(values: NDArray[np.float64], center: float, width: float) -> NDArray[np.float64]:
    """LINEAR (PS3.3 C.11.2.1.2.1) to [0, 1]; a width of 1 is a threshold below ``center - 0.5``."""
    if width <= 1:
        return np.where(values <= center - 0.5, 0.0, 1.0)
    return np.clip((values - (center - 0.5)) / (width - 1) + 0.5, 0.0, 1.0)


def linear_exact(values: NDArray[np.float64], center: float, width: float) -> NDArray[np.float64]:
    """LINEAR_EXACT (PS3.3 C.11.2.1.3.2) to [0, 1]."""
    return np.clip((values - center) / width + 0.5, 0.0, 1.0)


def sigmoid(values: NDArray[np.float64], center: float, width: float) -> NDArray[np.float64]:
    """SIGMOID (PS3.3 C.11.2.1.3.1) to (0, 1)."""
    exponent = np.clip(-4.0 * (values - center) / width, -700.0, 700.0)
    return np.asarray(1.0 / (1.0 + np.exp(exponent)), dtype=np.float64)


def turn_window(function: VoiFunction, center: float, turned_about: float) -> float:
    """Center of a window after pixels became ``turned_about - pixels``.

    LINEAR is half a value off centre (``c - 0.5``), so its centre moves by one more than the others'.
    The same sum turns the centre back.
    """
    return turned_about - center + (1.0 if function is VoiFunction.LINEAR else 0.0)


def full_range_voi(
    explanation: str, low: float, high: float, *, turned: bool = False, label: str = ""
) -> Voi:
    """Window that maps `low` to 0 and `high` to 255 (never empty: a flat image becomes a step at `low`)."""
    width = max(float(high) - float(low), float(np.finfo(np.float32).tiny))
    center = (float(low) + float(high)) / 2
    return Voi(explanation, VoiFunction.LINEAR_EXACT, center, width, turned=turned, label=label)


def _by_table(pixels: NDArray[np.generic], voi: Voi) -> NDArray[np.uint8]:
    """Window integers through a table of all the values their type can hold."""
    values = 1 << (8 * pixels.dtype.itemsize)
    lowest = -values // 2 if np.issubdtype(pixels.dtype, np.signedinteger) else 0
    table = _levels(np.arange(lowest, lowest + values, dtype=np.float64), voi)
    table = np.roll(table, lowest)  # begin at 0; negative values are the table's end, as two's complement
    unsigned = pixels.view(f"u{pixels.dtype.itemsize}")
    return np.take(table, unsigned)


def _levels(values: NDArray[np.float64], voi: Voi) -> NDArray[np.uint8]:
    with np.errstate(all="ignore"):  # absurd centres and widths run into infinity, which clips rightly
        return _windowed(values, voi)


def _windowed(values: NDArray[np.float64], voi: Voi) -> NDArray[np.uint8]:
    if voi.function is VoiFunction.IDENTITY:
        return np.clip(np.rint(values), 0, 255).astype(np.uint8)
    if voi.function is VoiFunction.LUT:
        return _through_lut(values, voi)
    if not window_is_valid(voi.function, voi.width):
        raise ValueError(f"a {voi.function} window cannot have the width {voi.width}")
    function = {
        VoiFunction.LINEAR: linear,
        VoiFunction.LINEAR_EXACT: linear_exact,
        VoiFunction.SIGMOID: sigmoid,
    }[voi.function]
    if not voi.turned:
        return _quantize(function(values, voi.center, voi.width))
    # As the file means it, then inverted: rounding a turned picture would differ by one level at each tie.
    center = turn_window(voi.function, voi.center, 0.0)
    return np.subtract(np.uint8(255), _quantize(function(-values, center, voi.width)))


def _quantize(fractions: NDArray[np.float64]) -> NDArray[np.uint8]:
    """[0, 1] to 0..255, nearest level. The nudge keeps exact ties on one side of float noise."""
    return np.asarray(fractions * 255.0 + (0.5 - 1e-7), dtype=np.uint8)


def _through_lut(values: NDArray[np.float64], voi: Voi) -> NDArray[np.uint8]:
    """First and last entry hold below and above the table (PS3.3 C.11.2.1.1)."""
    if voi.lut is None or len(voi.lut) == 0:
        raise ValueError("a LUT needs entries")
    index = np.clip(np.rint(values) - voi.lut_first, 0, len(voi.lut) - 1)
    return np.asarray(voi.lut[index.astype(np.intp)], dtype=np.uint8)
