"""libjpeg decodes over damage in silence: a JPEG that lost its data must not pass for a whole one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import imagecodecs
import numpy as np
import pytest
from PIL import Image

from fracview.core.radiograph import NetworkUse, Radiograph
from fracview.reading import read
from tests.reading.build import dicom_bytes, fragments, grey_attributes
from tests.reading.mutations import encoded, end_put_back, middle_randomised, write

if TYPE_CHECKING:
    from pathlib import Path

ROWS, COLUMNS = 400, 300
OPTIONS: dict[str, dict[str, object]] = {
    "plain": {},
    "fine": {"quality": 100, "subsampling": 0},
    "coarse": {"quality": 20, "optimize": True},
    "progressive": {"progressive": True},
    "restarts": {"restart_marker_rows": 1},
    "many restarts": {"restart_marker_blocks": 3},
}


def picture(seed: int, colour: bool) -> np.ndarray:
    """Smooth shapes with some noise on a black ground, roughly what a radiograph compresses like."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[:ROWS, :COLUMNS] / 60.0
    shape = 120 + 90 * np.sin(y + seed) * np.cos(x) + random.normal(0, 6, (ROWS, COLUMNS))
    shape[:, :40] = 0
    grey = np.clip(shape, 0, 255).astype(np.uint8)
    return np.stack([grey, grey[::-1], grey], axis=-1) if colour else grey


def jpeg(kind: str, seed: int = 1, *, colour: bool = False) -> bytes:
    return encoded(Image.fromarray(picture(seed, colour)), "JPEG", **OPTIONS[kind])


def dicom(stream: bytes, bits: int = 8, **more: object) -> bytes:
    attributes = grey_attributes(ROWS, COLUMNS, 8 if bits == 8 else 16, bits, **more)
    syntax = "1.2.840.10008.1.2.4.50"
    return dicom_bytes(attributes, fragments([stream]), syntax=syntax, encapsulated=True, pixel_vr="OB")


def assert_told(radiograph: Radiograph) -> None:
    (warning,) = radiograph.warnings
    assert warning.startswith(("damaged: ", "truncated: "))
    assert radiograph.network_use is not NetworkUse.RUN
    assert radiograph.network_note


@pytest.mark.parametrize("kind", OPTIONS)
@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize("share", [0.2, 1 / 3, 0.6, 0.9])
def test_an_end_marker_put_back_does_not_hide_a_cut(
    kind: str, colour: bool, share: float, tmp_path: Path
) -> None:
    data = jpeg(kind, colour=colour)
    assert_told(read(write(tmp_path, "cut.jpg", end_put_back(data, share))))


def test_the_missing_rows_are_counted(tmp_path: Path) -> None:
    noise = np.random.default_rng(3).integers(0, 256, (ROWS, COLUMNS), dtype=np.uint8)
    data = encoded(Image.fromarray(noise), "JPEG", quality=90)
    (warning,) = read(write(tmp_path, "cut.jpg", end_put_back(data, 0.6))).warnings
    missing = int(warning.split("last ")[1].split()[0])
    assert abs(missing / ROWS - 0.4) < 0.08


@pytest.mark.parametrize("kind", OPTIONS)
@pytest.mark.parametrize("seed", range(4))
def test_a_random_middle_is_noticed(kind: str, seed: int, tmp_path: Path) -> None:
    data = middle_randomised(jpeg(kind, seed), np.random.default_rng(seed))
    assert_told(read(write(tmp_path, "middle.jpg", data)))


@pytest.mark.parametrize("kind", OPTIONS)
@pytest.mark.parametrize("colour", [False, True])
def test_whole_files_are_not_warned_of(kind: str, colour: bool, tmp_path: Path) -> None:
    for seed in range(3):
        assert read(write(tmp_path, "whole.jpg", jpeg(kind, seed, colour=colour))).warnings == ()


@pytest.mark.parametrize("side", [(1, 1), (8, 8), (17, 400), (400, 17), (300, 300)])
@pytest.mark.parametrize("level", [0, 128, 255])
@pytest.mark.parametrize("progressive", [False, True])
def test_flat_and_tiny_files_are_not_warned_of(
    side: tuple[int, int], level: int, progressive: bool, tmp_path: Path
) -> None:
    """All alike and only a few bytes long, with nothing in the last corner that differs from a filling."""
    flat = Image.fromarray(np.full(side, level, np.uint8))
    data = encoded(flat, "JPEG", progressive=progressive)
    assert read(write(tmp_path, "flat.jpg", data)).warnings == ()
    assert read(write(tmp_path, "padded.jpg", data + b"\0" * 99)).warnings == ()


@pytest.mark.parametrize("fill", [b"\xff", b"\xff\xff\xff"])
def test_fill_bytes_before_the_end_marker_are_no_damage(fill: bytes, tmp_path: Path) -> None:
    data = jpeg("plain")
    assert read(write(tmp_path, "fill.jpg", data[:-2] + fill + data[-2:])).warnings == ()


def test_jpeg_frames_in_dicom_are_looked_at_too(tmp_path: Path) -> None:
    stream = jpeg("plain")
    whole = read(write(tmp_path, "whole.dcm", dicom(stream)))
    assert whole.warnings == ()
    assert whole.network_use is NetworkUse.RUN
    for damaged in (end_put_back(stream, 1 / 3), middle_randomised(stream, np.random.default_rng(1))):
        assert_told(read(write(tmp_path, "damaged.dcm", dicom(damaged))))
    (warning,) = read(write(tmp_path, "cut.dcm", dicom(stream[: len(stream) // 3]))).warnings
    assert warning.startswith("truncated: the file ends early")


@pytest.mark.parametrize("lossless", [False, True])
def test_deep_jpeg_frames_in_dicom(lossless: bool, tmp_path: Path) -> None:
    deep = picture(2, False).astype(np.uint16) * 16
    options: dict[str, object] = {"lossless": True} if lossless else {"level": 90}
    stream = imagecodecs.jpeg8_encode(deep, bitspersample=12, **options)
    assert read(write(tmp_path, "whole.dcm", dicom(stream, 12))).warnings == ()
    assert_told(read(write(tmp_path, "cut.dcm", dicom(end_put_back(stream, 0.4), 12))))


def test_damage_joins_the_note_there_is_and_leaves_asking_alone(tmp_path: Path) -> None:
    cut = end_put_back(jpeg("plain"), 0.5)
    noted = read(write(tmp_path, "noted.dcm", dicom(cut, Modality="OT")))
    assert noted.network_note == "modality not stated as X-ray; part of the picture is missing"
    asking = read(write(tmp_path, "asking.dcm", dicom(cut, Modality="MG")))
    assert (asking.network_use, asking.network_note) == (NetworkUse.ASK, "modality MG")
    assert asking.warnings
