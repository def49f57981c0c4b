"""The entropy-coded data of a JPEG: where its segments end, and whether all scans are there (T.81 B)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fracview.reading.jpeg_markers import JpegHeader

_SOS = 0xDA
_BETWEEN_SCANS = {0xC4, 0xCC, 0xDB, 0xDC, 0xDD, 0xFE, *range(0xE0, 0xF0)}
_RESTARTS = range(0xD0, 0xD8)
_PROGRESSIVE = (0xC2, 0xCA)
_DCT = (0xC0, 0xC1, 0xC2, 0xC9, 0xCA)
_BLOCK = 64


@dataclass(frozen=True, slots=True)
class Scans:
    """Entropy-coded data by position in the file.

    Attributes
    ----------
    ends
        Where each entropy-coded segment ends: at a restart marker, at the end of a scan, at the end of
        the file.
    restarts_broken
        Whether restart markers do not count 0 to 7 and round again within a scan.
    parameters
        Of each scan: component identifiers, first and last coefficient, bits left for later scans.
    """

    ends: tuple[int, ...]
    restarts_broken: bool
    parameters: tuple[tuple[tuple[int, ...], int, int, int], ...]

    @property
    def single(self) -> bool:
        """Whether everything lies in one segment, as in most files."""
        return len(self.ends) == 1


def parse_scans(data: bytes, start: int) -> Scans:
    """Walk the markers of a stream from `start`, where its first start-of-scan marker is; no decoding."""
    ends: list[int] = []
    parameters: list[tuple[tuple[int, ...], int, int, int]] = []
    broken, restart, position = False, 0, start
    while position + 4 <= len(data):
        marker = data[position + 1]
        length = int.from_bytes(data[position + 2 : position + 4], "big")
        if marker == _SOS:
            parameters.append(_parameters(data[position + 4 : position + 2 + length]))
            restart = 0
        elif marker not in _RESTARTS and marker not in _BETWEEN_SCANS:
            break
        if marker in _RESTARTS:
            broken = broken or marker != 0xD0 + restart % 8
            restart += 1
        position += 2 if marker in _RESTARTS else 2 + length
        fill, position = _next_marker(data, position)
        if marker == _SOS or marker in _RESTARTS:
            ends.append(fill)
    return Scans(tuple(ends), broken, tuple(parameters))


def _next_marker(data: bytes, position: int) -> tuple[int, int]:
    """Where the filling before the next marker begins, and the marker itself; the end where there is none.

    A loop over `find`: a pattern takes ten times as long over the coded data of a whole scan.
    """
    while (fill := data.find(0xFF, position)) >= 0:
        marker = fill
        while data[marker + 1 : marker + 2] == b"\xff":
            marker += 1
        if marker + 1 >= len(data):
            break
        if data[marker + 1] != 0:
            return fill, marker
        position = marker + 2
    return len(data), len(data)


def all_coded(scans: Scans, sof: int, component_ids: tuple[int, ...]) -> bool:
    """Whether the scans hold every component, and in a progressive file every bit of every coefficient."""
    if sof not in _PROGRESSIVE:
        return set(component_ids) <= {number for ids, *_ in scans.parameters for number in ids}
    missing = {number: [True] * _BLOCK for number in component_ids}
    for ids, first, last, bits_left in scans.parameters:
        for number in ids:
            for coefficient in range(first, min(last + 1, _BLOCK)):
                if bits_left == 0 and number in missing:
                    missing[number][coefficient] = False
    return not any(any(coefficients) for coefficients in missing.values())


def all_segments(scans: Scans, header: JpegHeader) -> bool:
    """Whether restart markers count from 0 to 7 and round again, and are as many as the picture needs.

    How many it needs is only looked at where one scan of a DCT process holds everything.
    """
    if scans.restarts_broken:
        return False
    sides = [(factors >> 4, factors & 15) for factors in header.sampling]
    if not header.restart_interval or len(scans.parameters) != 1 or header.sof not in _DCT or not sides:
        return True
    across, down = (max(factors) for factors in zip(*sides, strict=True)) if len(sides) > 1 else (1, 1)
    units = -(-header.columns // (8 * max(1, across))) * -(-header.rows // (8 * max(1, down)))
    return len(scans.ends) == -(-units // header.restart_interval)


def _parameters(segment: bytes) -> tuple[tuple[int, ...], int, int, int]:
    count = segment[0] if segment else 0
    rest = segment[1 + 2 * count : 4 + 2 * count]
    if len(rest) < 3:
        return (), 0, -1, 0
    return tuple(segment[1 : 1 + 2 * count : 2]), rest[0], rest[1], rest[2] & 0x0F
