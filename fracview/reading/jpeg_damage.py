"""Damage that libjpeg decodes over: it fills what is missing with grey and says so to nobody here.

No decoder among our libraries hands out libjpeg's warnings, so the picture is decoded once more from data
that were changed on purpose. Where its entropy-coded data are whole, what follows them cannot matter, and
their last bytes must; anything else is damage.

What stays unnoticed: damage that uses up exactly as many bits as the picture had there, which a few changed
bytes often do (a JPEG has no checksum), and in files with restart markers or several scans, damage that
leaves data over at the end of a segment.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from fracview.core.radiograph import NetworkUse, Radiograph
from fracview.reading.jpeg_scan import all_coded, all_segments, parse_scans

if TYPE_CHECKING:
    from collections.abc import Callable

    from fracview.reading.arrays import Array
    from fracview.reading.jpeg_markers import JpegHeader
    from fracview.reading.jpeg_scan import Scans

    Decode = Callable[[bytes], Array]

_FILLING = np.random.default_rng(5).integers(1, 255, 64, dtype=np.uint8).tobytes()
"""Bytes that are no marker and decode to something."""
_CONTINUATIONS = (b"\xff\xd9", b"\x55" * 4096 + b"\xff\xd9", b"\xaa" * 4096 + b"\xff\xd9")
"""Different ends of a truncated stream: where the pictures part, the file's own data end."""
_TAIL_BYTES = 32
"""Bytes at the end of the data that must matter: encoders leave up to 4 that do not, damage hundreds."""
_SCAN_HEADER_BYTES = 16
"""Of a scan of four components, the most there can be."""
_CORNER_PIXELS = 8
_NOTED_SHARE = 0.25
"""Share of the rows beyond which a truncation is worth a note to the networks' answer."""

PART_MISSING = "part of the picture is missing"
MAY_BE_WRONG = "the picture data are damaged"


@dataclass(frozen=True, slots=True)
class Damage:
    """What to tell of a damaged JPEG; `note` qualifies the networks' answer, "" where it need not."""

    warning: str
    note: str


def find_damage(data: bytes, header: JpegHeader, pixels: Array, decode: Decode) -> Damage | None:
    """Damage of a stream that could be decoded.

    Parameters
    ----------
    data, header, pixels
        The stream, its header, and the (rows, columns[, 3]) picture it decodes to, as stored.
    decode
        Decoder of changed streams, to arrays like `pixels`; raises ValueError.
    """
    if not header.ended:
        return _truncation(data, pixels, decode)
    scans = parse_scans(data, header.scan)
    if not all_coded(scans, header.sof, header.component_ids):
        return Damage("truncated: the file ends early, not all scans of its picture are there", PART_MISSING)
    intact = _rows_before_an_early_end(data, scans, pixels, decode)
    if intact < len(pixels):
        missing = f"the last {len(pixels) - intact} of its {len(pixels)} stored rows are missing"
        return Damage(f"damaged: the picture data end early, {missing}, others may be wrong", PART_MISSING)
    if not all_segments(scans, header) or _has_data_left(
        data, header.scan + _SCAN_HEADER_BYTES, scans, pixels, decode
    ):
        return Damage(
            "damaged: the picture data do not add up, any part of the picture may be wrong", MAY_BE_WRONG
        )
    return None


def marked(radiograph: Radiograph, damage: Damage | None) -> Radiograph:
    """The radiograph with the warning and, where the networks run without one, the note of a damage."""
    if damage is None:
        return radiograph
    use, note = radiograph.network_use, radiograph.network_note
    if damage.note and use is not NetworkUse.ASK:
        use, note = NetworkUse.RUN_WITH_NOTE, f"{note}; {damage.note}" if note else damage.note
    warnings = (*radiograph.warnings, damage.warning)
    return replace(radiograph, network_use=use, network_note=note, warnings=warnings)


def _truncation(data: bytes, pixels: Array, decode: Decode) -> Damage:
    """Stored rows before the first pixel that depends on what follows the end of the file."""
    first, *others = [decode(data.rstrip(b"\xff") + continuation) for continuation in _CONTINUATIONS]
    rows, intact = len(pixels), min(_equal_rows(first, other) for other in others)
    if intact == rows:
        message = "truncated: the end-of-image marker is missing, the picture itself seems complete"
        return Damage(message, "")
    damaged = f"{rows - intact} of its {rows} stored rows are damaged or missing"
    note = PART_MISSING if rows - intact > _NOTED_SHARE * rows else ""
    return Damage(f"truncated: the file ends early, {damaged}", note)


def _rows_before_an_early_end(data: bytes, scans: Scans, pixels: Array, decode: Decode) -> int:
    """Rows before the first that more data at the end of a segment would change; all in a whole picture.

    libjpeg's filling is even, so one segment with an uneven last corner needs no decoding.
    """
    corner = pixels[-1, -_CORNER_PIXELS:]
    if scans.single and not bool((corner == corner[-1]).all()):
        return len(pixels)
    pieces, begin = [], 0
    for end in scans.ends:
        pieces += [data[begin:end], _FILLING]
        begin = end
    return _rows_unchanged(b"".join([*pieces, data[begin:]]), pixels, decode)


def _has_data_left(data: bytes, begin: int, scans: Scans, pixels: Array, decode: Decode) -> bool:
    """Whether the picture is complete before the last bytes of its only segment, which starts at `begin`."""
    end = scans.ends[0]
    cut = end - _TAIL_BYTES
    if not scans.single or cut <= begin:
        return False
    cut -= data[cut - 1] == 0xFF  # with the filling behind it, it would become a marker
    return _rows_unchanged(data[:cut] + _FILLING + data[end:], pixels, decode, otherwise=0) == len(pixels)


def _rows_unchanged(changed: bytes, pixels: Array, decode: Decode, otherwise: int | None = None) -> int:
    """Rows before the first that a changed stream changes; `otherwise`, or all, where it is refused."""
    try:
        return _equal_rows(pixels, decode(changed))
    except ValueError:
        return len(pixels) if otherwise is None else otherwise


def _equal_rows(one: Array, other: Array) -> int:
    parted = (one != other).reshape(len(one), -1).any(axis=1)
    return int(np.argmax(parted)) if parted.any() else len(one)
