"""Palette colour look-up tables, plain and segmented (PS3.3 C.7.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fracview.reading.arrays import Array
from fracview.reading.dicom.luts import Lut, apply_lut, read_lut

if TYPE_CHECKING:
    from fracview.reading.dicom.attributes import Attributes

_COLOURS = ("Red", "Green", "Blue")
_MAX_ENTRIES = 65536
_DISCRETE, _LINEAR, _INDIRECT = 0, 1, 2


def apply_palette(stored: Array, attributes: Attributes) -> NDArray[np.uint8] | None:
    """(rows, columns, 3) uint8 RGB of palette indices; None where a colour has no table."""
    tables = [_table(attributes, colour) for colour in _COLOURS]
    if any(table is None for table in tables):
        return None
    found = [table for table in tables if table is not None]
    deep = max(table.bits for table in found) > 8
    planes = [apply_lut(stored, table) for table in found]
    if deep:
        planes = [np.right_shift(plane, 8) for plane in planes]
    return np.stack([plane.astype(np.uint8) for plane in planes], axis=-1)


def _table(attributes: Attributes, colour: str) -> Lut | None:
    """One colour's table; a depth of 16 with values of 8 bits, a common mistake, counts as 8."""
    descriptor = f"{colour}PaletteColorLookupTableDescriptor"
    lut = read_lut(attributes, descriptor, f"{colour}PaletteColorLookupTableData")
    if lut is None:
        lut = _segmented(attributes, descriptor, f"Segmented{colour}PaletteColorLookupTableData")
    if lut is None:
        return None
    return Lut(lut.values, lut.first, 8 if int(lut.values.max()) < 256 else 16)


def _segmented(attributes: Attributes, descriptor: str, keyword: str) -> Lut | None:
    numbers = attributes.shorts(descriptor)
    if len(numbers) < 3:
        return None
    words = list(attributes.raw(keyword)) if numbers[2] <= 8 else attributes.shorts(keyword)
    values = expand_segments(words)[: numbers[0] or _MAX_ENTRIES]
    if not values:
        return None
    return Lut(np.asarray(values, dtype=np.uint16), numbers[1], numbers[2])


def expand_segments(words: list[int]) -> list[int]:
    """Values of a segmented table (PS3.3 C.7.9.2): discrete, linear and indirect segments.

    Stops at the first segment that is damaged, and at 65,536 values.
    """
    values: list[int] = []
    _expand(words, 0, len(words), values, may_point=True)
    return values[:_MAX_ENTRIES]


def _expand(words: list[int], position: int, segments: int, values: list[int], *, may_point: bool) -> None:
    while position + 2 < len(words) and segments > 0 and len(values) < _MAX_ENTRIES:
        kind, length = words[position], words[position + 1]
        if kind == _DISCRETE:
            values.extend(words[position + 2 : position + 2 + length])
            position += 2 + length
        elif kind == _LINEAR and values:
            values.extend(_ramp(values[-1], words[position + 2], length))
            position += 3
        elif kind == _INDIRECT and may_point and position + 3 < len(words):
            target = words[position + 2] | words[position + 3] << 16
            _expand(words, target, length, values, may_point=False)
            position += 4
        else:
            return
        segments -= 1


def _ramp(before: int, end: int, length: int) -> list[int]:
    """`length` values from behind `before` up to and with `end`."""
    return [round(before + (end - before) * step / length) for step in range(1, length + 1)]
