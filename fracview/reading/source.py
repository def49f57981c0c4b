"""The bytes of a file: read once, hashed in memory, and what kind of file they make."""

from __future__ import annotations

import errno
import hashlib
import io
import stat
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO

from fracview.reading.reasons import ReadingReason, refusal
from fracview.reading.remote import RemotePath, content

if TYPE_CHECKING:
    from pathlib import Path

    from fracview.core.errors import ReadingError

MAX_FILE_BYTES = 2 * 1024**3
"""Larger files are refused: the file is held in memory while it is read."""

MAX_PIXELS = 120_000_000
"""Largest rows x columns of one frame. Long-leg radiographs have about 30 million, a decompression bomb
billions; the limit is checked against the header, before anything is allocated."""

_MANY_PIXELS = 4_000_000
_MOST_PIXELS_A_BYTE = 10_000


def is_bomb(pixels: int, size: int) -> bool:
    """Whether a header claims more pixels than can be held, or than `size` bytes can honestly describe.

    A blank 1-bit PNG holds some 8,000 pixels a byte, and nothing that shows anything comes near that.
    """
    return pixels > MAX_PIXELS or (pixels > _MANY_PIXELS and pixels > _MOST_PIXELS_A_BYTE * size)


HEAD_BYTES = 256
"""As much of the beginning as `kind_of` looks at."""


class Kind(StrEnum):
    """Kind of file, by content."""

    JPEG = "JPEG"
    PNG = "PNG"
    TIFF = "TIFF"
    BMP = "BMP"
    DICOM = "DICOM"


@dataclass(frozen=True)
class Source:
    """A file in memory. `path` serves only to name the file in results and errors."""

    path: Path
    data: bytes

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the whole file, lower-case hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    def refusal(self, reason: ReadingReason, message: str, field: str | None = None) -> ReadingError:
        """Error that names this file."""
        return refusal(reason, message, self.path, field)


def load(path: Path) -> Source:
    """Read a whole file.

    Raises
    ------
    ReadingError
        Vanished, not permitted, not a regular file (a pipe would block for ever), empty, or too large.
    """
    if isinstance(path, RemotePath):
        return Source(path, content(path, MAX_FILE_BYTES))
    return Source(path, _read_at_most(path, MAX_FILE_BYTES))


def head(path: Path) -> bytes:
    """First `HEAD_BYTES` of a file; raises as `load` does."""
    if isinstance(path, RemotePath):
        return content(path, None, HEAD_BYTES)
    return _read_at_most(path, None, HEAD_BYTES)


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading, one of object storage in memory; refusals become a `ReadingError`."""
    if isinstance(path, RemotePath):
        return io.BytesIO(content(path, MAX_FILE_BYTES))
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise refusal(ReadingReason.NOT_A_FILE, "This is not a regular file.", path)
        return path.open("rb")
    except (OSError, ValueError) as error:  # ValueError: a null character in the path
        raise os_refusal(error, path) from error


def os_refusal(error: OSError | ValueError, path: Path) -> ReadingError:
    """What the operating system refused, in our words.

    A `ReadingError` is a ValueError too and passes through unchanged.
    """
    from fracview.core.errors import ReadingError

    if isinstance(error, ReadingError):
        return error
    number = getattr(error, "errno", None)
    if number == errno.ELOOP:
        return refusal(ReadingReason.SYMLINK_LOOP, "This link leads back to itself.", path)
    if isinstance(error, PermissionError):
        return refusal(ReadingReason.PERMISSION_DENIED, "Reading this file is not permitted.", path)
    if isinstance(error, FileNotFoundError | NotADirectoryError | ValueError):
        return refusal(ReadingReason.NOT_FOUND, "This file does not exist.", path)
    name = errno.errorcode.get(number or 0, "unknown error")
    return refusal(ReadingReason.UNREADABLE, f"The system cannot read this file ({name}).", path)


def _read_at_most(path: Path, limit: int | None, count: int = -1) -> bytes:
    with open_regular(path) as file:
        try:
            size = file.seek(0, 2)
            if limit is not None and size > limit:
                raise refusal(ReadingReason.TOO_LARGE, f"The file has {size:,} bytes.", path)
            file.seek(0)
            data = file.read(count)
        except OSError as error:
            raise os_refusal(error, path) from error
    if not data:
        raise refusal(ReadingReason.EMPTY_FILE, "The file is empty (0 bytes).", path)
    return data


_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"II*\0", Kind.TIFF),
    (b"MM\0*", Kind.TIFF),
    (b"II+\0", Kind.TIFF),
    (b"MM\0+", Kind.TIFF),
)

_OTHER_FORMATS: tuple[tuple[bytes, str], ...] = (
    (b"GIF8", "GIF"),
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP"),
    (b"\x00\x00\x00\x0cjP  ", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\x1f\x8b", "gzip"),
    (b"n+1\0", "NIfTI"),
)


def kind_of(data: bytes, path: Path) -> Kind:
    """Kind of a file by its first `HEAD_BYTES`, whatever its name says.

    A DICOM preamble may hold anything, another format's signature too, so ``DICM`` is looked for first.
    """
    if data[128:132] == b"DICM" or data[:4] == b"DICM":
        return Kind.DICOM
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[:2] == b"BM" and len(data) >= 26 and int.from_bytes(data[14:18], "little") in _BMP_HEADERS:
        return Kind.BMP
    if _starts_like_a_data_set(data):
        return Kind.DICOM
    raise _unknown(data, path)


_BMP_HEADERS = {12, 16, 40, 52, 56, 64, 108, 124}


def _starts_like_a_data_set(data: bytes) -> bool:
    """Whether the first tag is one that a DICOM file without preamble begins with (group 2 or 8)."""
    if len(data) < 8:
        return False
    return data[:2] in (b"\x02\0", b"\x08\0", b"\0\x02", b"\0\x08")


def _unknown(data: bytes, path: Path) -> ReadingError:
    for magic, name in _OTHER_FORMATS:
        if data.startswith(magic):
            return refusal(ReadingReason.UNSUPPORTED_FORMAT, f"This is a {name} file.", path)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return refusal(ReadingReason.UNSUPPORTED_FORMAT, "This is a WebP file.", path)
    words = "text" if _is_text(data) else "no image format that FracView knows"
    return refusal(ReadingReason.UNKNOWN_FORMAT, f"The content is {words}, not DICOM or a picture.", path)


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8", errors="strict" if len(data) < HEAD_BYTES else "ignore")
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() or character.isspace() for character in text)
