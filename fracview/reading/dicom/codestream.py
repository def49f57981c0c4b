"""What a compressed frame is by its own bytes: the transfer syntax is only a claim."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import StrEnum

from fracview.reading.jpeg_markers import JpegHeader, parse_jpeg

_JP2_SIGNATURE = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
_SOC_SIZ = b"\xff\x4f\xff\x51"
_SOF_JPEG_LS = 0xF7
_SOF_LOSSLESS = (0xC3, 0xC7, 0xCB, 0xCF)


class Codec(StrEnum):
    """Compression of a frame."""

    JPEG = "JPEG"
    JPEG_LS = "JPEG-LS"
    JPEG_2000 = "JPEG 2000"
    RLE = "RLE"


@dataclass(frozen=True, slots=True)
class Codestream:
    """What a codestream says of itself, before anything is decoded.

    Attributes
    ----------
    codec, rows, columns, components
        Compression and size. RLE does not state its size: 0.
    precision, signed
        Bits per sample; whether samples are signed (JPEG 2000 only: the others cannot say).
    lossy_dct
        True for the DCT processes of JPEG, whose result may overshoot the stored range.
    jpeg
        The JPEG or JPEG-LS header.
    high_throughput
        True for HTJ2K (ISO/IEC 15444-15).
    """

    codec: Codec
    rows: int = 0
    columns: int = 0
    components: int = 0
    precision: int = 0
    signed: bool = False
    lossy_dct: bool = False
    jpeg: JpegHeader | None = None
    high_throughput: bool = False


def inspect(data: bytes) -> Codestream | None:
    """Codestream of a frame, or None where its bytes begin like none that FracView decodes."""
    if data[:2] == b"\xff\xd8":
        return _inspect_jpeg(data)
    if data.startswith((_SOC_SIZ, _JP2_SIGNATURE)):
        return _inspect_jpeg_2000(data)
    if len(data) >= 64 and _is_rle(data):
        return Codestream(Codec.RLE)
    return None


def _inspect_jpeg(data: bytes) -> Codestream | None:
    header = parse_jpeg(data)
    if header is None:
        return None
    return Codestream(
        codec=Codec.JPEG_LS if header.sof == _SOF_JPEG_LS else Codec.JPEG,
        rows=header.rows,
        columns=header.columns,
        components=len(header.component_ids),
        precision=header.precision,
        lossy_dct=header.sof not in (*_SOF_LOSSLESS, _SOF_JPEG_LS),
        jpeg=header,
    )


def _inspect_jpeg_2000(data: bytes) -> Codestream | None:
    """SIZ marker segment (ISO/IEC 15444-1 A.5.1), inside a JP2 file too."""
    start = data.find(_SOC_SIZ)
    fields = data[start + 6 : start + 42]
    if start < 0 or len(fields) < 36:
        return None
    capabilities, width, height, left, top = struct.unpack(">HIIII", fields[:18])
    components = struct.unpack(">H", fields[34:36])[0]
    depth = data[start + 42 : start + 43]
    if not depth:
        return None
    return Codestream(
        codec=Codec.JPEG_2000,
        rows=height - top,
        columns=width - left,
        components=components,
        precision=(depth[0] & 0x7F) + 1,
        signed=bool(depth[0] & 0x80),
        high_throughput=bool(capabilities & 0x4000),
    )


def _is_rle(data: bytes) -> bool:
    """An RLE header (PS3.5 G.5): 1 to 15 segments, the first right behind it, offsets rising."""
    count, *offsets = struct.unpack("<16I", data[:64])
    used = offsets[:count]
    return 1 <= count <= 15 and used[0] == 64 and used == sorted(used) and used[-1] < len(data)
