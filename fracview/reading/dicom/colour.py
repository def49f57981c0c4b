"""Colour frames to 8-bit RGB (PS3.3 C.7.6.3.1.2, C.7.6.3.1.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fracview.reading.arrays import Array
from fracview.reading.dicom.codestream import Codec
from fracview.reading.dicom.palette import apply_palette
from fracview.reading.reasons import ReadingReason, refusal

if TYPE_CHECKING:
    from pathlib import Path

    from fracview.reading.dicom.attributes import Attributes
    from fracview.reading.dicom.codestream import Codestream
    from fracview.reading.dicom.image_format import ImageFormat

_RGB_IDS = ((82, 71, 66), (114, 103, 98))
_BLOCK_ROWS = 256


def rgb_frame(
    stored: Array,
    frame_format: ImageFormat,
    stream: Codestream | None,
    attributes: Attributes,
    path: Path,
) -> NDArray[np.uint8]:
    """(rows, columns, 3) uint8 RGB of a colour or palette frame's stored values.

    Raises
    ------
    ReadingError
        A palette that is missing or empty.
    """
    if frame_format.photometric == "PALETTE COLOR":
        rgb = apply_palette(stored, attributes)
        if rgb is None:
            raise refusal(ReadingReason.MALFORMED, "The colour palette is missing.", path)
        return rgb
    spare = frame_format.bits_stored - 8
    eight = np.right_shift(stored, spare) if spare > 0 else np.left_shift(stored, -spare)
    eight = eight.astype(np.uint8)
    return _ybr_to_rgb(eight) if _is_ybr(frame_format, stream) else eight


def _is_ybr(frame_format: ImageFormat, stream: Codestream | None) -> bool:
    """Whether decoded samples are YCbCr.

    A JPEG says so itself, where it says anything: component identifiers, Adobe and JFIF markers. JPEG 2000's
    own colour transform is undone while decoding.
    """
    if stream is not None and stream.codec is Codec.JPEG and stream.jpeg is not None:
        if stream.jpeg.component_ids in _RGB_IDS:
            return False
        if stream.jpeg.adobe_transform is not None:
            return stream.jpeg.adobe_transform == 1
        if stream.jpeg.jfif:
            return True
    return frame_format.photometric.startswith("YBR_FULL")


def _ybr_to_rgb(ybr: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """YBR_FULL to RGB, in blocks of rows to keep the intermediate floats small."""
    rgb = np.empty_like(ybr)
    for start in range(0, len(ybr), _BLOCK_ROWS):
        block = ybr[start : start + _BLOCK_ROWS].astype(np.float32)
        luma, blue, red = block[..., 0], block[..., 1] - 128, block[..., 2] - 128
        block = np.stack(
            [luma + 1.402 * red, luma - 0.344136 * blue - 0.714136 * red, luma + 1.772 * blue], axis=-1
        )
        rgb[start : start + _BLOCK_ROWS] = np.clip(np.rint(block), 0, 255)
    return rgb
