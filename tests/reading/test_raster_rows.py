"""What a picture file says of itself, read without decoding it."""

from __future__ import annotations

import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from fracview.core.errors import ReadingError
from fracview.reading.header_row import MAX_CHARACTERS
from fracview.reading.raster_rows import raster_rows
from fracview.reading.source import Kind
from tests.reading.mutations import write

if TYPE_CHECKING:
    from pathlib import Path

    from fracview.reading.header_row import HeaderRow


def values(rows: tuple[HeaderRow, ...]) -> dict[str, str]:
    return {row.keyword: row.value for row in rows}


def jpeg(path: Path, **tags: object) -> Path:
    exif = Image.Exif()
    exif[0x010F] = "ACME"
    exif.get_ifd(0x8769)[0x9286] = b"\0" * 40
    exif.get_ifd(0x8769)[0x9003] = "2024:01:31 08:00:00"
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("L", (30, 20)).save(path, exif=exif)
    return path


def test_a_jpeg_shows_its_exif_by_name(tmp_path: Path) -> None:
    rows = raster_rows(jpeg(tmp_path / "a.jpg"), Kind.JPEG)
    found = values(rows)
    assert (found["Columns"], found["Rows"], found["Mode"]) == ("30", "20", "L (8-bit grey)")
    assert found["Make"] == "ACME"
    assert found["UserComment"] == "40 bytes"
    assert found["GPSLatitudeRef"] == "N"
    (taken,) = [row for row in rows if row.keyword == "DateTimeOriginal"]
    assert (taken.tag, taken.depth) == ("0x9003", 1)


def test_a_png_shows_its_words_and_keeps_them_plain(tmp_path: Path) -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "one\ntwo \x1b[31m" + "x" * 2000)
    Image.new("L", (30, 20)).save(tmp_path / "a.png", pnginfo=words)
    comment = values(raster_rows(tmp_path / "a.png", Kind.PNG))["Comment"]
    assert comment.startswith("one⏎two <U+001B>[31m")
    assert comment.endswith("… (2,013 characters in all)")
    assert len(comment) < MAX_CHARACTERS + 40


def test_a_tiff_shows_its_tags_and_pages(tmp_path: Path) -> None:
    pages = [Image.fromarray(np.zeros((20, 30), np.uint16)) for _ in range(3)]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    rows = raster_rows(tmp_path / "a.tif", Kind.TIFF)
    assert values(rows)["Pages"] == "3"
    assert values(rows)["Mode"] == "I;16 (16-bit grey)"
    assert [row.value for row in rows if row.keyword == "BitsPerSample"] == ["16"]


def test_a_bmp_shows_its_size(tmp_path: Path) -> None:
    Image.new("RGB", (30, 20)).save(tmp_path / "a.bmp")
    assert values(raster_rows(tmp_path / "a.bmp", Kind.BMP))["Columns"] == "30"


def test_a_huge_picture_is_only_described(tmp_path: Path) -> None:
    Image.new("1", (30, 20)).save(tmp_path / "a.png")
    data = (tmp_path / "a.png").read_bytes()
    huge = data.replace((30).to_bytes(4, "big") + (20).to_bytes(4, "big"), b"\0\0\xff\xff\0\0\xff\xff")
    path = write(tmp_path, "huge.png", _with_checksum(huge))
    assert values(raster_rows(path, Kind.PNG))["Columns"] == "65535"


def _with_checksum(png: bytes) -> bytes:
    return png[:29] + zlib.crc32(png[12:29]).to_bytes(4, "big") + png[33:]


@pytest.mark.parametrize("kind", list(set(Kind) - {Kind.DICOM}))
def test_damage_anywhere_gives_rows_or_a_refusal(kind: Kind, tmp_path: Path) -> None:
    path = jpeg(tmp_path / "a.jpg") if kind is Kind.JPEG else tmp_path / f"a.{kind.lower()}"
    if kind is not Kind.JPEG:
        Image.new("RGB", (30, 20)).save(path)
    data = path.read_bytes()
    for cut in range(4, min(len(data), 400), 7):
        flipped = data[:cut] + bytes([data[cut] ^ 0xFF]) + data[cut + 1 :]
        for damaged in (data[:cut], flipped):
            with suppress(ReadingError):
                assert raster_rows(write(tmp_path, "damaged", damaged), kind)
