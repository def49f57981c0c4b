"""DICOM files written byte by byte, so that a test can make what no library would write."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np
from pydicom.datadict import dictionary_VR, tag_for_keyword

if TYPE_CHECKING:
    from collections.abc import Mapping

EXPLICIT_LITTLE = "1.2.840.10008.1.2.1"
EXPLICIT_BIG = "1.2.840.10008.1.2.2"
CR = "1.2.840.10008.5.1.4.1.1.1"
DX = "1.2.840.10008.5.1.4.1.1.1.1"
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
_LONG = {"OB", "OW", "SQ", "UN", "UT", "OF", "OD"}


def element(keyword: str, value: object, order: str = "<", vr: str = "") -> bytes:
    """One explicit VR element; a list of dicts becomes a sequence, a list of integers US."""
    tag = tag_for_keyword(keyword)
    assert tag is not None, keyword
    vr = vr or _vr(keyword)
    data = _value_bytes(value, vr, order)
    data += (b"\0" if vr in ("UI", "OB", "OW", "UN") else b" ") * (len(data) % 2)
    head = struct.pack(order + "HH", tag >> 16, tag & 0xFFFF) + vr.encode()
    if vr in _LONG:
        return head + b"\0\0" + struct.pack(order + "I", len(data)) + data
    return head + struct.pack(order + "H", len(data)) + data


def dicom_bytes(
    attributes: Mapping[str, object],
    pixels: bytes | None,
    *,
    syntax: str = EXPLICIT_LITTLE,
    encapsulated: bool = False,
    preamble: bool = True,
    pixel_vr: str = "OW",
) -> bytes:
    """A file: preamble, meta information, `attributes` in tag order, pixel data (raw value bytes)."""
    order = ">" if syntax == EXPLICIT_BIG else "<"
    meta = element("TransferSyntaxUID", syntax) if syntax else b""
    body = b"".join(
        element(keyword, value, order)
        for keyword, value in sorted(attributes.items(), key=lambda pair: tag_for_keyword(pair[0]) or 0)
    )
    tail = b""
    if pixels is not None:
        length = 0xFFFFFFFF if encapsulated else len(pixels) + len(pixels) % 2
        tail = struct.pack(order + "HH", 0x7FE0, 0x0010) + pixel_vr.encode() + b"\0\0"
        tail += struct.pack(order + "I", length) + pixels + b"\0" * (len(pixels) % 2)
    return (b"\0" * 128 + b"DICM" + meta if preamble else b"") + body + tail


def fragments(frames: list[bytes], *, delimited: bool = True) -> bytes:
    """Encapsulated pixel data: an empty offset table, a fragment a frame."""
    items = b"".join(
        struct.pack("<HHI", 0xFFFE, 0xE000, len(frame) + len(frame) % 2) + frame + b"\0" * (len(frame) % 2)
        for frame in frames
    )
    end = struct.pack("<HHI", 0xFFFE, 0xE0DD, 0) if delimited else b""
    return struct.pack("<HHI", 0xFFFE, 0xE000, 0) + items + end


def grey_attributes(
    rows: int, columns: int, bits: int = 16, stored: int | None = None, **more: object
) -> dict[str, object]:
    """Image Pixel attributes of a CR image; `more` adds or replaces, None removes."""
    found: dict[str, object] = {
        "SOPClassUID": CR,
        "Modality": "CR",
        "SamplesPerPixel": 1,
        "PhotometricInterpretation": "MONOCHROME2",
        "Rows": rows,
        "Columns": columns,
        "BitsAllocated": bits,
        "BitsStored": stored or bits,
        "HighBit": (stored or bits) - 1,
        "PixelRepresentation": 0,
        **more,
    }
    return {keyword: value for keyword, value in found.items() if value is not None}


def grey_dicom(pixels: np.ndarray, stored: int | None = None, **more: object) -> bytes:
    """An uncompressed grey CR file of `pixels`, (rows, columns) integers."""
    attributes = grey_attributes(*pixels.shape, 8 * pixels.dtype.itemsize, stored, **more)
    if pixels.dtype.kind == "i":
        attributes["PixelRepresentation"] = 1
    return dicom_bytes(attributes, pixels.tobytes())


def _vr(keyword: str) -> str:
    vr = dictionary_VR(keyword)
    return {"US or SS": "US", "US or OW": "OW", "OB or OW": "OW"}.get(vr, vr)


def _value_bytes(value: object, vr: str, order: str) -> bytes:
    if isinstance(value, bytes):
        return value
    if vr == "SQ":
        assert isinstance(value, list)
        return b"".join(_item(item, order) for item in value)
    if vr in ("US", "SS", "OW"):
        numbers = value if isinstance(value, list) else [value]
        return b"".join(struct.pack(order + "H", int(number) & 0xFFFF) for number in numbers)
    return str(value).encode("utf-8")


def _item(attributes: Mapping[str, object], order: str) -> bytes:
    body = b"".join(element(keyword, value, order) for keyword, value in attributes.items())
    return struct.pack(order + "HHI", 0xFFFE, 0xE000, len(body)) + body
