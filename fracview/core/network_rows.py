"""One network's outputs for one frame as a few hundred bytes, to the bit, and back; damage is noticed.

The layout, all little-endian: ``FVR`` and the version, one byte; the number of outputs, one byte; of each
output the length of its name and the number of its axes, one byte each, the name in UTF-8, the axes as 32 bit
numbers and the values as float32; at the end the CRC-32 of everything before it.
"""

from __future__ import annotations

import math
import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np

from fracview.core.analysis import NetworkRow

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["NetworkRow", "pack_row", "unpack_row"]

_START = b"FVR\x01"
_CRC = struct.Struct("<I")
_FLOAT = np.dtype("<f4")


def pack_row(row: NetworkRow) -> bytes:
    """Return one network's outputs for one frame as bytes.

    Parameters
    ----------
    row
        Float32 arrays of any shape by output name, NaN and infinity included.

    Raises
    ------
    ValueError
        For another dtype, and for what the layout has no room for: more than 255 outputs, a name of more
        than 255 bytes or that is no Unicode text.
    """
    if len(row) > 255:
        raise ValueError(f"a row of {len(row)} outputs cannot be packed, 255 at most")
    content = b"".join((_START, bytes([len(row)]), *(_packed(name, row[name]) for name in row)))
    return content + _CRC.pack(zlib.crc32(content))


def unpack_row(data: bytes) -> NetworkRow:
    """Return what `pack_row` was given: the names in their order, arrays of their own, equal to the bit.

    Raises
    ------
    ValueError
        For bytes that `pack_row` of this version has not made, or that have changed since.
    """
    content, crc = data[: -_CRC.size], data[-_CRC.size :]
    if not content.startswith(_START):
        raise ValueError("no row of a network, or one of another version")
    if len(crc) < _CRC.size or _CRC.unpack(crc)[0] != zlib.crc32(content):
        raise ValueError("the row of a network is damaged")
    reader = _Reader(content, len(_START))
    (count,) = reader.take(1)
    row = dict(reader.output() for _ in range(count))
    if not reader.finished or len(row) < count:
        raise ValueError("the row of a network is not put together as it should be")
    return row


def _packed(name: str, value: NDArray[np.float32]) -> bytes:
    array = np.asarray(value)
    text = name.encode()
    if array.dtype != np.float32 or len(text) > 255:
        raise ValueError(f"output {name!r} ({array.dtype}, shape {array.shape}) cannot be packed")
    head = struct.pack(f"<BB{len(text)}s{array.ndim}I", len(text), array.ndim, text, *array.shape)
    return head + array.astype(_FLOAT).tobytes()


class _Reader:
    """Takes parts of a row's bytes from the front; `ValueError` where they run short."""

    def __init__(self, content: bytes, at: int) -> None:
        self._content = content
        self._at = at

    @property
    def finished(self) -> bool:
        """Whether nothing is left."""
        return self._at == len(self._content)

    def take(self, count: int) -> bytes:
        """Return the next `count` bytes."""
        part = self._content[self._at : self._at + count]
        if len(part) < count:
            raise ValueError("the row of a network ends early")
        self._at += count
        return part

    def output(self) -> tuple[str, NDArray[np.float32]]:
        """Return the next output: its name, and its values in an array of their own."""
        length, axes = self.take(2)
        name = self.take(length).decode()
        shape = struct.unpack(f"<{axes}I", self.take(4 * axes))
        values = np.frombuffer(self.take(_FLOAT.itemsize * math.prod(shape)), _FLOAT)
        return name, values.reshape(shape).astype(np.float32)
