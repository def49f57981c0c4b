"""JPEG files: decoded by libjpeg-turbo through imagecodecs, which lets other threads run meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from imagecodecs import Jpeg8Error, jpeg8_decode

from fracview.core.radiograph import Radiograph
from fracview.reading.arrays import Array, frozen, grey_if_equal, oriented, raster_vois
from fracview.reading.jpeg_damage import find_damage, marked
from fracview.reading.jpeg_markers import JpegHeader, parse_jpeg
from fracview.reading.network_use import raster_use
from fracview.reading.reasons import ReadingReason
from fracview.reading.source import is_bomb

if TYPE_CHECKING:
    from fracview.reading.source import Source

_JPEG_LS = 0xF7


class JpegFile:
    """A JPEG file: one frame."""

    frame_count = 1

    def __init__(self, source: Source) -> None:
        self._source = source
        header = parse_jpeg(source.data)
        if header is None:
            message = "The JPEG ends or breaks before its picture begins."
            raise source.refusal(ReadingReason.TRUNCATED, message)
        if is_bomb(header.rows * header.columns, len(source.data)):
            message = f"The JPEG claims {header.columns} x {header.rows} pixels."
            raise source.refusal(ReadingReason.DECOMPRESSION_BOMB, message)
        if header.sof == _JPEG_LS:
            raise source.refusal(ReadingReason.UNSUPPORTED_FORMAT, "This is a JPEG-LS file.")
        if header.rows == 0 or header.columns == 0:
            raise source.refusal(ReadingReason.BAD_DIMENSIONS, "The JPEG claims to have no pixels.")
        self._header = header

    def frame(self, index: int) -> Radiograph:  # noqa: ARG002 - there is only one
        """Decode the picture, upright, grey where its three channels agree."""
        data = self._source.data
        stored = self._decode(data)
        damage = find_damage(data, self._header, stored, self._decode)
        pixels = frozen(oriented(grey_if_equal(stored), self._header.orientation))
        use, note = raster_use(pixels)
        radiograph = Radiograph(
            path=self._source.path,
            sha256=self._source.sha256,
            pixels=pixels,
            vois=raster_vois(pixels),
            network_use=use,
            network_note=note,
        )
        return marked(radiograph, damage)

    def _decode(self, data: bytes) -> Array:
        try:
            pixels = jpeg8_decode(data)
        except (Jpeg8Error, ValueError) as error:
            message = "The JPEG's picture data cannot be decoded."
            raise self._source.refusal(ReadingReason.CANNOT_DECODE, message) from error
        if pixels.shape[:2] != (self._header.rows, self._header.columns):
            raise self._source.refusal(ReadingReason.MALFORMED, "The JPEG holds more than one size.")
        if pixels.ndim == 3 and pixels.shape[2] == 4:
            return _cmyk_to_rgb(pixels, self._header)
        return np.asarray(pixels)


def _cmyk_to_rgb(pixels: Array, header: JpegHeader) -> Array:
    """CMYK without a colour profile; Adobe's files store it inverted."""
    ink = np.asarray(pixels, dtype=np.uint16)
    light = ink if header.adobe_transform is not None else 255 - ink
    return np.asarray(light[..., :3] * light[..., 3:] // 255, dtype=np.uint8)
