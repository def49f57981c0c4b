"""PNG, TIFF and BMP files, decoded by Pillow.

libtiff prints its own lines about a damaged TIFF to the process' stderr, and Pillow offers no switch for
it. What the reader says of such a file does not depend on those lines.
"""

from __future__ import annotations

import io
import struct
from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from PIL import BmpImagePlugin, Image, PngImagePlugin, TiffImagePlugin, UnidentifiedImageError

from fracview.core.radiograph import Radiograph
from fracview.reading.arrays import Array, frozen, grey_if_equal, oriented, raster_vois
from fracview.reading.network_use import raster_use
from fracview.reading.quiet import quiet
from fracview.reading.reasons import ReadingReason
from fracview.reading.source import Kind, is_bomb, open_regular

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from fracview.core.errors import ReadingError
    from fracview.reading.source import Source

MAX_PAGES = 10_000
"""More pages than this in a TIFF are not believed."""

_ORIENTATION = 0x0112
_PHOTOMETRIC = 0x0106
_WHITE_IS_ZERO = 0

_PLUGINS: dict[Kind, Callable[[BinaryIO], Image.Image]] = {
    Kind.PNG: PngImagePlugin.PngImageFile,
    Kind.TIFF: TiffImagePlugin.TiffImageFile,
    Kind.BMP: BmpImagePlugin.BmpImageFile,
}
_PILLOW_ERRORS = (
    OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError,
    EOFError, MemoryError, NotImplementedError, ZeroDivisionError, RuntimeError, AssertionError,
    struct.error, Image.DecompressionBombError, UnidentifiedImageError, Warning,
)  # fmt: skip
"""What Pillow raises on damaged files; each becomes a `ReadingError`, nothing else may come through."""


class RasterFile:
    """A PNG or BMP, or a TIFF whose pages are frames."""

    def __init__(self, source: Source, kind: Kind) -> None:
        self._source = source
        self._kind = kind
        with self._decoding(), quiet():
            image = _open(io.BytesIO(source.data), kind)
            self.frame_count = _page_count(image)

    def frame(self, index: int) -> Radiograph:
        """Decode one page, upright, grey where its three channels agree."""
        with self._decoding(), quiet():
            image = _open(io.BytesIO(self._source.data), self._kind)
            image.seek(index)
        self._check_size(image)
        with self._decoding():
            if self._kind is Kind.TIFF:
                with quiet():  # turns itself upright, by way of an Exif parser that warns
                    image.load()
            pixels = oriented(_to_array(image), image.getexif().get(_ORIENTATION, 1))
        return self._radiograph(index, pixels)

    def _radiograph(self, index: int, pixels: Array) -> Radiograph:
        pixels, background = _without_gaps(grey_if_equal(pixels))
        use, note = raster_use(pixels, self.frame_count)
        return Radiograph(
            path=self._source.path,
            sha256=self._source.sha256,
            pixels=frozen(pixels),
            vois=raster_vois(pixels),
            background=background,
            network_use=use,
            network_note=note,
            frame=index,
            frame_count=self.frame_count,
        )

    def _check_size(self, image: Image.Image) -> None:
        columns, rows = image.size
        if is_bomb(rows * columns, len(self._source.data)):
            message = f"The {self._kind} claims {columns} x {rows} pixels."
            raise self._source.refusal(ReadingReason.DECOMPRESSION_BOMB, message)
        if rows <= 0 or columns <= 0:
            message = f"The {self._kind} claims to have no pixels."
            raise self._source.refusal(ReadingReason.BAD_DIMENSIONS, message)

    @contextmanager
    def _decoding(self) -> Iterator[None]:
        try:
            yield
        except _PILLOW_ERRORS as error:
            raise self._refusal(error) from error

    def _refusal(self, error: BaseException) -> ReadingError:
        if "truncated" in str(error).lower() or isinstance(error, EOFError | IndexError):
            message = f"The {self._kind} ends before its picture does."
            return self._source.refusal(ReadingReason.TRUNCATED, message)
        message = f"The {self._kind} is damaged and cannot be decoded."
        return self._source.refusal(ReadingReason.CANNOT_DECODE, message)


def count_pages(path: Path) -> int:
    """Pages of a TIFF by its directories alone; 1 where they are damaged."""
    with open_regular(path) as file:
        try:
            with quiet():
                return _page_count(_open(file, Kind.TIFF))
        except _PILLOW_ERRORS:
            return 1


def _open(file: BinaryIO, kind: Kind) -> Image.Image:
    """Open with the one plugin that `kind` names: `Image.open` would try others and warn of large images."""
    return _PLUGINS[kind](file)


def _page_count(image: Image.Image) -> int:
    pages = image.n_frames if isinstance(image, TiffImagePlugin.TiffImageFile) else 1
    return max(1, min(int(pages), MAX_PAGES))


def _to_array(image: Image.Image) -> Array:
    """Pixels as (rows, columns) or (rows, columns, 3), uint8, uint16 or float32, white high."""
    mode = image.mode
    if mode.startswith("I;16"):
        pixels = np.asarray(image).astype(np.uint16)
        white_is_zero = getattr(image, "tag_v2", {}).get(_PHOTOMETRIC) == _WHITE_IS_ZERO
        return np.subtract(np.uint16(65535), pixels) if white_is_zero else pixels
    if mode == "F":
        return np.asarray(image).astype(np.float32)
    if mode == "I":
        return _narrowed(np.asarray(image))
    if mode in ("1", "L"):
        return np.asarray(image.convert("L"))
    if mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in image.info:
        return _on_black(np.asarray(image.convert("RGBA")))
    return np.asarray(image.convert("RGB"))


def _narrowed(pixels: Array) -> Array:
    """32-bit integers in the smallest type of the contract that holds them: uint16, int16, float32."""
    low, high = pixels.min(), pixels.max()
    for dtype in (np.uint16, np.int16):
        if np.iinfo(dtype).min <= low and high <= np.iinfo(dtype).max:
            return pixels.astype(dtype)
    return pixels.astype(np.float32)


def _on_black(rgba: Array) -> Array:
    """(rows, columns, 4) uint8 laid over black, the background of a radiograph."""
    values = np.asarray(rgba, dtype=np.uint16)
    return np.asarray((values[..., :3] * values[..., 3:] + 127) // 255, dtype=np.uint8)


def _without_gaps(pixels: Array) -> tuple[Array, NDArray[np.bool_] | None]:
    """Float pixels with the lowest value in place of NaN and infinities, and where those were."""
    if pixels.dtype != np.float32:
        return pixels, None
    gaps = ~np.isfinite(pixels)
    if not gaps.any():
        return pixels, None
    lowest = pixels[~gaps].min() if not gaps.all() else np.float32(0)
    return np.where(gaps, lowest, pixels), gaps
