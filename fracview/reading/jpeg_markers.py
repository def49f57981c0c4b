"""What a JPEG's markers say before anything is decoded (ISO/IEC 10918-1 annex B, Exif 2.32)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

_SOF = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF, 0xF7}
_STANDALONE = {0x01, *range(0xD0, 0xD9)}
_EOI = b"\xff\xd9"


@dataclass(frozen=True, slots=True)
class JpegHeader:
    """Fields of a JPEG or JPEG-LS stream.

    Attributes
    ----------
    rows, columns, precision
        Of the frame header; `precision` in bits per sample.
    sof
        Second byte of the frame marker: 0xC0 baseline, 0xC3 lossless, 0xF7 JPEG-LS, ...
    component_ids
        One per component: 1, 2, 3 for YCbCr, ``RGB`` in ASCII for RGB.
    orientation
        Exif orientation, 1 to 8 (1: as stored).
    jfif
        Whether a JFIF marker promises YCbCr.
    adobe_transform
        0: RGB or CMYK, 1: YCbCr, 2: YCCK; None without an Adobe marker.
    ended
        Whether an end-of-image marker follows the frame header; it may come too early.
    scan
        Where the marker of the first scan is.
    sampling
        Of each component, sixteen times its horizontal plus its vertical sampling factor.
    restart_interval
        Minimum coded units between restart markers, 0 without them.
    """

    rows: int
    columns: int
    precision: int
    sof: int
    component_ids: tuple[int, ...]
    orientation: int
    jfif: bool
    adobe_transform: int | None
    ended: bool
    scan: int
    sampling: tuple[int, ...] = ()
    restart_interval: int = 0


def parse_jpeg(data: bytes) -> JpegHeader | None:
    """Header of a JPEG stream, or None where it ends or breaks before its frame and scan begin."""
    frame: tuple[int, bytes] | None = None
    orientation, jfif, adobe, interval = 1, False, None, 0
    position = 2
    while True:
        marker, segment, position = _next_segment(data, position)
        if marker is None:
            return None
        if marker in _SOF:
            frame = (marker, segment)
        elif marker == 0xE0:
            jfif = jfif or segment.startswith(b"JFIF")
        elif marker == 0xE1 and segment.startswith(b"Exif\0\0"):
            orientation = exif_orientation(segment[6:])
        elif marker == 0xEE and segment.startswith(b"Adobe") and len(segment) >= 12:
            adobe = segment[11]
        elif marker == 0xDD and len(segment) >= 2:
            interval = int.from_bytes(segment[:2], "big")
        elif marker == 0xDA:
            break
    if frame is None or len(frame[1]) < 6:
        return None
    sof, fields = frame
    precision, rows, columns, count = struct.unpack(">BHHB", fields[:6])
    ids = tuple(fields[6 : 6 + 3 * count : 3])
    ended = data.find(_EOI, position) >= 0
    scan = max(0, position - 4 - len(segment))
    sampling = tuple(fields[7 : 7 + 3 * count : 3])
    return JpegHeader(
        rows, columns, precision, sof, ids, orientation, jfif, adobe, ended, scan, sampling, interval
    )


def exif_orientation(tiff: bytes) -> int:
    """Orientation (tag 0x0112) of the first image directory of a TIFF block; 1 where it has none."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return 1
    start = struct.unpack(order + "I", tiff[4:8])[0]
    if start + 2 > len(tiff):
        return 1
    count = struct.unpack(order + "H", tiff[start : start + 2])[0]
    for entry in range(start + 2, min(start + 2 + 12 * count, len(tiff) - 11), 12):
        tag, value_type = struct.unpack(order + "HH", tiff[entry : entry + 4])
        if tag == 0x0112 and value_type == 3:
            value = int(struct.unpack(order + "H", tiff[entry + 8 : entry + 10])[0])
            return value if 1 <= value <= 8 else 1
    return 1


def _next_segment(data: bytes, position: int) -> tuple[int | None, bytes, int]:
    """Marker at or after `position`, its segment's content, and where the next one begins."""
    while True:
        position = data.find(b"\xff", position)
        if position < 0 or position + 4 > len(data):
            return None, b"", len(data)
        marker = data[position + 1]
        if marker in _STANDALONE:
            position += 2
        elif marker in (0x00, 0xFF):  # stuffing, fill
            position += 1
        else:
            break
    length = int.from_bytes(data[position + 2 : position + 4], "big")
    if marker == 0xD9 or length < 2:
        return None, b"", len(data)
    end = position + 2 + length
    return marker, data[position + 4 : end], end
