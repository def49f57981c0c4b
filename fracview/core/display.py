"""A radiograph made ready for the screen: codes in a pyramid, and a table from codes to grey levels.

The screen is windowed by a table alone, so that a step of window or level costs one look-up for each pixel
of the screen, whatever the radiograph's size and type.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fracview.core.pyramid import Pyramid, build_pyramid
from fracview.core.windowing import Voi, VoiFunction, apply_voi

if TYPE_CHECKING:
    from fracview.core.radiograph import Radiograph

_CODES = 1 << 16
_SAMPLE = 1 << 18
PERCENTILES = ((0.5, 99.5), (2.0, 98.0), (10.0, 99.9))
"""Windows offered beside the file's own, as shares of the pixels in per cent."""


@dataclass(frozen=True, eq=False, slots=True)
class Display:
    """What the viewport draws from.

    Attributes
    ----------
    pyramid
        Codes, uint8 or uint16, of a grey radiograph; (rows, columns, 3) uint8 of a colour one.
    values
        (n,) float64: pixel value behind each code, in the units of `Radiograph.pixels`; empty for colour.
    background
        Code of the padding, drawn black however it is windowed; None where there is none.
    low, high
        Smallest and largest pixel value.
    vois
        Windows to choose from: the file's own first, then percentiles of the pixels.
    """

    pyramid: Pyramid
    values: NDArray[np.float64]
    background: int | None
    low: float
    high: float
    vois: tuple[Voi, ...]

    @property
    def is_colour(self) -> bool:
        """Whether there is nothing to window."""
        return self.values.size == 0

    def grey_levels(self, voi: Voi, *, inverted: bool = False) -> NDArray[np.uint8]:
        """(n,) uint8 grey level of each code; equal to `apply_voi` of the pixels for integer pixels."""
        levels: NDArray[np.uint8] = apply_voi(self.values[None, :], voi)[0]
        if inverted:
            levels = np.asarray(255 - levels, dtype=np.uint8)
        if self.background is not None:
            levels[self.background] = 0
        return levels


def make_display(radiograph: Radiograph) -> Display:
    """Codes, pyramid and windows of a radiograph; takes as long as reading it, so not for the GUI thread."""
    pixels = radiograph.pixels
    if pixels.ndim == 3:
        pyramid = build_pyramid(np.asarray(pixels, dtype=np.uint8))
        return Display(pyramid, np.empty(0), None, 0.0, 255.0, radiograph.vois)
    codes, values = _codes(pixels)
    low, high = (float(values[code]) for code in _ends(codes))
    background = None
    if radiograph.background is not None:
        codes, values, background = _with_background(codes, values, radiograph.background)
    vois = (*radiograph.vois, *_percentile_vois(pixels, radiograph.background, radiograph.vois))
    return Display(build_pyramid(codes, background), values, background, low, high, vois)


def as_window(voi: Voi, display: Display) -> Voi:
    """A window with center and width that comes near `voi`: what dragging starts from.

    Tables and identity become the window over their input range; a turned window an ordinary one.
    """
    if voi.function is VoiFunction.IDENTITY:
        center, width = 127.5, 255.0
    elif voi.function is VoiFunction.LUT and voi.lut is not None:
        center, width = voi.lut_first + len(voi.lut) / 2, float(len(voi.lut))
    else:
        return replace(voi, explanation="manual", label="", turned=False)
    width = min(width, max(display.high - display.low, 1.0)) if width > 255 else width
    return Voi("manual", VoiFunction.LINEAR_EXACT, center, max(width, 1e-6))


def _codes(pixels: NDArray[np.generic]) -> tuple[NDArray[np.generic], NDArray[np.float64]]:
    """Pixels as unsigned codes, and the value behind each code."""
    if pixels.dtype == np.uint8 or pixels.dtype == np.uint16:
        return pixels, np.arange(1 << (8 * pixels.itemsize), dtype=np.float64)
    if pixels.dtype in (np.int8, np.int16):
        half = 1 << (8 * pixels.itemsize - 1)
        codes = pixels.view(f"u{pixels.itemsize}") ^ np.array(half, f"u{pixels.itemsize}")
        return codes, np.arange(-half, half, dtype=np.float64)
    return _quantized(pixels)


def _quantized(pixels: NDArray[np.generic]) -> tuple[NDArray[np.generic], NDArray[np.float64]]:
    """Float pixels in 65,536 even steps; what is not finite becomes the nearest end."""
    finite = np.isfinite(pixels)
    values = np.asarray(pixels, dtype=np.float32)
    low = float(values.min(where=finite, initial=np.inf)) if finite.any() else 0.0
    high = float(values.max(where=finite, initial=-np.inf)) if finite.any() else 0.0
    step = (high - low) / (_CODES - 1) or 1.0
    cleaned = np.nan_to_num(values, nan=low, posinf=high, neginf=low)
    codes = np.rint((cleaned - np.float32(low)) / np.float32(step)).clip(0, _CODES - 1).astype(np.uint16)
    return codes, low + step * np.arange(_CODES, dtype=np.float64)


def _ends(codes: NDArray[np.generic]) -> tuple[int, int]:
    return int(codes.min()), int(codes.max())


def _with_background(
    codes: NDArray[np.generic], values: NDArray[np.float64], outside: NDArray[np.bool_]
) -> tuple[NDArray[np.generic], NDArray[np.float64], int | None]:
    """Give the padding a code that no pixel has; None where all 65,536 are taken."""
    if codes.itemsize == 1:
        codes = codes.astype(np.uint16)
        values = np.append(values, values[-1])
        free = len(values) - 1
    else:
        used = np.bincount(codes[~outside].ravel(), minlength=_CODES)
        unused = np.flatnonzero(used == 0)
        if unused.size == 0:
            return codes, values, None
        free = int(unused[-1])
    return np.where(outside, np.array(free, codes.dtype), codes), values, free


def _percentile_vois(
    pixels: NDArray[np.generic], outside: NDArray[np.bool_] | None, offered: tuple[Voi, ...]
) -> list[Voi]:
    """Windows between percentiles of a sample of the pixels that are not padding."""
    step = max(1, int(np.sqrt(pixels.size / _SAMPLE)))
    sample = pixels[::step, ::step]
    if outside is not None and not outside.all():
        inside = sample[~outside[::step, ::step]]
        sample = inside if inside.size else sample
    values = np.sort(np.asarray(sample, dtype=np.float64)[np.isfinite(sample)], axis=None)
    if values.size == 0:
        return []
    named = {voi.explanation for voi in offered}
    shares = [share for share in PERCENTILES if not (share == PERCENTILES[0] and "auto" in named)]
    return [_between(values, low, high) for low, high in shares]


def _between(values: NDArray[np.float64], low_percent: float, high_percent: float) -> Voi:
    last = len(values) - 1
    low, high = (values[round(percent / 100 * last)] for percent in (low_percent, high_percent))
    name = f"{low_percent:g}-{high_percent:g} %"
    width = max(float(high - low), 1e-6)
    return Voi(name, VoiFunction.LINEAR_EXACT, float(low + high) / 2, width, label=name)
