"""The frames of a file: found without reading them, decoded one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.reading.dicom.codestream import inspect
from fracview.reading.dicom.decode import DecodeError, decode_frame, frame_damage
from fracview.reading.dicom.encapsulated import Fragment, find_fragments, frame_bytes, frame_groups
from fracview.reading.dicom.header import EXPLICIT_BIG, GE_BIG_PIXELS
from fracview.reading.dicom.native import native_frame
from fracview.reading.dicom.stored import stored_values
from fracview.reading.reasons import ReadingReason, refusal
from fracview.reading.source import is_bomb

if TYPE_CHECKING:
    from pathlib import Path

    from fracview.core.errors import ReadingError
    from fracview.reading.arrays import Array
    from fracview.reading.dicom.codestream import Codestream
    from fracview.reading.dicom.header import Header, PixelElement
    from fracview.reading.dicom.image_format import ImageFormat
    from fracview.reading.jpeg_damage import Damage

_NATIVE_SYNTAXES = (
    "",
    "1.2.840.10008.1.2",
    "1.2.840.10008.1.2.1",
    "1.2.840.10008.1.2.1.99",
    EXPLICIT_BIG,
    GE_BIG_PIXELS,
)
_VIDEO_SYNTAXES = tuple(f"1.2.840.10008.1.2.4.{number}" for number in range(100, 109))


class Frames:
    """Access to frames by index.

    Parameters
    ----------
    header, pixels, frame_format
        Of the file; `pixels` is ``header.pixels``, which must exist.
    path
        Names the file in errors.

    Attributes
    ----------
    count
        How many frames the file really holds, at most what it claims.
    warnings
        What was found odd.

    Raises
    ------
    ReadingError
        The pixel data are cut off or shorter than one frame.
    """

    def __init__(self, header: Header, pixels: PixelElement, frame_format: ImageFormat, path: Path) -> None:
        self._header = header
        self._pixels = pixels
        self._format = frame_format
        self._path = path
        self._groups: list[list[Fragment]] = []
        self.warnings: list[str] = []
        if header.transfer_syntax in _VIDEO_SYNTAXES:
            raise self._refusal(ReadingReason.VIDEO, "This is a video, not a radiograph.")
        self.count = self._index_native() if pixels.length is not None else self._index_fragments()
        if self.count < frame_format.frames:
            self.warnings.append(f"claims {frame_format.frames} frames but holds {self.count}")

    def stored(self, index: int) -> tuple[Array, Codestream | None, Damage | None]:
        """Stored values of a frame, the codestream that they came from, and what is wrong with it."""
        if self._pixels.length is not None:
            return stored_values(self._native(index), self._format, None), None, None
        data = frame_bytes(self._groups[index], self._header.buffer)
        stream = inspect(data)
        if stream is None:
            raise self._undecodable()
        if is_bomb(self._format.pixels, len(data)):
            message = f"{len(data):,} bytes claim to hold {self._format.pixels:,} pixels."
            raise self._refusal(ReadingReason.DECOMPRESSION_BOMB, message)
        try:
            samples = decode_frame(data, stream, self._format)
            damage = frame_damage(data, stream, self._format, samples)
        except DecodeError as error:
            message = f"This {stream.codec} frame cannot be decoded: {error}."
            raise self._refusal(ReadingReason.CANNOT_DECODE, message) from error
        return stored_values(samples, self._format, stream), stream, damage

    def _native(self, index: int) -> Array:
        syntax = self._header.transfer_syntax
        return native_frame(
            self._header.buffer,
            self._pixels.offset,
            index,
            self._format,
            little=self._header.little_endian and syntax != GE_BIG_PIXELS,
            words=self._pixels.vr == "OW",
        )

    def _index_native(self) -> int:
        """Frames of uncompressed data; refuses data that are cut off or too short for the first."""
        length = self._pixels.length or 0
        if self._header.transfer_syntax not in _NATIVE_SYNTAXES:
            message = "The transfer syntax promises compressed pixel data, but they are not."
            raise self._refusal(ReadingReason.CANNOT_DECODE, message)
        needed = self._format.native_frame_bits
        held = 8 * length // needed
        available = self._header.size - self._pixels.offset
        if available < min(length, -(-needed * self._format.frames // 8)):
            message = (
                f"The pixel data are too short: the file ends {length - available:,} bytes before they do."
            )
            raise self._refusal(ReadingReason.PIXEL_DATA_TOO_SHORT, message)
        if held < 1:
            message = f"The pixel data are too short: {length:,} bytes, one frame needs {-(-needed // 8):,}."
            raise self._refusal(ReadingReason.PIXEL_DATA_TOO_SHORT, message)
        return min(held, self._format.frames)

    def _index_fragments(self) -> int:
        """Frames of encapsulated data; refuses data that are cut off inside a fragment."""
        header = self._header
        table = find_fragments(
            header.buffer, self._pixels.offset, header.size, little=header.transfer_syntax != EXPLICIT_BIG
        )
        if not table.complete:
            raise self._refusal(ReadingReason.TRUNCATED, "The file is cut off inside its pixel data.")
        if not table.delimited:
            message = "The file ends without the mark that ends its pixel data."
            raise self._refusal(ReadingReason.TRUNCATED, message)
        if not table.fragments:
            raise self._refusal(ReadingReason.NO_PIXEL_DATA, "The pixel data element is empty.")
        self._groups = frame_groups(table, header.attributes, self._format.frames, header.buffer)
        return min(len(self._groups), self._format.frames)

    def _undecodable(self) -> ReadingError:
        if self._header.transfer_syntax in _KNOWN_COMPRESSED:
            message = "The compressed frame begins like no codestream."
            return self._refusal(ReadingReason.CANNOT_DECODE, message)
        message = "The pixel data are compressed in a way that FracView cannot decode."
        return self._refusal(ReadingReason.UNSUPPORTED_TRANSFER_SYNTAX, message)

    def _refusal(self, reason: ReadingReason, message: str) -> ReadingError:
        return refusal(reason, message, self._path, "PixelData")


_KNOWN_COMPRESSED = (
    "1.2.840.10008.1.2.5",
    *(f"1.2.840.10008.1.2.4.{number}" for number in (*range(50, 67), 70, 80, 81, 90, 91, 201, 202, 203)),
)
