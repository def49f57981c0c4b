"""No text that a file carries may reach what is recorded, exported or logged: a canary in every attribute."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pydicom.datadict import dictionary_VR

from fracview.core.errors import ReadingError
from fracview.core.radiograph import Radiograph
from fracview.reading import frames, read_frames
from fracview.reading.dicom.keywords import READ_KEYWORDS
from tests.reading.build import dicom_bytes, grey_attributes
from tests.reading.mutations import write

if TYPE_CHECKING:
    from pathlib import Path

CANARY = "CANARY^JANE"
PIXELS = (np.add.outer(np.arange(150), 2 * np.arange(210)) % 256).astype(np.uint16)
TEXT_VRS = (
    "AE",
    "AS",
    "CS",
    "DA",
    "DS",
    "DT",
    "IS",
    "LO",
    "LT",
    "PN",
    "SH",
    "ST",
    "TM",
    "UC",
    "UI",
    "UR",
    "UT",
)
TEXTS = [keyword for keyword in READ_KEYWORDS if dictionary_VR(keyword) in TEXT_VRS]
PERSONAL = (
    "PatientName", "PatientID", "PatientBirthDate", "PatientAge", "InstitutionName", "StudyDate",
    "ReferringPhysicianName", "StudyDescription", "SeriesDescription", "ImageComments", "SOPInstanceUID",
    "PatientComments", "OperatorsName", "SpecificCharacterSet", "DerivationDescription",
)  # fmt: skip
WINDOW = {"WindowCenter": "550", "WindowWidth": "1024", "WindowCenterWidthExplanation": CANARY}
LUT = {
    "LUTDescriptor": [4, 0, 8],
    "LUTExplanation": CANARY,
    "ModalityLUTType": CANARY,
    "LUTData": [0, 80, 160, 255],
}
HOLDS_NO_RADIOGRAPH = ("SOPClassUID", "PhotometricInterpretation")
"""With a canary in these, a file may be refused; all others must be read."""


def recordable(path: Path) -> tuple[list[str], int]:
    """Everything that reading says of a file beside what is only shown, and how many frames opened."""
    said: list[str] = []
    opened = 0
    frames(path)
    try:
        for frame in read_frames(path):
            if isinstance(frame, Radiograph):
                opened += 1
                spacing = repr(frame.spacing)
                said += [*frame.warnings, frame.network_note, str(frame.network_use), spacing]
                said += [voi.label for voi in frame.vois]
            else:
                said += _error_texts(frame)
    except ReadingError as error:
        said += _error_texts(error)
    return said, opened


def _error_texts(error: ReadingError) -> list[str]:
    texts = [error.message, str(error.reason), str(error.field), str(error.cure)]
    return [str(error), *texts, str(error.__cause__ or "")]


def canary_files() -> list[tuple[str, dict[str, object]]]:
    """A file with every harmless text filled, and one for each attribute that reading looks at."""
    everywhere = [keyword for keyword in TEXTS if keyword not in (*HOLDS_NO_RADIOGRAPH, *WINDOW)]
    full: dict[str, object] = dict.fromkeys((*everywhere, *PERSONAL), CANARY)
    found = [
        ("windows", full | WINDOW),
        ("luts", full | {"VOILUTSequence": [LUT], "ModalityLUTSequence": [LUT]}),
        ("groups", full | {"PerFrameFunctionalGroupsSequence": [{"FrameVOILUTSequence": [WINDOW]}]}),
    ]
    return found + [(keyword, {keyword: CANARY}) for keyword in TEXTS]


@pytest.mark.parametrize(("name", "attributes"), canary_files())
def test_no_text_of_the_file_is_recordable(
    name: str,
    attributes: dict[str, object],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    recwarn: pytest.WarningsRecorder,
) -> None:
    caplog.set_level(logging.DEBUG)
    data = dicom_bytes(grey_attributes(150, 210, **attributes), PIXELS.tobytes())
    said, opened = recordable(write(tmp_path, "scan", data))
    assert CANARY.encode() in data
    assert opened == 1 or name in HOLDS_NO_RADIOGRAPH
    for damaged in (data[:700], data[:-1000], data.replace(b"DICM", b"DICX"), data[:400] + data[500:]):
        said += recordable(write(tmp_path, "damaged", damaged))[0]
    out, err = capfd.readouterr()
    everything = "\n".join([*said, caplog.text, out, err, *(str(warning.message) for warning in recwarn)])
    assert "CANARY" not in everything.upper()


def test_labels_name_the_window_by_its_numbers(tmp_path: Path) -> None:
    attributes = grey_attributes(150, 210, VOILUTSequence=[LUT], **WINDOW)
    (frame,) = read_frames(write(tmp_path, "scan", dicom_bytes(attributes, PIXELS.tobytes())))
    assert isinstance(frame, Radiograph)
    assert frame.default_voi.explanation == CANARY
    labels = ["window 1 LINEAR c=550 w=1024", "VOI LUT 1", "auto 0.5-99.5 %"]
    assert [voi.label for voi in frame.vois] == labels


def test_a_turned_window_keeps_the_numbers_of_the_file(tmp_path: Path) -> None:
    attributes = grey_attributes(150, 210, PhotometricInterpretation="MONOCHROME1", **WINDOW)
    (frame,) = read_frames(write(tmp_path, "scan", dicom_bytes(attributes, PIXELS.tobytes())))
    assert isinstance(frame, Radiograph)
    assert frame.default_voi.center != 550
    assert frame.default_voi.label == "window 1 LINEAR c=550 w=1024"
