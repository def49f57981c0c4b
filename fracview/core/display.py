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
_BLOCK_ROWS = 256
MANUAL = "manual"
"""What a window is called that the reader has set."""
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
        Smallest and largest pixel value that is not padding.
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

    @property
    def step(self) -> float:
        """Distance between the values of neighbouring codes; 1 for integers, and for colour."""
        return 1.0 if self.is_colour else float(self.values[1] - self.values[0])

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
    outside = radiograph.background
    codes, values = _codes(pixels, outside)
    low, high = (float(values[code]) for code in _ends(codes, outside))
    background = None
    if outside is not None:
        codes, values, background = _with_background(codes, values, outside)
    vois = (*radiograph.vois, *_percentile_vois(pixels, outside, radiograph.vois))
    return Display(build_pyramid(codes, background), values, background, low, high, vois)


def as_window(voi: Voi, display: Display) -> Voi:
    """A window with center and width that comes near `voi`: what dragging starts from.

    A table becomes the line through its quarters, so that the picture does not jump; identity and a turned
    window become ordinary ones with the same grey levels.
    """
    if voi.function is VoiFunction.IDENTITY:
        return Voi(MANUAL, VoiFunction.LINEAR_EXACT, 127.5, 255.0)
    if voi.function is VoiFunction.LUT and voi.lut is not None:
        return Voi(MANUAL, VoiFunction.LINEAR_EXACT, *_line_through(voi, display))
    return replace(voi, explanation=MANUAL, label="", turned=False)


def _line_through(voi: Voi, display: Display) -> tuple[float, float]:
    """Center and width of the line through a rising table where it passes a quarter and three of its range.

    Only what the table makes of the radiograph's own values counts. A table that does not rise there becomes
    the window over those values.
    """
    values = np.linspace(display.low, display.high, 1024)
    levels = apply_voi(values[None, :], voi)[0].astype(np.float64)
    quarter = (levels[-1] - levels[0]) / 4
    if quarter <= 0:
        return (display.low + display.high) / 2, max(display.high - display.low, display.step)
    wanted = levels[0] + quarter, levels[0] + 3 * quarter
    first, second = (values[np.argmax(levels >= level)] for level in wanted)
    width = max(float(second - first) * 255 / (2 * quarter), display.step)
    return float(first + second) / 2 - (levels[0] + 2 * quarter - 127.5) / 255 * width, width


def _codes(
    pixels: NDArray[np.generic], outside: NDArray[np.bool_] | None
) -> tuple[NDArray[np.generic], NDArray[np.float64]]:
    """Pixels as unsigned codes, and the value behind each code."""
    if pixels.dtype == np.uint8 or pixels.dtype == np.uint16:
        return pixels, np.arange(1 << (8 * pixels.itemsize), dtype=np.float64)
    if pixels.dtype in (np.int8, np.int16):
        half = 1 << (8 * pixels.itemsize - 1)
        codes = pixels.view(f"u{pixels.itemsize}") ^ np.array(half, f"u{pixels.itemsize}")
        return codes, np.arange(-half, half, dtype=np.float64)
    return _quantized(pixels, outside)


def _quantized(
    pixels: NDArray[np.generic], outside: NDArray[np.bool_] | None
) -> tuple[NDArray[np.generic], NDArray[np.float64]]:
    """Float pixels in 65,534 even steps; what is not finite becomes the nearest end.

    Padding does not count: far from all else, it would make the steps coarse. The last code is left to it.
    """
    counted = np.isfinite(pixels)
    if outside is not None:
        counted &= ~outside
    values = np.asarray(pixels, dtype=np.float32)
    low = float(values.min(where=counted, initial=np.inf)) if counted.any() else 0.0
    high = float(values.max(where=counted, initial=-np.inf)) if counted.any() else 0.0
    step = (high - low) / (_CODES - 2) or 1.0
    codes = np.empty(values.shape, dtype=np.uint16)
    for start in range(0, len(values), _BLOCK_ROWS):
        block = np.nan_to_num(values[start : start + _BLOCK_ROWS], nan=low, posinf=high, neginf=low)
        steps = np.rint((block.astype(np.float64) - low) / step)  # float32 would overflow at its own range
        codes[start : start + _BLOCK_ROWS] = steps.clip(0, _CODES - 2)
    return codes, low + step * np.arange(_CODES, dtype=np.float64)


def _ends(codes: NDArray[np.generic], outside: NDArray[np.bool_] | None) -> tuple[int, int]:
    """Smallest and largest code that is not padding, where anything else is left."""
    counted = codes if outside is None or outside.all() else codes[~outside]
    return int(counted.min()), int(counted.max())


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
