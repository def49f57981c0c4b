"""How one frame is stored: the Image Pixel module (PS3.3 C.7.6.3), with what is missing made up for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fracview.reading.dicom.attributes import leading_integer
from fracview.reading.reasons import ReadingReason, refusal
from fracview.reading.source import MAX_PIXELS

if TYPE_CHECKING:
    from pathlib import Path

    from fracview.reading.dicom.attributes import Attributes

MONOCHROME = ("MONOCHROME1", "MONOCHROME2")
SUBSAMPLED_422 = ("YBR_FULL_422", "YBR_PARTIAL_422")
_PHOTOMETRICS = (*MONOCHROME, "PALETTE COLOR", "RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT")
_BITS_ALLOCATED = (1, 8, 12, 16, 32)


@dataclass(frozen=True, slots=True)
class ImageFormat:
    """Attributes that say how to read pixel data; `frames` is what the file claims, at least 1."""

    rows: int
    columns: int
    samples: int
    bits_allocated: int
    bits_stored: int
    high_bit: int
    signed: bool
    planar: bool
    photometric: str
    frames: int

    @property
    def pixels(self) -> int:
        """Pixels of one frame."""
        return self.rows * self.columns

    @property
    def native_frame_bits(self) -> int:
        """Bits of one uncompressed frame."""
        samples = 2 if self.photometric in SUBSAMPLED_422 else self.samples
        return self.pixels * samples * self.bits_allocated

    @property
    def stored_range(self) -> tuple[int, int]:
        """Lowest and highest value that the bits stored can hold."""
        if self.signed:
            return -(1 << (self.bits_stored - 1)), (1 << (self.bits_stored - 1)) - 1
        return 0, (1 << self.bits_stored) - 1


def image_format(attributes: Attributes, path: Path) -> tuple[ImageFormat, list[str]]:
    """Format of the frames, and what had to be assumed.

    Raises
    ------
    ReadingError
        Rows or Columns missing, zero or multi-valued; a size or depth no radiograph has.
    """
    rows, columns = (_side(attributes, keyword, path) for keyword in ("Rows", "Columns"))
    if rows * columns > MAX_PIXELS:
        message = f"The file claims {columns} x {rows} pixels a frame."
        raise refusal(ReadingReason.DECOMPRESSION_BOMB, message, path, "Rows")
    assumed: list[str] = []
    samples = attributes.short("SamplesPerPixel") or 1
    photometric = attributes.code("PhotometricInterpretation")
    if not photometric:
        photometric = "MONOCHROME2" if samples == 1 else "RGB"
        assumed.append(f"the photometric interpretation is missing; {photometric} was assumed")
    allocated = attributes.short("BitsAllocated") or (8 if samples == 3 else 16)
    stored = attributes.short("BitsStored") or allocated
    if stored > allocated:
        stored = allocated
        assumed.append("more bits are stored than allocated; all allocated bits were taken")
    high_bit = attributes.short("HighBit")
    if high_bit is None or not stored - 1 <= high_bit < allocated:
        high_bit = stored - 1
    frame_format = ImageFormat(
        rows=rows,
        columns=columns,
        samples=samples,
        bits_allocated=allocated,
        bits_stored=stored,
        high_bit=high_bit,
        signed=attributes.short("PixelRepresentation") == 1,
        planar=attributes.short("PlanarConfiguration") == 1,
        photometric=photometric,
        frames=max(1, leading_integer(attributes.text("NumberOfFrames")) or 1),
    )
    _check(frame_format, path)
    return frame_format, assumed


def _side(attributes: Attributes, keyword: str, path: Path) -> int:
    values = attributes.shorts(keyword)
    if not values:
        raise refusal(ReadingReason.MISSING_ATTRIBUTE, f"{keyword} is missing.", path, keyword)
    if len(values) > 1 or values[0] == 0:
        raise refusal(ReadingReason.BAD_DIMENSIONS, f"{keyword} is not one positive number.", path, keyword)
    return values[0]


def _check(frame_format: ImageFormat, path: Path) -> None:
    if frame_format.bits_allocated not in _BITS_ALLOCATED:
        message = f"{frame_format.bits_allocated} bits allocated are not supported."
        raise refusal(ReadingReason.MALFORMED, message, path, "BitsAllocated")
    if frame_format.photometric not in _PHOTOMETRICS:
        message = "This photometric interpretation is not supported."
        raise refusal(ReadingReason.MALFORMED, message, path, "PhotometricInterpretation")
    wanted = 1 if frame_format.photometric in (*MONOCHROME, "PALETTE COLOR") else 3
    if frame_format.samples != wanted:
        message = "Samples per Pixel does not fit the photometric interpretation."
        raise refusal(ReadingReason.MALFORMED, message, path, "SamplesPerPixel")
