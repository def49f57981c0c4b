"""Pictures of every format and depth, and what is wrong with those that do not open."""

from __future__ import annotations

import struct
import threading
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image, ImageFile

from fracview.core.errors import ReadingError
from fracview.core.radiograph import NetworkUse, Radiograph
from fracview.reading import ReadingReason, frames, read, read_frames
from tests.reading.mutations import encoded, pictures, write

if TYPE_CHECKING:
    from pathlib import Path

ROWS, COLUMNS = 150, 210
GREY = (np.add.outer(np.arange(ROWS), 2 * np.arange(COLUMNS)) % 256).astype(np.uint8)
COLOUR = np.stack([GREY, GREY[::-1], GREY[:, ::-1]], axis=-1)


def opened(folder: Path, array: np.ndarray, file_format: str, **options: Any) -> Radiograph:
    return read(write(folder, "picture", encoded(Image.fromarray(array), file_format, **options)))


@pytest.mark.parametrize("file_format", ["PNG", "TIFF", "BMP"])
def test_eight_bit_grey_is_kept_to_the_value(file_format: str, tmp_path: Path) -> None:
    radiograph = opened(tmp_path, GREY, file_format)
    assert np.array_equal(radiograph.pixels, GREY)
    assert np.array_equal(radiograph.display_image(), GREY)
    assert radiograph.network_use is NetworkUse.RUN


@pytest.mark.parametrize("file_format", ["PNG", "TIFF"])
def test_sixteen_bit_grey_is_kept_to_the_value(file_format: str, tmp_path: Path) -> None:
    deep = GREY.astype(np.uint16) * 16
    radiograph = opened(tmp_path, deep, file_format)
    assert np.array_equal(radiograph.pixels, deep)
    assert radiograph.default_voi.explanation == "auto"
    shown = radiograph.display_image()
    assert (shown.min(), shown.max()) == (0, 255)


def test_white_is_zero_is_turned_to_bright_bones(tmp_path: Path) -> None:
    deep = GREY.astype(np.uint16) * 16
    data = bytearray(encoded(Image.fromarray(deep), "TIFF"))
    at = data.index(struct.pack("<HHI", 0x0106, 3, 1)) + 8  # Photometric Interpretation
    data[at : at + 2] = b"\0\0"
    radiograph = read(write(tmp_path, "white.tif", bytes(data)))
    assert np.array_equal(radiograph.pixels, 65535 - deep)


def test_float_tiff_with_gaps(tmp_path: Path) -> None:
    values = GREY.astype(np.float32) / 7
    values[:10] = np.nan
    radiograph = opened(tmp_path, values, "TIFF")
    assert radiograph.pixels.dtype == np.float32
    assert np.isfinite(radiograph.pixels).all()
    assert radiograph.background is not None
    assert radiograph.background[:10].all()
    assert radiograph.display_image()[:10].max() == 0


@pytest.mark.parametrize(("shift", "dtype"), [(0, np.uint16), (-30000, np.int16), (100000, np.float32)])
def test_integers_of_32_bits_take_the_type_that_holds_them(shift: int, dtype: type, tmp_path: Path) -> None:
    values = GREY.astype(np.int32) + shift
    radiograph = opened(tmp_path, values, "TIFF")
    assert radiograph.pixels.dtype == dtype
    assert np.array_equal(radiograph.pixels.astype(np.int64), values)


def test_colour_asks_and_grey_stored_as_colour_does_not(tmp_path: Path) -> None:
    colour = opened(tmp_path, COLOUR, "PNG")
    assert np.array_equal(colour.display_image(), COLOUR)
    assert (colour.network_use, colour.network_note) == (NetworkUse.ASK, "colour image")
    grey = opened(tmp_path, np.stack([GREY] * 3, axis=-1), "BMP")
    assert np.array_equal(grey.pixels, GREY)
    assert grey.network_use is NetworkUse.RUN


def test_palettes_bits_and_transparency(tmp_path: Path) -> None:
    palette = Image.fromarray(GREY).convert("P")
    assert np.array_equal(read(write(tmp_path, "p.png", encoded(palette, "PNG"))).pixels, GREY)
    bits = Image.fromarray(GREY).convert("1")
    assert set(np.unique(read(write(tmp_path, "b.png", encoded(bits, "PNG"))).pixels)) == {0, 255}
    see_through = np.dstack([GREY, GREY, GREY, np.full_like(GREY, 128)])
    assert np.abs(opened(tmp_path, see_through, "PNG").pixels - GREY.astype(int) * 128 / 255).max() <= 1


def test_small_pictures_ask(tmp_path: Path) -> None:
    radiograph = opened(tmp_path, GREY[:127], "PNG")
    assert (radiograph.network_use, radiograph.network_note) == (NetworkUse.ASK, "image smaller than 128 px")


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_turned_upright(file_format: str, orientation: int, tmp_path: Path) -> None:
    """The upright picture is stored as a camera would, then read back."""
    smooth = np.add.outer(np.arange(160) // 2, np.arange(240) // 2).astype(np.uint8)
    stored = {
        1: smooth, 2: smooth[:, ::-1], 3: smooth[::-1, ::-1], 4: smooth[::-1], 5: smooth.T,
        6: smooth.T[::-1], 7: smooth[::-1, ::-1].T, 8: smooth.T[:, ::-1],
    }[orientation]  # fmt: skip
    exif = Image.Exif()
    exif[0x0112] = orientation
    radiograph = opened(tmp_path, np.ascontiguousarray(stored), file_format, exif=exif)
    assert radiograph.shape == smooth.shape
    assert np.abs(radiograph.pixels.astype(int) - smooth).max() <= 3


def test_jpeg_decodes_as_pillow_does(tmp_path: Path) -> None:
    for name, data in pictures():
        if name.endswith(".jpg"):
            path = write(tmp_path, name, data)
            with Image.open(path) as image:
                shape = image.size[::-1] if name != "turned.jpg" else image.size
            assert read(path).shape == shape
    data = encoded(Image.fromarray(COLOUR), "JPEG", quality=95)
    path = write(tmp_path, "same.jpg", data)
    with Image.open(path) as image:
        assert np.abs(read(path).pixels.astype(int) - np.asarray(image)).max() <= 1


def test_cmyk_jpeg_comes_out_as_rgb(tmp_path: Path) -> None:
    data = encoded(Image.fromarray(np.stack([GREY] * 3, axis=-1)).convert("CMYK"), "JPEG", quality=95)
    radiograph = read(write(tmp_path, "cmyk.jpg", data))
    assert np.abs(radiograph.pixels.astype(int) - GREY).mean() < 3


def test_pages_of_a_tiff_are_frames(tmp_path: Path) -> None:
    pages = [Image.fromarray(np.full((ROWS, COLUMNS), level, np.uint8)) for level in (10, 20, 30)]
    path = write(tmp_path, "pages.tif", encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:]))
    assert frames(path) == 3
    found = list(read_frames(path))
    assert [page.pixels[0, 0] for page in found] == [10, 20, 30]
    assert [(page.frame, page.frame_count) for page in found] == [(0, 3), (1, 3), (2, 3)]
    assert found[0].network_note == "multi-frame"
    with pytest.raises(ReadingError) as caught:
        read(path, 3)
    assert caught.value.reason == ReadingReason.NO_SUCH_FRAME


def test_names_do_not_matter(tmp_path: Path) -> None:
    data = encoded(Image.fromarray(GREY), "PNG")
    assert np.array_equal(read(write(tmp_path, "scan.dcm", data)).pixels, GREY)
    assert np.array_equal(read(write(tmp_path, "no suffix", data)).pixels, GREY)


def test_the_hash_is_of_the_files_bytes(tmp_path: Path) -> None:
    import hashlib

    data = encoded(Image.fromarray(GREY), "PNG")
    assert read(write(tmp_path, "a.png", data)).sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_truncated_jpeg_says_how_many_rows_are_damaged(share: float, tmp_path: Path) -> None:
    noise = np.random.default_rng(3).integers(0, 256, (400, 300), dtype=np.uint8)
    data = encoded(Image.fromarray(noise), "JPEG", quality=90)
    radiograph = read(write(tmp_path, "cut.jpg", data[: int(len(data) * share)]))
    (warning,) = radiograph.warnings
    damaged = int(warning.split(",")[1].split()[0])
    assert abs(damaged / 400 - (1 - share)) < 0.08
    assert not ImageFile.LOAD_TRUNCATED_IMAGES


def test_a_jpeg_without_only_its_end_marker_seems_complete(tmp_path: Path) -> None:
    data = encoded(Image.fromarray(GREY), "JPEG")
    radiograph = read(write(tmp_path, "end.jpg", data[:-2]))
    assert "truncated" in radiograph.warnings[0]
    assert "complete" in radiograph.warnings[0]


@pytest.mark.parametrize("file_format", ["PNG", "TIFF", "BMP"])
def test_other_truncated_pictures_are_refused(file_format: str, tmp_path: Path) -> None:
    data = encoded(Image.fromarray(GREY), file_format)
    with pytest.raises(ReadingError) as caught:
        read(write(tmp_path, "cut", data[: len(data) * 2 // 3]))
    assert caught.value.reason in (ReadingReason.TRUNCATED, ReadingReason.CANNOT_DECODE)


def bomb_png(side: int) -> bytes:
    """A PNG that claims side x side pixels and holds next to nothing."""
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def bomb_jpeg() -> bytes:
    """A JPEG whose frame header is forged to 65,000 squared."""
    data = bytearray(encoded(Image.fromarray(GREY), "JPEG"))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", 65000, 65000)
    return bytes(data)


def bomb_bmp() -> bytes:
    data = bytearray(encoded(Image.fromarray(GREY), "BMP"))
    data[18:26] = struct.pack("<ii", 60000, 60000)
    return bytes(data)


@pytest.mark.parametrize("data", [bomb_png(60000), bomb_png(10000), bomb_jpeg(), bomb_bmp()])
def test_decompression_bombs_are_refused_before_anything_is_allocated(data: bytes, tmp_path: Path) -> None:
    import tracemalloc

    path = write(tmp_path, "bomb", data)
    tracemalloc.start()
    try:
        with pytest.raises(ReadingError) as caught:
            read(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert caught.value.reason == ReadingReason.DECOMPRESSION_BOMB
    assert peak < 10_000_000


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", ReadingReason.EMPTY_FILE),
        (b"Dear colleague, please find the scan attached.", ReadingReason.UNKNOWN_FORMAT),
        ("Überweisung ".encode() * 40, ReadingReason.UNKNOWN_FORMAT),
        (bytes(range(1, 256)), ReadingReason.UNKNOWN_FORMAT),
        (b"GIF89a" + b"\0" * 50, ReadingReason.UNSUPPORTED_FORMAT),
        (b"RIFF\0\0\0\0WEBPVP8 ", ReadingReason.UNSUPPORTED_FORMAT),
        (b"%PDF-1.7 ", ReadingReason.UNSUPPORTED_FORMAT),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", ReadingReason.TRUNCATED),
        (b"BM", ReadingReason.UNKNOWN_FORMAT),
    ],
)
def test_what_is_no_picture_is_refused_by_name(data: bytes, reason: ReadingReason, tmp_path: Path) -> None:
    path = write(tmp_path, "scan.jpg", data)
    with pytest.raises(ReadingError) as caught:
        read(path)
    assert caught.value.reason == reason
    assert caught.value.path == path
    assert caught.value.cure
    assert frames(path) == 1


def test_what_the_system_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pathlib import Path as AnyPath

    path = write(tmp_path, "scan.png", encoded(Image.fromarray(GREY), "PNG"))
    for wrong, reason in [
        (tmp_path / "gone.png", ReadingReason.NOT_FOUND),
        (path / "below a file", ReadingReason.NOT_FOUND),
        (tmp_path, ReadingReason.NOT_A_FILE),
        (tmp_path / "null\0character", ReadingReason.NOT_FOUND),
    ]:
        assert _reason(wrong) == reason

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(AnyPath, "open", denied)  # as root every file can be read, whatever its mode
    assert _reason(path) == ReadingReason.PERMISSION_DENIED


def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    import os

    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    os.mkfifo(tmp_path / "pipe")
    assert _reason(tmp_path / "pipe") == ReadingReason.NOT_A_FILE


def test_many_threads_read_at_once(tmp_path: Path) -> None:
    files = [write(tmp_path, name, data) for name, data in pictures()]
    expected = {path: read(path).display_image() for path in files}
    wrong: list[object] = []

    def work() -> None:
        for path in files * 3:
            try:
                if not np.array_equal(read(path).display_image(), expected[path]):
                    wrong.append(path)
            except Exception as error:  # noqa: BLE001 - whatever it is, the test shall name it
                wrong.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def _reason(path: Path) -> str:
    with pytest.raises(ReadingError) as caught:
        read(path)
    return caught.value.reason
