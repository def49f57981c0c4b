"""Compressed frames to samples. imagecodecs lets other Python threads run while it decodes."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np

from fracview.reading.arrays import Array
from fracview.reading.dicom.codestream import Codec
from fracview.reading.jpeg_damage import find_damage

if TYPE_CHECKING:
    from fracview.reading.dicom.codestream import Codestream
    from fracview.reading.dicom.image_format import ImageFormat
    from fracview.reading.jpeg_damage import Damage

_END_OF_IMAGE = b"\xff\xd9"
_RLE_BEST_RATIO = 64
"""Two bytes make at most 128."""
_RLE_SLACK = 1024
"""Bytes a segment may hold beyond its pixels: padding decodes to something, too."""


class DecodeError(ValueError):
    """A codestream that is damaged, or not what the data set says."""


def decode_frame(data: bytes, stream: Codestream, frame_format: ImageFormat) -> Array:
    """Samples of one compressed frame, colours as they are coded (YCbCr stays YCbCr).

    Parameters
    ----------
    data
        One whole codestream.
    stream
        What `data` says of itself.
    frame_format
        What the data set says; the size must agree before anything is allocated.

    Returns
    -------
    (rows, columns) or (rows, columns, 3), integer of 8, 16 or 32 bits as decoded.

    Raises
    ------
    DecodeError
    """
    if stream.codec is Codec.RLE:
        return _decode_rle(data, frame_format)
    size = (stream.rows, stream.columns, stream.components)
    if size != (frame_format.rows, frame_format.columns, frame_format.samples):
        raise DecodeError("the compressed frame has another size than the data set says")
    samples = _decode(data, stream)
    wanted = (frame_format.rows, frame_format.columns, frame_format.samples)
    if samples.ndim == 3 and samples.shape == (wanted[2], *wanted[:2]) and samples.shape != wanted:
        samples = np.moveaxis(samples, 0, -1)
    if samples.size != wanted[0] * wanted[1] * wanted[2]:
        raise DecodeError("the compressed frame has another size than its own header says")
    return np.ascontiguousarray(samples.reshape(wanted if wanted[2] > 1 else wanted[:2]))


def frame_damage(data: bytes, stream: Codestream, frame_format: ImageFormat, samples: Array) -> Damage | None:
    """Damage that a JPEG frame was decoded over; the other codecs refuse or state it themselves.

    `samples` are what `decode_frame` made of `data`.
    """
    if stream.codec is not Codec.JPEG or stream.jpeg is None:
        return None
    return find_damage(
        data, stream.jpeg, samples, lambda changed: decode_frame(changed, stream, frame_format)
    )


def _decode(data: bytes, stream: Codestream) -> Array:
    import imagecodecs

    try:
        if stream.codec is Codec.JPEG_LS:
            # Without its end marker a cut stream keeps CharLS 2.4 busy for seconds after its last byte.
            ended = stream.jpeg is not None and stream.jpeg.ended
            return np.asarray(imagecodecs.jpegls_decode(data if ended else data + _END_OF_IMAGE))
        if stream.high_throughput:
            return np.asarray(imagecodecs.htj2k_decode(data))
        if stream.codec is Codec.JPEG_2000:
            return np.asarray(imagecodecs.jpeg2k_decode(data))
        if stream.components == 1:
            return np.asarray(imagecodecs.jpeg8_decode(data))
        # Saying that input and output have one colour space keeps libjpeg from converting.
        return np.asarray(imagecodecs.jpeg8_decode(data, colorspace="RGB", outcolorspace="RGB"))
    except (RuntimeError, ValueError, TypeError, MemoryError, OverflowError) as error:
        raise DecodeError("the compressed frame is damaged") from error


def _decode_rle(data: bytes, frame_format: ImageFormat) -> Array:
    """RLE (PS3.5 annex G): byte planes, samples in order, most significant byte first."""
    from imagecodecs import PackbitsError, packbits_decode

    count, *offsets = struct.unpack("<16I", data[:64])
    width = frame_format.bits_allocated // 8
    if count != frame_format.samples * width or width == 0:
        raise DecodeError("the compressed frame has another depth than the data set says")
    if len(data) * _RLE_BEST_RATIO < count * frame_format.pixels:
        raise DecodeError("the compressed frame is cut off")
    planes = np.empty((count, frame_format.pixels), dtype=np.uint8)
    ends = [*offsets[1:count], len(data)]
    for plane, begin, end in zip(planes, offsets, ends, strict=False):
        try:
            values = packbits_decode(data[begin:end], out=frame_format.pixels + _RLE_SLACK)
        except (PackbitsError, ValueError, RuntimeError) as error:
            raise DecodeError("the compressed frame is damaged") from error
        if len(values) < frame_format.pixels:
            raise DecodeError("the compressed frame is cut off")
        plane[:] = np.frombuffer(values, dtype=np.uint8, count=frame_format.pixels)
    # (samples x bytes, pixels) to (pixels, samples x bytes), then each group of bytes is one big-endian value
    interleaved = np.ascontiguousarray(planes.T).view(f">u{width}").astype(f"u{width}")
    shape = (frame_format.rows, frame_format.columns)
    return interleaved.reshape(shape if frame_format.samples == 1 else (*shape, frame_format.samples))
