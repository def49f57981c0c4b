"""The samples: what they claim to be, and that the committed script makes them."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pydicom
import pytest
from imagecodecs import jpeg2k_decode
from numpy.typing import NDArray
from PIL import Image
from pydicom.encaps import get_frame

from fracview.core.radiograph import NetworkUse
from fracview.reading import read
from tests.house.repository import ROOT

MONOCHROME1 = "IMG0004209_monochrome1_12bit.dcm"
JPEG2000 = "IMG0003926_jpeg2000_10bit.dcm"
ORIGIN = ROOT / "resources" / "samples_origin"
LEFT_EMPTY = ("PatientBirthDate", "PatientSex", "StudyDate", "StudyTime", "AccessionNumber")


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((ORIGIN / "samples.csv").read_text(encoding="utf-8"))))


@pytest.fixture(scope="module")
def remade(fracatlas_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    command = [sys.executable, "-B", str(ORIGIN / "make_samples.py"), str(fracatlas_dir), str(folder)]
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    return folder


def test_the_table_lists_exactly_the_files_here(samples_dir: Path, rows: list[dict[str, str]]) -> None:
    here = [path for path in samples_dir.iterdir() if not path.name.startswith(".")]
    assert {row["file"] for row in rows} == {path.name for path in here}, "documents go to samples_origin/"
    assert 6 <= len(here) <= 10
    assert sum(path.stat().st_size for path in here) < 2_000_000


def test_every_scan_is_attributed_and_fractured_ones_are_official_valid(rows: list[dict[str, str]]) -> None:
    scans = [row for row in rows if row["image_id"]]
    assert {row["licence"] for row in scans} == {"CC BY 4.0"}
    assert all("10.1038/s41597-023-02432-4" in row["source"] for row in scans)
    assert {row["official_split"] for row in scans if row["fractured"] == "1"} == {"valid"}
    assert {row["region"] for row in scans} == {"hand", "leg", "hip", "shoulder", "mixed"}


def test_no_sample_was_learnt_from(rows: list[dict[str, str]]) -> None:
    splits = list((ROOT / "training" / "split_files").glob("*.csv"))
    assert splits
    for split in splits:
        with split.open(newline="", encoding="utf-8") as stream:
            part = {row["image_id"]: row["part"] for row in csv.DictReader(stream)}
        scans = [f"{row['image_id']}.jpg" for row in rows if row["image_id"]]
        assert {scan: part[scan] for scan in scans} == dict.fromkeys(scans, "test"), split.name


def test_the_table_agrees_with_fracatlas(fracatlas_dir: Path, rows: list[dict[str, str]]) -> None:
    with (fracatlas_dir / "dataset.csv").open(newline="", encoding="utf-8") as stream:
        official = {row["image_id"]: row for row in csv.DictReader(stream)}
    valid = (fracatlas_dir / "Utilities" / "Fracture Split" / "valid.csv").read_text().split()
    for row in rows:
        if row["image_id"]:
            truth = official[f"{row['image_id']}.jpg"]
            assert truth[row["region"]] == "1", row
            assert truth["fractured"] == row["fractured"], row
            assert (row["official_split"] == "valid") == (f"{row['image_id']}.jpg" in valid), row


def test_one_scan_is_rotated_and_one_is_truncated(samples_dir: Path) -> None:
    with Image.open(samples_dir / "IMG0000435.jpg") as image:
        assert image.getexif()[274] == 6
    with Image.open(samples_dir / "IMG0004288.jpg") as image, pytest.raises(OSError, match="truncated"):
        image.load()


@pytest.mark.parametrize(
    ("name", "photometric", "bits", "syntax"),
    [
        (MONOCHROME1, "MONOCHROME1", 12, "1.2.840.10008.1.2.1"),
        (JPEG2000, "MONOCHROME2", 10, "1.2.840.10008.1.2.4.90"),
    ],
)
def test_dicom_headers(samples_dir: Path, name: str, photometric: str, bits: int, syntax: str) -> None:
    dataset = pydicom.dcmread(samples_dir / name)
    assert dataset.file_meta.TransferSyntaxUID == syntax
    assert (dataset.Modality, dataset.PresentationIntentType) == ("DX", "FOR PRESENTATION")
    assert (dataset.PhotometricInterpretation, dataset.BitsStored) == (photometric, bits)
    assert str(dataset.PatientName) == "SAMPLE^FRACATLAS"
    assert dataset.BurnedInAnnotation == "NO"
    assert dataset.LossyImageCompression == "01"
    assert all(dataset[keyword].is_empty for keyword in LEFT_EMPTY)
    assert "PixelSpacing" not in dataset
    assert "ImagerPixelSpacing" not in dataset
    uids = (dataset.StudyInstanceUID, dataset.SeriesInstanceUID, dataset.SOPInstanceUID)
    assert len(set(uids)) == 3
    assert all(uid.is_valid and uid.startswith("2.25.") for uid in uids)


def test_dicom_pixels_lead_back_to_the_scan(samples_dir: Path, fracatlas_dir: Path) -> None:
    for name in (MONOCHROME1, JPEG2000):
        dataset = pydicom.dcmread(samples_dir / name)
        shown = 255 * _bright_bone(dataset) / (2**dataset.BitsStored - 1)
        scan = fracatlas_dir / "images" / "Fractured" / f"{dataset.PatientID}.jpg"
        with Image.open(scan) as image:
            np.testing.assert_array_equal(np.rint(shown), np.asarray(image.convert("L")))


def test_fracview_shows_the_dicom_as_the_scan_it_was_made_from(
    samples_dir: Path, fracatlas_dir: Path
) -> None:
    for name in (MONOCHROME1, JPEG2000):
        scan = fracatlas_dir / "images" / "Fractured" / f"{name.partition('_')[0]}.jpg"
        np.testing.assert_array_equal(read(samples_dir / name).display_image(), read(scan).display_image())


def test_every_sample_opens_and_only_the_truncated_one_warns(
    samples_dir: Path, rows: list[dict[str, str]]
) -> None:
    radiographs = {row["file"]: read(samples_dir / row["file"]) for row in rows}
    assert {radiograph.network_use for radiograph in radiographs.values()} == {NetworkUse.RUN}
    assert [name for name, radiograph in radiographs.items() if radiograph.warnings] == ["IMG0004288.jpg"]
    assert radiographs["IMG0000435.jpg"].shape == (373, 454)


def test_the_script_makes_the_committed_files(
    samples_dir: Path, remade: Path, rows: list[dict[str, str]]
) -> None:
    for row in rows:
        made, committed = remade / row["file"], samples_dir / row["file"]
        if row["kind"] == "scan" or row["file"] == MONOCHROME1:
            assert made.read_bytes() == committed.read_bytes(), row["file"]
    # Two JPEG 2000 encoders may write two streams, never two pictures.
    again, here = (pydicom.dcmread(folder / JPEG2000) for folder in (remade, samples_dir))
    np.testing.assert_array_equal(_bright_bone(again), _bright_bone(here))
    del again.PixelData, here.PixelData
    assert again == here


def test_the_page_is_drawn_by_the_script(samples_dir: Path, remade: Path) -> None:
    with (
        Image.open(samples_dir / "page_of_text.png") as here,
        Image.open(remade / "page_of_text.png") as made,
    ):
        difference = np.abs(np.asarray(here, dtype=float) - np.asarray(made, dtype=float))
    assert difference.mean() < 2.0  # glyphs differ a little from one FreeType to the next


def _bright_bone(dataset: pydicom.Dataset) -> NDArray[np.float64]:
    """Stored values as float64 with bone bright, decoded without FracView."""
    if dataset.file_meta.TransferSyntaxUID.is_compressed:
        stored = jpeg2k_decode(get_frame(dataset.PixelData, 0, number_of_frames=1))
    else:
        stored = np.frombuffer(dataset.PixelData, dtype="<u2").reshape(dataset.Rows, dataset.Columns)
    values = stored.astype(np.float64)
    return 4095 - values if dataset.PhotometricInterpretation == "MONOCHROME1" else values
