"""The 179 real DICOM files: right pixels or the right refusal, and whether the networks may run."""

from __future__ import annotations

import csv
import importlib.util
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from fracview.core.errors import ReadingError
from fracview.reading import ReadingReason, frames, read

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

REASONS = {
    "SEG": ReadingReason.SEGMENTATION,
    "SR": ReadingReason.STRUCTURED_REPORT,
    "SM": ReadingReason.WHOLE_SLIDE,
    "RTSTRUCT": ReadingReason.RT_STRUCTURE_SET,
    "RT Dose": ReadingReason.RT_DOSE,
    "presentation state": ReadingReason.PRESENTATION_STATE,
    "Parametric Map (float pixel data)": ReadingReason.PARAMETRIC_MAP,
    "media directory (or open the files it lists)": ReadingReason.MEDIA_DIRECTORY,
    "not DICOM": ReadingReason.UNKNOWN_FORMAT,
    "no pixel data": ReadingReason.NO_PIXEL_DATA,
    "pixel data too short": ReadingReason.PIXEL_DATA_TOO_SHORT,
    "truncated / bad dimensions": ReadingReason.BAD_DIMENSIONS,
    "truncated file (pydicom returns an EMPTY dataset and only warns)": ReadingReason.TRUNCATED,
    "cannot decode": ReadingReason.CANNOT_DECODE,
    "malformed sequence": ReadingReason.MALFORMED,
}
# "no pixel data or missing attributes" leaves open which of the two; each file has one of them.
EITHER = {ReadingReason.NO_PIXEL_DATA, ReadingReason.MISSING_ATTRIBUTE}

# Two suggestions rest on a tool that could not read all attributes of these two files.
OTHER_NOTES = {
    "broken/FreezePattern.dcm": "modality CT",  # RGB, but R = G = B: that is grey
    "broken/GH364.dcm": "burned-in annotation",  # the file says YES
}


@pytest.fixture(scope="module")
def rows(dicom_dir: Path) -> list[dict[str, str]]:
    with (dicom_dir / "MANIFEST.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def check(dicom_dir: Path) -> ModuleType:
    """The corpus' own scoring script, as a module."""
    spec = importlib.util.spec_from_file_location("corpus_check", dicom_dir / "check.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    limit = Image.MAX_IMAGE_PIXELS
    spec.loader.exec_module(module)
    Image.MAX_IMAGE_PIXELS = limit
    return module


def test_every_file_opens_as_its_reference_or_is_refused_for_its_reason(
    rows: list[dict[str, str]], dicom_dir: Path, check: ModuleType
) -> None:
    wrong = [f"{row['file']}: {said}" for row in rows if (said := _verdict(row, dicom_dir, check))]
    assert len(rows) == 179
    assert not wrong, "\n".join(wrong)


def test_whether_the_networks_may_run_is_as_suggested(rows: list[dict[str, str]], dicom_dir: Path) -> None:
    wrong = []
    for row in rows:
        if row["model_suggested"] == "no":
            continue
        radiograph = read(dicom_dir / row["file"])
        use = {"run": "run", "run_with_note": "run with note", "ask": "ask"}[radiograph.network_use]
        said = f"{use}: {radiograph.network_note}" if radiograph.network_note else use
        expected = row["model_suggested"]
        if row["file"] in OTHER_NOTES:
            expected = f"ask: {OTHER_NOTES[row['file']]}"
        if said != expected:
            wrong.append(f"{row['file']}: {said}, expected {expected}")
    assert not wrong, "\n".join(wrong)


def test_frames_are_counted_from_the_header_and_each_can_be_read(
    rows: list[dict[str, str]], dicom_dir: Path
) -> None:
    several = [row for row in rows if row["view_expected"].startswith("opens: frame 1 of")]
    assert len(several) > 10
    for row in several:
        path = dicom_dir / row["file"]
        expected = int(row["view_expected"].rsplit(" ", 1)[1])
        assert frames(path) == expected, row["file"]
        last = read(path, expected - 1)
        assert (last.frame, last.frame_count) == (expected - 1, expected)
        with pytest.raises(ReadingError) as caught:
            read(path, expected)
        assert caught.value.reason == ReadingReason.NO_SUCH_FRAME


def test_pixels_keep_the_contract(rows: list[dict[str, str]], dicom_dir: Path) -> None:
    for row in rows:
        if not row["view_expected"].startswith("opens"):
            continue
        radiograph = read(dicom_dir / row["file"])
        pixels = radiograph.pixels
        assert not pixels.flags.writeable, row["file"]
        if pixels.ndim == 3:
            assert pixels.dtype == np.uint8
            continue
        assert pixels.dtype in (np.uint8, np.int8, np.uint16, np.int16, np.float32), row["file"]
        assert radiograph.display_image().shape == pixels.shape


def _verdict(row: dict[str, str], folder: Path, check: ModuleType) -> str:
    """What is wrong with how a file ended; "" where nothing is."""
    expected = row["view_expected"]
    try:
        picture = read(folder / row["file"]).display_image()
    except ReadingError as error:
        return _refusal_verdict(expected, error)
    if expected.startswith("refuse"):
        return f"opened, expected {expected}"
    if row["compare_rule"] == "none":
        return ""
    passed, note = check.verdict(row["compare_rule"], picture, np.asarray(Image.open(folder / row["ref"])))
    return "" if passed else note


def _refusal_verdict(expected: str, error: ReadingError) -> str:
    if " or refuse" in expected:
        return ""
    if not expected.startswith("refuse: "):
        return f"refused: {error.reason}"
    reason = expected.removeprefix("refuse: ")
    allowed = EITHER if reason == "no pixel data or missing attributes" else {REASONS[reason]}
    assert error.path is not None
    assert error.cure
    return "" if error.reason in allowed else f"{error.reason}, expected {reason}"
