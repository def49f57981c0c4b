"""A DICOM file split into its elements, up to the pixel data (PS3.5 chapter 7, PS3.10 chapter 7)."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from pydicom.filereader import data_element_generator

from fracview.reading.dicom.attributes import PARSE_ERRORS, Attributes, tag_of
from fracview.reading.dicom.keywords import READ_KEYWORDS
from fracview.reading.quiet import quiet
from fracview.reading.reasons import ReadingReason, refusal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydicom.tag import BaseTag

    from fracview.reading.dicom.attributes import Element

MAX_INFLATED_BYTES = 512 * 1024**2
"""A deflated data set that is larger is refused before more than this is allocated."""

IMPLICIT_LITTLE = "1.2.840.10008.1.2"
EXPLICIT_LITTLE = "1.2.840.10008.1.2.1"
EXPLICIT_BIG = "1.2.840.10008.1.2.2"
DEFLATED = "1.2.840.10008.1.2.1.99"
GE_BIG_PIXELS = "1.2.840.113619.5.2"
"""GE's private syntax: implicit VR little endian, pixel data big endian."""

PIXEL_DATA = 0x7FE00010
_PIXEL_TAGS = (0x7FE00008, 0x7FE00009, PIXEL_DATA)
_LONG_VRS = {b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"}
_VRS = _LONG_VRS | {
    b"AE", b"AS", b"AT", b"CS", b"DA", b"DS", b"DT", b"FL", b"FD", b"IS", b"LO", b"LT", b"PN", b"SH",
    b"SL", b"SS", b"ST", b"TM", b"UI", b"UL", b"US",
}  # fmt: skip
_UNDEFINED = 0xFFFFFFFF
_META_TAGS: list[BaseTag | int] = [tag_of("TransferSyntaxUID"), tag_of("MediaStorageSOPClassUID")]
_DATA_TAGS: list[BaseTag | int] = [tag_of(keyword) for keyword in READ_KEYWORDS]


@dataclass(frozen=True, slots=True)
class PixelElement:
    """Where the pixel data lie.

    Attributes
    ----------
    tag, vr
        (7FE0,0010), or the two float variants; the VR as stored, "" for implicit.
    offset, length
        Of the value, in bytes of `Header.buffer`; None for an undefined length (encapsulated).
    """

    tag: int
    vr: str
    offset: int
    length: int | None


@dataclass(frozen=True)
class Header:
    """The attributes of a file and how its pixel data are stored.

    Attributes
    ----------
    attributes
        Those that FracView reads (`READ_KEYWORDS`), file meta information included; nothing that names
        the patient.
    transfer_syntax
        UID, "" where the file does not say.
    little_endian
        Byte order of the data set and, unless GE's private syntax is used, of native pixel data.
    pixels
        None where the data set ends without pixel data.
    buffer, size
        The bytes that offsets refer to: the file, or its inflated content.
    cut_off, broken
        The file ended inside an element; an element could not be parsed and the rest was not read.
    has_preamble
        Whether the file begins as PS3.10 wants it.
    """

    attributes: Attributes
    transfer_syntax: str
    little_endian: bool
    pixels: PixelElement | None
    buffer: BinaryIO
    size: int
    cut_off: bool
    broken: bool
    has_preamble: bool
    warnings: tuple[str, ...] = ()


def parse_header(file: BinaryIO, path: Path) -> Header:
    """Parse a file up to its pixel data.

    Parameters
    ----------
    file
        Seekable, positioned anywhere; the header keeps it as its buffer.
    path
        Names the file in errors.

    Raises
    ------
    ReadingError
        A deflated data set that is damaged or a decompression bomb.
    """
    with quiet():
        return _parse(file, path)


def _parse(file: BinaryIO, path: Path) -> Header:
    has_preamble = _skip_preamble(file)
    warnings = [] if has_preamble else ["the file has no DICOM preamble"]
    meta, _ = _elements(file, _is_explicit(file), True, _after_meta, _META_TAGS)
    syntax = Attributes(meta).text("TransferSyntaxUID")
    if syntax == DEFLATED:
        file = _inflated(file, path)
    elif not syntax:
        warnings.append("the file does not name its transfer syntax; it was inferred")
    little = _is_little_endian(file, syntax)
    explicit = _is_explicit(file)
    elements, broken = _elements(file, explicit, little, _at_pixels, _DATA_TAGS)
    position = file.tell()
    size = file.seek(0, io.SEEK_END)
    pixels = None if broken else _pixel_element(file, position, explicit, little)
    cut_off = pixels is None and (position > size or _ends_short(elements))
    attributes = Attributes({**meta, **elements})
    return Header(
        attributes=attributes,
        transfer_syntax=syntax,
        little_endian=little,
        pixels=pixels,
        buffer=file,
        size=size,
        cut_off=cut_off,
        broken=broken,
        has_preamble=has_preamble,
        warnings=tuple(warnings),
    )


def _skip_preamble(file: BinaryIO) -> bool:
    """Position `file` at its first element; whether a DICOM prefix stood before it."""
    file.seek(0)
    head = file.read(132)
    if head[128:] == b"DICM":
        return True
    file.seek(4 if head[:4] == b"DICM" else 0)
    return False


def _elements(
    file: BinaryIO,
    explicit: bool,
    little: bool,
    stop: Callable[[BaseTag, str | None, int], bool],
    tags: list[BaseTag | int],
) -> tuple[dict[int, Element], bool]:
    """Elements from here to where `stop` says, and whether parsing broke before."""
    found: dict[int, Element] = {}
    generator = data_element_generator(file, not explicit, little, stop, specific_tags=tags)
    try:
        for element in generator:
            found[int(element.tag)] = element
    except PARSE_ERRORS:
        return found, True
    return found, False


def _after_meta(tag: BaseTag, vr: str | None, length: int) -> bool:  # noqa: ARG001 - pydicom's signature
    return tag >> 16 != 2


def _at_pixels(tag: BaseTag, vr: str | None, length: int) -> bool:  # noqa: ARG001 - pydicom's signature
    return tag in _PIXEL_TAGS


def _peek(file: BinaryIO, count: int) -> bytes:
    position = file.tell()
    data = file.read(count)
    file.seek(position)
    return data


def _is_explicit(file: BinaryIO) -> bool:
    """Whether the next element has an explicit VR, whatever the transfer syntax says."""
    return _peek(file, 6)[4:6] in _VRS


def _is_little_endian(file: BinaryIO, syntax: str) -> bool:
    """Byte order by the transfer syntax; without one, by the first group number, which is a small one."""
    if syntax:
        return syntax != EXPLICIT_BIG
    group = _peek(file, 2)
    return int.from_bytes(group, "little") <= int.from_bytes(group, "big") or not _is_explicit(file)


def _pixel_element(file: BinaryIO, position: int, explicit: bool, little: bool) -> PixelElement | None:
    """Tag, VR and length at `position`, if that is where a pixel data element begins."""
    order = "<" if little else ">"
    file.seek(position)
    head = file.read(12)
    if len(head) < 8:
        return None
    group, element = struct.unpack(order + "HH", head[:4])
    tag = group << 16 | element
    if tag not in _PIXEL_TAGS:
        return None
    vr = head[4:6]
    if not explicit or vr not in _VRS:
        length, start, vr = struct.unpack(order + "I", head[4:8])[0], position + 8, b""
    elif vr in _LONG_VRS and len(head) == 12:
        length, start = struct.unpack(order + "I", head[8:12])[0], position + 12
    else:
        length, start = struct.unpack(order + "H", head[6:8])[0], position + 8
    return PixelElement(tag, vr.decode("ascii"), start, None if length == _UNDEFINED else length)


def _ends_short(elements: dict[int, Element]) -> bool:
    """Whether the last element has fewer bytes than it declares."""
    last = next(reversed(elements.values()), None)
    value = getattr(last, "value", None)
    return isinstance(value, bytes) and len(value) < getattr(last, "length", 0) != _UNDEFINED


def _inflated(file: BinaryIO, path: Path) -> BinaryIO:
    """The deflated rest of a file (PS3.5 A.5), at most as large as a file may be."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = inflater.decompress(file.read(), MAX_INFLATED_BYTES)
    except zlib.error as error:
        raise refusal(ReadingReason.CANNOT_DECODE, "The deflated data set is damaged.", path) from error
    if inflater.unconsumed_tail:
        message = f"The deflated data set inflates to more than {MAX_INFLATED_BYTES:,} bytes."
        raise refusal(ReadingReason.DECOMPRESSION_BOMB, message, path)
    if not inflater.eof:
        raise refusal(ReadingReason.TRUNCATED, "The deflated data set is cut off.", path)
    return io.BytesIO(data)
