"""The header browser's lines: complete where pydicom is a second opinion, and safe on damaged files."""

from __future__ import annotations

import time
import tracemalloc
import warnings
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydicom import dcmread
from pydicom.data import get_charset_files, get_testdata_file

from fracview.core.errors import ReadingError
from fracview.reading.dicom.browse import HeaderRow, browse
from fracview.reading.header_row import MAX_CHARACTERS, MAX_ROWS
from tests.reading.build import EXPLICIT_BIG, dicom_bytes, element, fragments, grey_attributes
from tests.reading.mutations import PYDICOM_FILES, write

if TYPE_CHECKING:
    from pydicom import Dataset

DEFLATED = "1.2.840.10008.1.2.1.99"
# pydicom leaves the private sequence of UN_sequence.dcm as bytes
SECOND_OPINION = [name for name in PYDICOM_FILES if name != "UN_sequence.dcm"]


def of(rows: tuple[HeaderRow, ...], keyword: str) -> HeaderRow:
    (found,) = [row for row in rows if row.keyword == keyword]
    return found


def lines(dataset: Dataset, depth: int = 0) -> list[tuple[str, int]]:
    """Tags and depths as pydicom sees them."""
    found: list[tuple[str, int]] = []
    for one in dataset:
        found.append((f"({one.tag.group:04X},{one.tag.element:04X})", depth))
        if one.VR == "SQ":
            for item in one.value:
                found += [("(FFFE,E000)", depth + 1), *lines(item, depth + 2)]
    return found


@pytest.mark.parametrize("name", SECOND_OPINION)
def test_pydicom_finds_the_same_attributes(name: str) -> None:
    path = Path(str(get_testdata_file(name, download=False)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pydicom warns of what its own files try
        dataset = dcmread(path, force=True)
        expected = lines(dataset.file_meta) + lines(dataset)
    assert [(row.tag, row.depth) for row in browse(path) if row.tag] == expected


def test_the_whole_corpus_is_quick_and_raises_only_refusals(dicom_dir: Path) -> None:
    names = [path for path in sorted(dicom_dir.rglob("*")) if path.is_file() and path.parent != dicom_dir]
    slow, empty = {}, []
    for path in names:
        begin = time.perf_counter()
        try:
            rows = browse(path)
        except ReadingError:
            continue
        slow[path.name] = time.perf_counter() - begin
        if not rows:
            empty.append(path.name)
    assert len(names) >= 179
    assert max(slow.values()) < 1
    assert empty == []


def test_values_read_as_a_person_would(tmp_path: Path) -> None:
    attributes = grey_attributes(
        4,
        4,
        PatientName="DOE^JANE<b>",
        StudyDescription="two\r\nlines",
        ImageType="ORIGINAL\\PRIMARY",
        LossyImageCompressionRatio="2.5",
    )
    rows = browse(write(tmp_path, "scan", dicom_bytes(attributes, bytes(32))))
    assert of(rows, "PatientName") == HeaderRow("(0010,0010)", "PatientName", "PN", "DOE^JANE<b>")
    assert of(rows, "StudyDescription").value == "two⏎lines"
    assert of(rows, "ImageType").value == "ORIGINAL\\PRIMARY"
    assert of(rows, "Rows").value == "4"
    assert of(rows, "SOPClassUID").value.endswith("(Computed Radiography Image Storage)")
    assert of(rows, "PixelData") == HeaderRow("(7FE0,0010)", "PixelData", "OW", "32 bytes")


def test_big_endian_numbers(tmp_path: Path) -> None:
    data = dicom_bytes(grey_attributes(4, 300), bytes(2400), syntax=EXPLICIT_BIG)
    assert of(browse(write(tmp_path, "scan", data)), "Columns").value == "300"


def test_sequences_nest(tmp_path: Path) -> None:
    inner = {"PixelMeasuresSequence": [{"PixelSpacing": "0.1\\0.1"}]}
    attributes = grey_attributes(4, 4, SharedFunctionalGroupsSequence=[inner])
    rows = browse(write(tmp_path, "scan", dicom_bytes(attributes, bytes(32))))
    depths = {row.keyword: row.depth for row in rows}
    assert depths["SharedFunctionalGroupsSequence"] == 0
    assert depths["PixelMeasuresSequence"] == 2
    assert depths["PixelSpacing"] == 4
    assert [row.keyword for row in rows if row.tag == "(FFFE,E000)"] == ["Item 1", "Item 1"]


def test_encapsulated_pixel_data_are_one_line(tmp_path: Path) -> None:
    data = dicom_bytes(
        grey_attributes(4, 4),
        fragments([b"x" * 1000, b"y" * 500]),
        syntax="1.2.840.10008.1.2.4.50",
        encapsulated=True,
    )
    trailing = element("DataSetTrailingPadding", b"zz", vr="OB")
    rows = browse(write(tmp_path, "scan", data + trailing))
    assert [row.keyword for row in rows[-2:]] == ["PixelData", "DataSetTrailingPadding"]
    assert rows[-2].value == "1,532 bytes"


def test_a_long_text_is_cut(tmp_path: Path) -> None:
    attributes = grey_attributes(4, 4, TextValue="x" * 50_000, ImageComments="y" * 600)
    rows = browse(write(tmp_path, "scan", dicom_bytes(attributes, bytes(32))))
    assert of(rows, "TextValue").value == "x" * MAX_CHARACTERS + "… (50,000 bytes in all)"
    assert of(rows, "ImageComments").value.endswith("… (600 bytes in all)")


def test_private_attributes_have_the_names_that_are_known() -> None:
    path = Path(str(get_testdata_file("CT_small.dcm", download=False)))
    rows = browse(path)
    assert of(rows, "Suite id").value == "CT01"
    assert {row.tag for row in rows if row.keyword == "PrivateCreator"} >= {"(0009,0010)", "(0043,0010)"}


def test_items_have_character_sets_of_their_own() -> None:
    (path,) = get_charset_files("chrSQEncoding.dcm")
    assert "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう" in [row.value for row in browse(Path(path))]


def test_the_rows_are_bounded_and_say_so(tmp_path: Path) -> None:
    many = element("InstanceNumber", "1") * (MAX_ROWS + 50)
    begin = time.perf_counter()
    rows = browse(write(tmp_path, "scan", dicom_bytes({}, None) + many))
    assert time.perf_counter() - begin < 2
    assert len(rows) == MAX_ROWS
    assert rows[-1] == HeaderRow("", "", "", "Only the first 19,999 lines are shown.")


def test_bulk_data_stay_on_the_disk(tmp_path: Path) -> None:
    path = write(tmp_path, "scan", dicom_bytes(grey_attributes(4000, 4000), bytes(32_000_000)))
    browse(path)
    tracemalloc.start()
    rows = browse(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert of(rows, "PixelData").value == "32,000,000 bytes"
    assert peak < 1_000_000


@pytest.mark.parametrize("cut", [0, 5_000])
def test_a_deflated_data_set_is_read_as_far_as_it_goes(cut: int, tmp_path: Path) -> None:
    head = dicom_bytes({}, None, syntax=DEFLATED)
    body = dicom_bytes(
        grey_attributes(4, 4, PatientID="7"), bytes(range(256)) * 64, preamble=False, syntax=""
    )
    squeeze = zlib.compressobj(level=0, wbits=-zlib.MAX_WBITS)
    deflated = squeeze.compress(body) + squeeze.flush()
    rows = browse(write(tmp_path, "scan", head + deflated[: len(deflated) - cut]))
    assert of(rows, "PatientID").value == "7"
    assert bool(rows[-1].value.startswith("Damaged: ")) == bool(cut)


def test_a_large_deflated_picture_is_not_called_damaged(tmp_path: Path) -> None:
    body = dicom_bytes(grey_attributes(4000, 3000), bytes(24_000_000), preamble=False, syntax="")
    squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    deflated = squeeze.compress(body) + squeeze.flush()
    rows = browse(write(tmp_path, "scan", dicom_bytes({}, None, syntax=DEFLATED) + deflated))
    assert rows[-1].value == "24,000,000 bytes"


def test_delimiters_without_end_are_bounded(tmp_path: Path) -> None:
    stray = bytes.fromhex("feffdde000000000") * 100_000
    rows = browse(write(tmp_path, "scan", dicom_bytes({}, None) + stray))
    assert rows[-1].value.startswith("Damaged: Ends of sequences")


def test_a_deflation_bomb_is_bounded(tmp_path: Path) -> None:
    squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    deflated = squeeze.compress(element("PatientID", "7") + bytes(60_000_000)) + squeeze.flush()
    begin = time.perf_counter()
    rows = browse(write(tmp_path, "scan", dicom_bytes({}, None, syntax=DEFLATED) + deflated))
    assert time.perf_counter() - begin < 2
    assert of(rows, "PatientID").value == "7"


def test_endless_nesting_ends(tmp_path: Path) -> None:
    item = bytes.fromhex("feff00e0ffffffff")
    sequence = bytes.fromhex("08001511") + b"SQ\0\0\xff\xff\xff\xff"
    rows = browse(write(tmp_path, "scan", dicom_bytes({}, None) + (sequence + item) * 5000))
    assert rows[-1].value.startswith("Damaged: Sequences are nested too deeply")
    assert max(row.depth for row in rows) < 70


@pytest.mark.parametrize("name", ["CT_small.dcm", "nested_priv_SQ.dcm", "liver_1frame.dcm", "image_dfl.dcm"])
def test_damage_anywhere_gives_rows(name: str, tmp_path: Path) -> None:
    data = Path(str(get_testdata_file(name, download=False))).read_bytes()
    for at in range(132, min(len(data), 6000), 41):
        flipped = data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]
        for damaged in (data[:at], flipped):
            rows = browse(write(tmp_path, "damaged", damaged))
            assert all(row.value.isprintable() for row in rows)


def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadingError):
        browse(tmp_path / "none")
