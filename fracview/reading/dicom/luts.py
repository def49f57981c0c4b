"""Look-up tables as DICOM stores them (PS3.3 C.11.1.1, C.11.2.1.1, C.7.6.3.1.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from fracview.reading.dicom.attributes import Attributes


@dataclass(frozen=True, eq=False, slots=True)
class Lut:
    """A table: (entries,) uint16 values, the input that maps to the first, and bits per value."""

    values: NDArray[np.uint16]
    first: int
    bits: int


def lut_of(item: Attributes, *, signed: bool) -> Lut | None:
    """Table of a Modality or VOI LUT Sequence item; None where the item is empty.

    `signed` is whether the table's input, and so its first value, is signed.
    """
    return read_lut(item, "LUTDescriptor", "LUTData", signed=signed)


def read_lut(attributes: Attributes, descriptor: str, data: str, *, signed: bool = False) -> Lut | None:
    """Table under the two keywords; None where either is missing, empty or absurd.

    Entries of at most 8 bits come packed or one to a word, whatever the VR; the descriptor's depth is
    raised where values exceed it.
    """
    numbers = attributes.shorts(descriptor)
    if len(numbers) < 3:
        return None
    entries, first, bits = numbers[0] or 65536, numbers[1], numbers[2]
    if signed and first >= 0x8000:
        first -= 0x10000
    values = _entries(attributes, data, entries, bits)
    if len(values) == 0:
        return None
    needed = int(values.max()).bit_length()
    return Lut(values, first, max(needed, min(bits, 16), 1))


def _entries(attributes: Attributes, keyword: str, entries: int, bits: int) -> NDArray[np.uint16]:
    data = attributes.raw(keyword)
    little = attributes.little_endian(keyword)
    words = np.frombuffer(data[: len(data) // 2 * 2], dtype="<u2" if little else ">u2").astype(np.uint16)
    if bits <= 8 and len(data) < 2 * entries:  # packed bytes; in big endian their pairs are swapped
        packed = words.astype("<u2").view(np.uint8)
        tail = np.frombuffer(data[len(data) // 2 * 2 :], dtype=np.uint8)
        return np.concatenate([packed, tail])[:entries].astype(np.uint16)
    return words[:entries]


def apply_lut(values: NDArray[np.generic], lut: Lut) -> NDArray[np.generic]:
    """Table value of each integer; the ends hold outside the table. uint8 or uint16."""
    table = lut.values.astype(np.uint8) if lut.bits <= 8 else lut.values
    index = np.clip(np.asarray(values, dtype=np.int32) - lut.first, 0, len(table) - 1)
    return np.asarray(table[index])
