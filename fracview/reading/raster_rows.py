"""What Pillow knows of a JPEG, PNG, TIFF or BMP without decoding it, line by line, for the header browser."""

from __future__ import annotations

import struct
from itertools import islice
from typing import TYPE_CHECKING

from PIL import BmpImagePlugin, ExifTags, Image, JpegImagePlugin, PngImagePlugin, TiffImagePlugin

from fracview.reading.header_row import MAX_CHARACTERS, MAX_ROWS, HeaderRow, shortened, visible
from fracview.reading.quiet import quiet
from fracview.reading.reasons import ReadingReason, refusal
from fracview.reading.source import Kind, open_regular

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from typing import BinaryIO

_PLUGINS: dict[Kind, Callable[[BinaryIO], Image.Image]] = {
    Kind.JPEG: JpegImagePlugin.JpegImageFile,
    Kind.PNG: PngImagePlugin.PngImageFile,
    Kind.TIFF: TiffImagePlugin.TiffImageFile,
    Kind.BMP: BmpImagePlugin.BmpImageFile,
}
"""Each by its own plugin: `Image.open` would try others and refuse large pictures, though their
header is harmless."""

_PILLOW_ERRORS = (
    OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError,
    EOFError, MemoryError, NotImplementedError, ZeroDivisionError, RuntimeError, AssertionError,
    struct.error, Image.DecompressionBombError, Warning,
)  # fmt: skip
"""What Pillow raises on damaged headers; nothing else may come through."""

_FOLDERS: dict[int, Mapping[int, str]] = {
    int(ExifTags.IFD.Exif): ExifTags.TAGS,
    int(ExifTags.IFD.GPSInfo): ExifTags.GPSTAGS,
}
_MODES = {
    "1": "black and white",
    "L": "8-bit grey",
    "I;16": "16-bit grey",
    "I": "32-bit grey",
    "F": "32-bit float",
}


def raster_rows(path: Path, kind: Kind) -> tuple[HeaderRow, ...]:
    """Size and mode, the words that the format holds, Exif and TIFF tags.

    Raises
    ------
    ReadingError
        The file cannot be opened, or its header is damaged.
    """
    with open_regular(path) as file:
        try:
            with quiet():
                image = _PLUGINS[kind](file)
                rows = _rows(image, kind)
        except _PILLOW_ERRORS as error:
            message = f"The header of the {kind} is damaged."
            raise refusal(ReadingReason.CANNOT_DECODE, message, path) from error
    return rows


def _rows(image: Image.Image, kind: Kind) -> tuple[HeaderRow, ...]:
    mode = f"{image.mode} ({_MODES[image.mode]})" if image.mode in _MODES else image.mode
    pages = int(getattr(image, "n_frames", 1))
    facts = {"Format": str(kind), "Columns": image.width, "Rows": image.height, "Mode": mode, "Pages": pages}
    rows = [HeaderRow("", name, "", str(value)) for name, value in facts.items()]
    rows += [HeaderRow("", _text(name), "", _text(value)) for name, value in islice(image.info.items(), 1000)]
    try:
        rows += islice(_exif_rows(image.getexif()), MAX_ROWS - len(rows))
    except _PILLOW_ERRORS:
        rows.append(HeaderRow("", "", "", "Damaged: the tags cannot be read any further."))
    return tuple(rows)


def _exif_rows(exif: Image.Exif) -> Iterator[HeaderRow]:
    """Tags of a TIFF, or Exif of the others, with the folders below."""
    for tag, value in exif.items():
        folder = _FOLDERS.get(tag)
        if folder is None:
            yield _tag_row(tag, value, ExifTags.TAGS, 0)
            continue
        yield HeaderRow(f"0x{tag:04X}", ExifTags.TAGS.get(tag, ""), "", "")
        for inner, inner_value in exif.get_ifd(tag).items():
            yield _tag_row(inner, inner_value, folder, 1)


def _tag_row(tag: int, value: object, names: Mapping[int, str], depth: int) -> HeaderRow:
    return HeaderRow(f"0x{tag:04X}", names.get(tag, ""), "", _text(value), depth)


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return f"{len(value):,} bytes"
    if isinstance(value, dict):
        return f"{len(value):,} entries"
    if isinstance(value, tuple | list):
        first = "\\".join(_text(each) for each in value[:MAX_CHARACTERS])
        return shortened(first, len(value), "values")
    text = str(value).strip(" \0")
    return shortened(visible(text[: MAX_CHARACTERS + 1]), len(text), "characters")
