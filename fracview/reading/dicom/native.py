"""Uncompressed frames to samples (PS3.5 chapter 8, annex D)."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from numpy.typing import NDArray

from fracview.reading.arrays import Array
from fracview.reading.dicom.image_format import SUBSAMPLED_422

if TYPE_CHECKING:
    from fracview.reading.dicom.image_format import ImageFormat


def native_frame(
    buffer: BinaryIO, start: int, index: int, frame_format: ImageFormat, *, little: bool, words: bool
) -> Array:
    """Samples of one uncompressed frame, as stored: unused bits not yet masked, YCbCr not yet converted.

    Parameters
    ----------
    buffer, start
        Pixel data, and where its value begins; only this frame's bytes are read.
    little
        Byte order of the pixel data.
    words
        Whether 8-bit samples are stored in 16-bit words (VR OW), which big endian order swaps.

    Returns
    -------
    (rows, columns) or (rows, columns, 3) uint8, uint16 or uint32.
    """
    bits = frame_format.native_frame_bits
    first_bit = index * bits
    first, last = first_bit // 8, -(-(first_bit + bits) // 8)
    if words and not little and frame_format.bits_allocated == 8:
        data = _swapped_words(buffer, start, first, last)
    else:
        buffer.seek(start + first)
        data = np.frombuffer(buffer.read(last - first), dtype=np.uint8)
    if frame_format.bits_allocated in (1, 12):
        samples = _unpacked(data, first_bit - 8 * first, frame_format)
    else:
        order = "<" if little else ">"
        width = frame_format.bits_allocated // 8
        samples = data.view(f"{order}u{width}").astype(f"u{width}")
    return _shaped(samples, frame_format)


def _swapped_words(buffer: BinaryIO, start: int, first: int, last: int) -> NDArray[np.uint8]:
    """Bytes `first` to `last` of data whose byte pairs are swapped; an odd end needs its pair too."""
    begin, end = first - first % 2, last + last % 2
    buffer.seek(start + begin)
    data = buffer.read(end - begin)
    pairs = np.frombuffer(data + b"\0" * (len(data) % 2), dtype=np.uint16).byteswap().view(np.uint8)
    return pairs[first - begin : last - begin]


def _unpacked(data: NDArray[np.uint8], skip: int, frame_format: ImageFormat) -> Array:
    """Samples of 1 or 12 bits, packed one behind the other beginning with the lowest bit (PS3.5 8.1.1)."""
    width = frame_format.bits_allocated
    count = frame_format.native_frame_bits
    bits = np.unpackbits(data, bitorder="little")[skip : skip + count].reshape(-1, width)
    if width == 1:
        return bits[:, 0]
    weights = np.left_shift(1, np.arange(width)).astype(np.uint16)
    return np.asarray(bits @ weights, dtype=np.uint16)


def _shaped(samples: Array, frame_format: ImageFormat) -> Array:
    rows, columns = frame_format.rows, frame_format.columns
    if frame_format.photometric in SUBSAMPLED_422:
        return _upsampled_422(samples).reshape(rows, columns, 3)
    if frame_format.samples == 1:
        return samples.reshape(rows, columns)
    if frame_format.planar:
        return np.ascontiguousarray(np.moveaxis(samples.reshape(frame_format.samples, rows, columns), 0, -1))
    return samples.reshape(rows, columns, frame_format.samples)


def _upsampled_422(samples: Array) -> Array:
    """Y1 Y2 Cb Cr to Y1 Cb Cr, Y2 Cb Cr (PS3.3 C.7.6.3.1.2)."""
    groups = samples.reshape(-1, 4)
    full = np.empty((len(groups), 2, 3), dtype=samples.dtype)
    full[:, :, 0] = groups[:, :2]
    full[:, :, 1:] = groups[:, np.newaxis, 2:]
    return full
