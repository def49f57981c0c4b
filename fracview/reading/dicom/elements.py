"""All elements of a DICOM file, one after the other, however damaged it is (PS3.5 chapter 7).

pydicom's own parser holds whole sequences and values in memory and gives up at the first fault; this one
reads no value further than `MAX_VALUE_BYTES`, passes pixel data over, and keeps what came before a fault.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from fracview.reading.dicom.header import DEFLATED, EXPLICIT_BIG
from fracview.reading.dicom.vr import BULK_VRS, LONG_VRS, SHORT_VRS, UNDEFINED, VRS, known_vr, may_be_signed

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_VALUE_BYTES = 4096
MAX_DEPTH = 64
MAX_INFLATED_BYTES = 16 * 1024**2
MAX_FRAGMENTS = 20_000
MAX_STRAYS = 1_000

ITEM, ITEM_END, SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
_TRANSFER_SYNTAX = 0x00020010
_PIXEL_REPRESENTATION = 0x00280103


@dataclass(frozen=True, slots=True)
class RawElement:
    """One element, or one item of a sequence (`tag` is ``ITEM`` then).

    Attributes
    ----------
    vr
        As stored, or by the dictionary where the file does not say; "" for items.
    length
        Bytes of the value; None for sequences and items of undefined length.
    value
        Its first `MAX_VALUE_BYTES`; empty for sequences, bulk data and long unknown values.
    depth
        0 in the data set itself, 1 for the items of its sequences, 2 for what is in those, and so on.
    little
        Byte order.
    number
        Of an item in its sequence, from 1; 0 for elements.
    """

    tag: int
    vr: str
    length: int | None
    value: bytes
    depth: int
    little: bool
    number: int = 0


@dataclass(slots=True)
class _Level:
    """A data set, or the list of items of a sequence, that is being read; ends before byte `end`."""

    end: int
    items: bool
    explicit: bool
    count: int = 0


@dataclass(frozen=True, slots=True)
class _Head:
    tag: int
    vr: str
    length: int
    start: int
    explicit: bool


class Elements:
    """Iterates over the elements of a file, once.

    Parameters
    ----------
    file
        Seekable; read piece by piece.

    Attributes
    ----------
    trouble
        After the iteration: a sentence on what could not be read; "" where all was.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.trouble = ""
        self._file = file
        self._size = file.seek(0, 2)
        self._position = 0
        self._little = True
        self._signed = False
        self._strays = 0
        self._held_back = False  # more could be inflated than was: what seems to be missing is not

    def __iter__(self) -> Iterator[RawElement]:
        """File meta information first, then the data set."""
        self._position = self._after_preamble()
        syntax = ""
        for element in self._meta():
            if element.tag == _TRANSFER_SYNTAX:
                syntax = element.value.decode("latin-1").strip(" \0")
            yield element
        if syntax == DEFLATED:
            self._inflate()
        self._little = self._is_little(syntax)
        yield from self._data_set()

    def _after_preamble(self) -> int:
        head = self._bytes(0, 132)
        if head[128:] == b"DICM" and not _starts_like_an_element(head):
            return 132
        return 4 if head[:4] == b"DICM" else 0

    def _bytes(self, position: int, count: int) -> bytes:
        self._file.seek(position)
        return self._file.read(max(0, count))

    def _meta(self) -> Iterator[RawElement]:
        level = _Level(self._size, items=False, explicit=self._is_explicit())
        while (head := self._head(level)) is not None and head.tag >> 16 == 2:
            if head.length > self._size - head.start:
                return
            self._position = head.start + head.length
            yield self._element(head, head.length, 0)

    def _is_explicit(self) -> bool:
        return self._bytes(self._position, 6)[4:].decode("latin-1") in VRS

    def _is_little(self, syntax: str) -> bool:
        """Byte order by the syntax, or, where the file names none, by which reads a smaller group number."""
        if syntax:
            return syntax != EXPLICIT_BIG
        group = self._bytes(self._position, 2)
        return int.from_bytes(group, "little") <= int.from_bytes(group, "big") or not self._is_explicit()

    def _inflate(self) -> None:
        """Go on in the deflated rest of the file (PS3.5 A.5), or in as much of it as can be had."""
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        deflated = BytesIO(self._bytes(self._position, MAX_INFLATED_BYTES))
        data = b""
        try:
            while (piece := deflated.read(65536)) and len(data) < MAX_INFLATED_BYTES:
                data += inflater.decompress(piece, MAX_INFLATED_BYTES - len(data))
        except zlib.error:
            self.trouble = "The deflated data set is damaged; what follows is not shown."
        self._held_back = len(data) >= MAX_INFLATED_BYTES
        self._file, self._size, self._position = BytesIO(data), len(data), 0

    def _data_set(self) -> Iterator[RawElement]:
        levels = [_Level(self._size, items=False, explicit=self._is_explicit())]
        while levels:
            level = levels[-1]
            if self._position >= level.end:
                levels.pop()
                continue
            head = self._head(level)
            if head is None:
                self._note("The file ends inside an element.")
                return
            if level.items and head.tag not in (ITEM, SEQUENCE_END):
                levels.pop()  # a sequence that was never ended: go on in what holds it
            elif head.tag in (ITEM, ITEM_END, SEQUENCE_END):
                yield from self._item(head, levels)
            else:
                yield from self._one(head, levels)

    def _item(self, head: _Head, levels: list[_Level]) -> Iterator[RawElement]:
        """Begin an item, or end an item or a sequence; one that belongs to nothing is passed over."""
        self._position = head.start
        level = levels[-1]
        if head.tag == ITEM and level.items:
            level.count += 1
            yield RawElement(ITEM, "", _defined(head.length), b"", len(levels) - 1, self._little, level.count)
            levels.append(_Level(self._end(head, level), items=False, explicit=level.explicit))
        elif head.tag == ITEM_END and len(levels) > 1:
            levels.pop()
        elif head.tag == SEQUENCE_END and len(levels) > 1:
            while len(levels) > 2 and not levels[-1].items:
                levels.pop()
            levels.pop()
        else:
            self._pass_over_stray()

    def _pass_over_stray(self) -> None:
        self._strays += 1
        if self._strays > MAX_STRAYS:
            self._note("Ends of sequences stand where there are none; the rest is not shown.")
            self._position = self._size

    def _one(self, head: _Head, levels: list[_Level]) -> Iterator[RawElement]:
        """One element: its value is passed over, or, if it is a sequence, entered."""
        level, depth = levels[-1], len(levels) - 1
        head = self._by_content(head)
        end = self._end(head, level)
        if head.length != UNDEFINED and head.start + head.length > level.end and not self._held_back:
            self._note(f"{tag_text(head.tag)} claims more bytes than there are.")
        if head.vr == "SQ" and len(levels) < MAX_DEPTH:
            yield RawElement(head.tag, "SQ", _defined(head.length), b"", depth, self._little)
            self._position = head.start
            levels.append(_Level(end, items=True, explicit=head.explicit))
            return
        if head.vr == "SQ":
            self._note("Sequences are nested too deeply; the rest is not shown.")
        if head.length == UNDEFINED:
            end = self._after_fragments(head.start, level.end)
        claimed = self._held_back and head.length != UNDEFINED
        element = self._element(head, head.length if claimed else end - head.start, depth)
        if head.tag == _PIXEL_REPRESENTATION:
            self._signed = any(element.value)
        self._position = end
        yield element

    def _by_content(self, head: _Head) -> _Head:
        """A value of defined length is a sequence if, and only if, it begins with an item.

        Private sequences come as UN, and some tags were something else before they became sequences.
        """
        if head.vr not in ("SQ", "UN") or head.length in (0, UNDEFINED):
            return head
        begin = self._bytes(head.start, 4)
        item = struct.pack("<HH" if self._little else ">HH", ITEM >> 16, ITEM & 0xFFFF)
        return replace(head, vr="SQ" if begin == item else "UN")

    def _element(self, head: _Head, length: int, depth: int) -> RawElement:
        bulk = head.vr == "SQ" or (head.vr in BULK_VRS and (head.vr != "UN" or length > MAX_VALUE_BYTES))
        wanted = 0 if bulk else min(length, MAX_VALUE_BYTES)
        value = self._bytes(head.start, wanted) if wanted else b""
        return RawElement(head.tag, head.vr, length, value, depth, self._little)

    def _after_fragments(self, position: int, end: int) -> int:
        """Where encapsulated pixel data end, by the headers of their fragments alone (PS3.5 A.4)."""
        order = "<" if self._little else ">"
        for _ in range(MAX_FRAGMENTS):
            head = self._bytes(position, 8)
            if len(head) < 8:
                return end
            group, element, length = struct.unpack(order + "HHI", head)
            if group << 16 | element != ITEM:
                return min(position + 8, end)
            position += 8 + length
        return end

    def _head(self, level: _Level) -> _Head | None:
        """Tag, VR and length at the position; None where the file ends before."""
        data = self._bytes(self._position, 12)
        if len(data) < 8:
            return None
        order = "<" if self._little else ">"
        group, number, length = struct.unpack(order + "HHI", data[:8])
        tag, start = group << 16 | number, self._position + 8
        if group == 0xFFFE:
            return _Head(tag, "", length, start, level.explicit)
        stored = data[4:6].decode("latin-1") if level.explicit else ""
        if stored in LONG_VRS and len(data) == 12:
            length, start = struct.unpack(order + "I", data[8:])[0], start + 4
        elif stored in SHORT_VRS:
            length = struct.unpack(order + "H", data[6:8])[0]
        vr, explicit = known_vr(tag, stored, length)
        if self._signed and not explicit and vr == "US" and may_be_signed(tag):
            vr = "SS"
        return _Head(tag, vr, length, start, explicit)

    def _end(self, head: _Head, level: _Level) -> int:
        return level.end if head.length == UNDEFINED else min(head.start + head.length, level.end)

    def _note(self, sentence: str) -> None:
        self.trouble = self.trouble or sentence


def _starts_like_an_element(head: bytes) -> bool:
    """Whether explicit VR data begin right here, so that a ``DICM`` further on is part of a value."""
    return head[:2] in (b"\x02\0", b"\x08\0") and head[4:6].decode("latin-1") in VRS


def tag_text(tag: int) -> str:
    """``(0010,0010)``."""
    return f"({tag >> 16:04X},{tag & 0xFFFF:04X})"


def _defined(length: int) -> int | None:
    return None if length == UNDEFINED else length
