"""Who is on a radiograph: in the file's own character set, and empty where nobody is named."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from pydicom.data import get_charset_files

from fracview.reading.identity import Identity, read_identity
from tests.reading.build import dicom_bytes, element, grey_attributes
from tests.reading.mutations import write

# PS3.5 annexes H to K give these names; the files come with pydicom.
NAMES = {
    "chrArab.dcm": "قباني^لنزار",
    "chrFren.dcm": "Buc^Jérôme",
    "chrFrenMulti.dcm": "Buc^Jérôme",
    "chrGerm.dcm": "Äneas^Rüdiger",
    "chrGreek.dcm": "Διονυσιος",
    "chrH31.dcm": "Yamada^Tarou=山田^太郎=やまだ^たろう",
    "chrH32.dcm": "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう",
    "chrHbrw.dcm": "שרון^דבורה",
    "chrI2.dcm": "Hong^Gildong=洪^吉洞=홍^길동",
    "chrJapMulti.dcm": "やまだ^たろう",
    "chrKoreanMulti.dcm": "김희중",
    "chrRuss.dcm": "Люкceмбypг",
    "chrX1.dcm": "Wang^XiaoDong=王^小東=",
    "chrX2.dcm": "Wang^XiaoDong=王^小东=",
}
FULL = {
    "PatientName": "DOE^JANE",
    "PatientID": "4711",
    "PatientBirthDate": "19700101",
    "PatientSex": "F",
    "StudyDate": "20240131",
    "StudyDescription": "HAND",
    "SeriesDescription": "PA",
    "InstitutionName": "GENERAL",
    "AccessionNumber": "A1",
}


def scan(folder: Path, **attributes: object) -> Path:
    return write(folder, "scan", dicom_bytes(grey_attributes(4, 4, **attributes), bytes(32)))


@pytest.mark.parametrize(("name", "patient"), NAMES.items())
def test_names_are_in_the_files_character_set(name: str, patient: str) -> None:
    (path,) = get_charset_files(name)
    assert read_identity(Path(path)).patient_name == patient


def test_every_field_is_found(tmp_path: Path) -> None:
    found = read_identity(scan(tmp_path, **FULL))
    assert found == Identity("DOE^JANE", "4711", "19700101", "F", "20240131", "HAND", "PA", "GENERAL", "A1")


def test_nothing_is_empty_text(tmp_path: Path) -> None:
    assert read_identity(scan(tmp_path)) == Identity()


@pytest.mark.parametrize("stored", ["Jérôme".encode(), "Jérôme".encode("latin-1")])
def test_an_undeclared_character_set_is_guessed(stored: bytes, tmp_path: Path) -> None:
    data = dicom_bytes(grey_attributes(4, 4), bytes(32))
    name = element("PatientName", "x" * len(stored)).replace(b"x" * len(stored), stored)
    at = data.index(b"\x28\0\x02\0")
    path = write(tmp_path, "scan", data[:at] + name + data[at:])
    assert read_identity(path).patient_name == "Jérôme"


def test_an_unknown_character_set_shows_something(tmp_path: Path) -> None:
    found = read_identity(scan(tmp_path, SpecificCharacterSet="KLINGON", PatientName="DOE"))
    assert found.patient_name == "DOE"


def test_names_inside_sequences_are_not_the_patients(tmp_path: Path) -> None:
    inner = [{"PatientName": "OTHER", "PatientID": "9"}]
    found = read_identity(scan(tmp_path, ReferencedStudySequence=inner))
    assert found == Identity()


def test_a_name_steers_nothing_and_is_one_line(tmp_path: Path) -> None:
    found = read_identity(scan(tmp_path, PatientName="<script>\n\x07"))
    assert found.patient_name == "<script>⏎<U+0007>"


def test_raster_files_and_rubbish_name_nobody(samples_dir: Path, tmp_path: Path) -> None:
    rubbish = write(tmp_path, "rubbish", b"\0" * 128 + b"DICM" + bytes(range(256)) * 9)
    for path in (samples_dir / "IMG0000370.jpg", rubbish, tmp_path / "none", tmp_path):
        assert read_identity(path) == Identity()


def test_a_file_cut_off_anywhere_raises_nothing(tmp_path: Path) -> None:
    data = scan(tmp_path, **FULL).read_bytes()
    for length in range(0, len(data), 9):
        found = read_identity(write(tmp_path, "cut", data[:length]))
        assert found.patient_id in ("", "4711", "471", "47", "4")


def test_it_leaves_no_trace_in_logs(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, recwarn: pytest.WarningsRecorder
) -> None:
    caplog.set_level(logging.DEBUG)
    full = {**FULL, "SpecificCharacterSet": "ISO_IR 166", "PatientName": "CANARY\x1b$B\x7f"}
    found = read_identity(scan(tmp_path, **full))
    assert "CANARY" in found.patient_name
    assert "CANARY" not in repr(found) + str([found])
    assert not caplog.records
    assert not recwarn.list
