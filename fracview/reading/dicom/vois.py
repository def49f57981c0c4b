"""The windows and VOI LUTs that a file offers (PS3.3 C.11.2), the default first."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np

from fracview.core.windowing import (
    Voi,
    VoiFunction,
    full_range_voi,
    turn_window,
    voi_label,
    window_is_valid,
)
from fracview.reading.arrays import ROBUST, WHOLE, auto_voi
from fracview.reading.dicom.luts import lut_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from fracview.reading.dicom.attributes import Attributes
    from fracview.reading.dicom.modality import Values

MAX_OFFERED = 64
_BYTE = 8
_XRAYS = ("", "OT", "SC", "CR", "DX", "IO", "MG", "PX", "RF", "RG", "RTIMAGE", "XA")
"""Modalities of X-ray pictures, and those that say nothing."""


def offered_vois(
    values: Values,
    bits_stored: int,
    background: NDArray[np.bool_] | None,
    levels: Sequence[Attributes],
) -> tuple[tuple[Voi, ...], list[str]]:
    """Every way to window a frame, for values as the file means them (not turned yet).

    The default is the first window if it is valid, else the first VOI LUT, else automatic. Windows in the
    functional groups of an enhanced image come behind the automatic one: they are set for soft tissue and
    change from frame to frame.

    Parameters
    ----------
    levels
        The frame's functional groups and the file, the file last.

    Returns
    -------
    The windows, never empty, and sentences about those that cannot be used.
    """
    *groups, file = levels
    windows = _windows(file)
    luts = _voi_luts(file, signed=values.low < 0)
    valid = [window for window in windows if window is not None]
    automatic = _automatic(values, bits_stored, background, file.code("Modality"))
    others = [window for group in groups for window in _windows(group) if window is not None]
    if windows and windows[0] is not None:
        return (*valid, *luts, *automatic, *others), []
    remarks = []
    if windows:
        shown = "its first VOI LUT" if luts else "an automatic window"
        remarks = [f"the file's first window is not valid; {shown} is used"]
    return (*luts, *automatic, *valid, *others), remarks


def turned_voi(voi: Voi, turned_about: float) -> Voi:
    """The same window for pixels that became ``turned_about - pixels``, with the grey levels inverted.

    Its label keeps the file's own numbers.
    """
    if voi.function is VoiFunction.LUT and voi.lut is not None:
        last = voi.lut_first + len(voi.lut) - 1
        return replace(voi, lut=np.subtract(np.uint8(255), voi.lut[::-1]), lut_first=int(turned_about) - last)
    if voi.function is VoiFunction.IDENTITY:
        return voi
    return replace(voi, center=turn_window(voi.function, voi.center, turned_about), turned=not voi.turned)


def _windows(attributes: Attributes) -> list[Voi | None]:
    """One entry for each window, None for one that cannot be used."""
    centers = attributes.numbers("WindowCenter")
    widths = attributes.numbers("WindowWidth")
    names = attributes.texts("WindowCenterWidthExplanation")
    named = attributes.code("VOILUTFunction")
    function = VoiFunction(named) if named in ("LINEAR_EXACT", "SIGMOID") else VoiFunction.LINEAR
    if not any(attributes.texts("WindowCenter") + attributes.texts("WindowWidth")):
        return []
    pairs = list(zip_longest(centers, widths, fillvalue=math.nan))[:MAX_OFFERED]
    names += [""] * len(pairs)
    return [
        _window(names[number], f"window {number + 1}", function, center, width)
        for number, (center, width) in enumerate(pairs)
    ]


def _window(name: str, origin: str, function: VoiFunction, center: float, width: float) -> Voi | None:
    """One window, with the file's `name` for the screen and our `origin` for records.

    A width below 1, real where the rescale slope is tiny, can only be meant exactly.
    """
    if function is VoiFunction.LINEAR and 0 < width < 1:
        function = VoiFunction.LINEAR_EXACT
    if math.isnan(center) or not window_is_valid(function, width):
        return None
    label = voi_label(origin, function, center, width)
    return Voi(name or origin, function, center, width, label=label)


def _voi_luts(attributes: Attributes, *, signed: bool) -> list[Voi]:
    found = []
    for number, item in enumerate(attributes.items("VOILUTSequence")[:MAX_OFFERED], start=1):
        lut = lut_of(item, signed=signed)
        if lut is not None:
            full = (1 << lut.bits) - 1
            levels = np.rint(lut.values.astype(np.float64) * (255 / full)).astype(np.uint8)
            label = f"VOI LUT {number}"
            name = item.text("LUTExplanation") or label
            found.append(Voi(name, VoiFunction.LUT, lut=levels, lut_first=lut.first, label=label))
    return found


def _automatic(
    values: Values, bits_stored: int, background: NDArray[np.bool_] | None, modality: str
) -> tuple[Voi, ...]:
    """What is used where the file gives no window: as stored for at most 8 bits, else by the pixels.

    Markers and the unexposed border of an X-ray are cut off at percentiles. Other modalities keep their
    whole range: the brightest thousandth of a scintigram is its finding.
    """
    share = ROBUST if modality in _XRAYS else WHOLE
    by_pixels = auto_voi(values.pixels, background, share)
    if bits_stored > _BYTE:
        return (by_pixels,)
    if bits_stored == _BYTE and values.low == 0 and not values.rescaled:
        return Voi("identity", VoiFunction.IDENTITY), by_pixels
    return full_range_voi("full range", values.low, values.high, label="full range"), by_pixels
