"""The value of a DICOM element as text for the screen."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from fracview.reading.dicom.charset import decoded
from fracview.reading.dicom.classes import uid_name
from fracview.reading.dicom.elements import MAX_VALUE_BYTES
from fracview.reading.dicom.vr import BULK_VRS
from fracview.reading.header_row import MAX_CHARACTERS, shortened, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fracview.reading.dicom.elements import RawElement

_NUMBERS = {"FD": "d", "FL": "f", "SL": "i", "SS": "h", "SV": "q", "UL": "I", "US": "H", "UV": "Q"}


def value_text(element: RawElement, encodings: Sequence[str]) -> str:
    """What a reader may see of a value: text, numbers, or how many bytes there are.

    `encodings` are those of the data set (`charset.encodings_of`).
    """
    if element.vr == "SQ" or element.number:
        return ""
    length = element.length or 0
    if element.vr in BULK_VRS:
        return f"{length:,} bytes"
    if element.vr in _NUMBERS:
        return shortened(_numbers(element, _NUMBERS[element.vr]), length)
    if element.vr == "AT":
        return shortened(_tags(element), length)
    text = visible(decoded(element.value, element.vr, encodings))
    if element.vr == "UI":
        text = _named(text)
    return _cut(text, length)


def _cut(text: str, length: int) -> str:
    if length > MAX_VALUE_BYTES and len(text) <= MAX_CHARACTERS:
        return f"{text}… ({length:,} bytes in all)"
    return shortened(text, length)


def _numbers(element: RawElement, code: str) -> str:
    size = struct.calcsize(code)
    count = min(len(element.value) // size, MAX_CHARACTERS)
    order = "<" if element.little else ">"
    values = struct.unpack(f"{order}{count}{code}", element.value[: count * size])
    if count == 0 and element.value:
        return f"{len(element.value)} bytes"
    return "\\".join(f"{value:.7g}" if code == "f" else str(value) for value in values)


def _tags(element: RawElement) -> str:
    order = "<" if element.little else ">"
    count = min(len(element.value) // 4, MAX_CHARACTERS)
    parts = struct.unpack(f"{order}{2 * count}H", element.value[: 4 * count])
    pairs = zip(parts[::2], parts[1::2], strict=True)
    return "\\".join(f"({group:04X},{number:04X})" for group, number in pairs)


def _named(uid: str) -> str:
    name = uid_name(uid)
    return f"{uid} ({name})" if name else uid
