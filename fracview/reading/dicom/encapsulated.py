"""Encapsulated pixel data: fragments, and which of them make which frame (PS3.5 A.4)."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from fracview.reading.dicom.attributes import Attributes

_ITEM = 0xFFFEE000
_END_OF_IMAGE = b"\xff\xd9"
MAX_FRAGMENTS = 1_000_000


@dataclass(frozen=True, slots=True)
class Fragment:
    """Where a fragment's item begins, counted from the first item after the offset table, and its value."""

    item: int
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Fragments:
    """All fragments of a pixel data element.

    Attributes
    ----------
    offsets
        The Basic Offset Table, empty where the file gives none.
    fragments
        In file order; only whole ones.
    complete
        False where the file ends inside a fragment.
    delimited
        False where the file ends before the sequence delimiter.
    """

    offsets: tuple[int, ...]
    fragments: tuple[Fragment, ...]
    complete: bool
    delimited: bool


def find_fragments(buffer: BinaryIO, start: int, size: int, *, little: bool = True) -> Fragments:
    """Walk the items that begin at `start`, reading nothing but their headers and the offset table.

    Whatever is no item ends the walk, as the sequence delimiter does.
    """
    order = "<" if little else ">"
    found: list[Fragment] = []
    offsets: tuple[int, ...] | None = None
    position, first = start, start
    while position + 8 <= size and len(found) < MAX_FRAGMENTS:
        buffer.seek(position)
        group, element, length = struct.unpack(order + "HHI", buffer.read(8))
        tag = group << 16 | element
        if tag != _ITEM:
            return Fragments(offsets or (), tuple(found), True, True)
        if length == 0xFFFFFFFF or position + 8 + length > size:
            return Fragments(offsets or (), tuple(found), False, False)
        if offsets is None:
            count = length // 4
            offsets = struct.unpack(f"{order}{count}I", buffer.read(4 * count))
            first = position + 8 + length
        else:
            found.append(Fragment(position - first, position + 8, length))
        position += 8 + length
    return Fragments(offsets or (), tuple(found), bool(found), False)


def frame_groups(
    table: Fragments, attributes: Attributes, frames: int, buffer: BinaryIO
) -> list[list[Fragment]]:
    """Fragments by frame: one each, all for one, by an offset table, or by where an image ends.

    The number of groups may differ from `frames` where the file claims more or fewer than it holds.
    """
    fragments = list(table.fragments)
    if frames == 1:
        return [fragments]
    if len(fragments) == frames:
        return [[fragment] for fragment in fragments]
    for offsets in (_extended_offsets(attributes), table.offsets):
        if len(offsets) == frames and (groups := _by_offsets(fragments, offsets)):
            return groups
    return _by_image_ends(fragments, buffer)


def frame_bytes(group: list[Fragment], buffer: BinaryIO) -> bytes:
    """One frame's codestream."""
    joined = io.BytesIO()
    for fragment in group:
        buffer.seek(fragment.offset)
        joined.write(buffer.read(fragment.length))
    return joined.getvalue()


def _extended_offsets(attributes: Attributes) -> tuple[int, ...]:
    data = attributes.raw("ExtendedOffsetTable")
    return struct.unpack(f"<{len(data) // 8}Q", data[: len(data) // 8 * 8])


def _by_offsets(fragments: list[Fragment], offsets: tuple[int, ...]) -> list[list[Fragment]]:
    """Groups that begin at `offsets`; empty where an offset is not where a fragment begins."""
    begins = {fragment.item: number for number, fragment in enumerate(fragments)}
    numbers = [begins.get(offset, -1) for offset in offsets]
    if numbers != sorted(set(numbers)) or numbers[0] != 0:
        return []
    ends = [*numbers[1:], len(fragments)]
    return [fragments[begin:end] for begin, end in zip(numbers, ends, strict=True)]


def _by_image_ends(fragments: list[Fragment], buffer: BinaryIO) -> list[list[Fragment]]:
    groups: list[list[Fragment]] = [[]]
    for fragment in fragments:
        groups[-1].append(fragment)
        buffer.seek(fragment.offset + max(0, fragment.length - 10))
        if _END_OF_IMAGE in buffer.read(min(10, fragment.length)):
            groups.append([])
    return [group for group in groups if group]
