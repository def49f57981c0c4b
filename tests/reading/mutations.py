"""Small real files, and ways to damage them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# Files that come with pydicom: every kind of compression, byte order, depth and oddity it tests itself with.
PYDICOM_FILES = (
    "CT_small.dcm",
    "MR_small.dcm",
    "MR_small_bigendian.dcm",
    "MR_small_RLE.dcm",
    "MR_small_jp2klossless.dcm",
    "MR_small_padded.dcm",
    "JPEG-lossy.dcm",
    "JPEG2000.dcm",
    "SC_rgb_jpeg_dcmtk.dcm",
    "SC_rgb_rle_16bit_2frame.dcm",
    "SC_ybr_full_422_uncompressed.dcm",
    "ExplVR_BigEnd.dcm",
    "image_dfl.dcm",
    "nested_priv_SQ.dcm",
    "no_meta.dcm",
    "rtplan.dcm",
    "rtdose_1frame.dcm",
    "liver_1frame.dcm",
    "DICOMDIR",
    "reportsi.dcm",
    "examples_palette.dcm",
    "UN_sequence.dcm",
)


def originals() -> dict[str, bytes]:
    """Files by name: those of pydicom's that are installed with it, and small pictures of every format."""
    from pydicom.data import get_testdata_file

    found = {}
    for name in PYDICOM_FILES:
        path = get_testdata_file(name, download=False)
        if path:
            with open(str(path), "rb") as file:  # noqa: PTH123 - pydicom returns a string
                found[name] = file.read()
    return found | dict(pictures())


def pictures() -> Iterator[tuple[str, bytes]]:
    """Pictures of 60 x 90 pixels in every raster format, depth and compression that is read."""
    grey = (np.add.outer(np.arange(60), np.arange(90)) % 256).astype(np.uint8)
    deep = grey.astype(np.uint16) * 257
    colour = np.stack([grey, grey[::-1], grey[:, ::-1]], axis=-1)
    upright = Image.Exif()
    upright[0x0112] = 6
    rows: list[tuple[str, np.ndarray, str, dict[str, object]]] = [
        ("grey.jpg", grey, "JPEG", {}),
        ("turned.jpg", colour, "JPEG", {"exif": upright}),
        ("progressive.jpg", colour, "JPEG", {"progressive": True}),
        ("grey.png", grey, "PNG", {}),
        ("deep.png", deep, "PNG", {}),
        ("colour.png", colour, "PNG", {"exif": upright}),
        ("deep.tif", deep, "TIFF", {}),
        ("lzw.tif", grey, "TIFF", {"compression": "tiff_lzw"}),
        ("deflate.tif", colour, "TIFF", {"compression": "tiff_deflate"}),
        ("float.tif", grey.astype(np.float32), "TIFF", {}),
        ("grey.bmp", grey, "BMP", {}),
    ]
    for name, array, file_format, options in rows:
        yield name, encoded(Image.fromarray(array), file_format, **options)
    pages = [Image.fromarray(grey)] * 3
    yield "pages.tif", encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    yield "palette.png", encoded(Image.fromarray(colour).quantize(16), "PNG")
    yield "bits.png", encoded(Image.fromarray(grey).convert("1"), "PNG")


def encoded(image: Image.Image, file_format: str, **options: object) -> bytes:
    """A picture as the bytes of a file."""
    buffer = io.BytesIO()
    image.save(buffer, file_format, **options)
    return buffer.getvalue()


def write(folder: Path, name: str, data: bytes) -> Path:
    """Write bytes as a file and return its path."""
    path = folder / name
    path.write_bytes(data)
    return path


def mutate(data: bytes, random: np.random.Generator) -> bytes:
    """Damage `data` in one to four ways; mostly near the beginning, where the headers are."""
    for _ in range(random.integers(1, 5)):
        ways = _WAYS[random.integers(len(_WAYS))]
        data = ways(data, random) or data
    return data


def end_put_back(data: bytes, share: float) -> bytes:
    """A JPEG cut to a share of its bytes with the end-of-image marker put back, as repair tools do."""
    return data[: int(len(data) * share)].rstrip(b"\xff") + b"\xff\xd9"


def middle_randomised(data: bytes, random: np.random.Generator) -> bytes:
    """A file whose middle third is random bytes, none of them a JPEG marker."""
    third = len(data) // 3
    return data[:third] + random.bytes(third).replace(b"\xff", b"\xfe") + data[2 * third :]


def _place(data: bytes, random: np.random.Generator) -> int:
    """A position; half of them in the first 2,000 bytes."""
    limit = min(len(data), 2000) if random.random() < 0.5 else len(data)
    return int(random.integers(max(1, limit)))


def _flip(data: bytes, random: np.random.Generator) -> bytes:
    at = _place(data, random)
    return data[:at] + bytes([random.integers(256)]) + data[at + 1 :]


def _extreme(data: bytes, random: np.random.Generator) -> bytes:
    at = _place(data, random)
    values = (
        b"\0\0",
        b"\xff\xff",
        b"\0\0\0\0",
        b"\xff\xff\xff\xff",
        b"\xff\xff\xff\x7f",
        b"\0\x80",
        b"\1\0\0\0",
    )
    value = values[random.integers(len(values))]
    return data[:at] + value + data[at + len(value) :]


def _cut(data: bytes, random: np.random.Generator) -> bytes:
    return data[: _place(data, random) + 1]


def _remove(data: bytes, random: np.random.Generator) -> bytes:
    at = _place(data, random)
    return data[:at] + data[at + int(random.integers(1, 65)) :]


def _repeat(data: bytes, random: np.random.Generator) -> bytes:
    at, length = _place(data, random), int(random.integers(1, 257))
    return data[: at + length] + data[at:]


def _noise(data: bytes, random: np.random.Generator) -> bytes:
    at, length = _place(data, random), int(random.integers(1, 33))
    return data[:at] + random.bytes(length) + data[at + length :]


_WAYS: tuple[Callable[[bytes, np.random.Generator], bytes], ...] = (
    _flip, _flip, _extreme, _extreme, _cut, _remove, _repeat, _noise,
)  # fmt: skip
