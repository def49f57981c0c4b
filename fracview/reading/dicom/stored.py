"""Stored values: the bits that belong to the image, with their sign (PS3.5 8.1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fracview.reading.arrays import Array
from fracview.reading.dicom.codestream import Codec

if TYPE_CHECKING:
    from fracview.reading.dicom.codestream import Codestream
    from fracview.reading.dicom.image_format import ImageFormat


def stored_values(samples: Array, frame_format: ImageFormat, stream: Codestream | None) -> Array:
    """Samples as decoded to stored values.

    Parameters
    ----------
    samples
        Integers as they came out of `native_frame` or `decode_frame`.
    stream
        The codestream they came from, None for uncompressed data. JPEG 2000 and JPEG-LS state their own
        precision, which is to be believed before Bits Stored.

    Returns
    -------
    Same shape; signed where Pixel Representation says so. 8, 16 or 32 bits.
    """
    bits = frame_format.bits_stored
    if stream is not None and stream.codec in (Codec.JPEG_2000, Codec.JPEG_LS):
        return _resigned(samples, stream.precision, frame_format.signed)
    if stream is not None and stream.lossy_dct:
        # The cosine transform may overshoot; masking would turn the brightest pixels black.
        samples = np.minimum(samples, samples.dtype.type((1 << bits) - 1))
    elif stream is None or stream.codec is Codec.RLE:
        shift = frame_format.high_bit + 1 - bits
        if shift:
            samples = np.right_shift(samples, shift)
    return _resigned(samples, bits, frame_format.signed)


def _resigned(samples: Array, bits: int, signed: bool) -> Array:
    """The low `bits` of `samples` read as signed or unsigned integers; two shifts drop all others."""
    size = samples.dtype.itemsize
    values = samples.view(f"{'i' if signed else 'u'}{size}")
    spare = 8 * size - bits
    already_signed = bool(np.issubdtype(samples.dtype, np.signedinteger))
    if spare <= 0 or (already_signed and signed):
        return values
    if not signed and not already_signed and int(samples.max(initial=0)) < 1 << bits:
        return values
    return np.asarray(np.right_shift(np.left_shift(values, spare), spare))
