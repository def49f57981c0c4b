from __future__ import annotations

import contextlib
import errno
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fracview.core.analysis import Detection, Provenance, Status, Tier
from fracview.core.errors import ExportError
from fracview.export import open_writer, to_record
from fracview.export import workbook as module
from fracview.export.boxes import BOX_COLUMNS
from fracview.export.flatten import columns, flatten
from fracview.export.identifiers import IDENTITY_COLUMNS, with_identifiers
from fracview.export.listing import ListedCase, save_listing
from fracview.export.workbook import WorkbookWriter
from tests.export.analyses import LABELS, analysis, not_found, without_findings
from tests.export.sheets import parts, sheets, table

FIELDS = columns(LABELS)
RECORD = to_record(analysis(warnings=("first", "second")))
FAILED = to_record(without_findings(Status.FAILED, "a: b.", provenance=Provenance("0.1.0")))


def written(path: Path, *records: dict[str, Any], extra: tuple[str, ...] = ()) -> Path:
    with open_writer(path, region_labels=LABELS, extra=extra) as writer:
        for record in records:
            writer.write(record)
    assert isinstance(writer, WorkbookWriter)
    return path


def test_the_frames_are_those_of_the_csv_with_numbers_as_numbers(tmp_path: Path) -> None:
    path = written(tmp_path / "out.xlsx", RECORD, FAILED)
    first, second = table(path, "Frames")
    assert list(first) == FIELDS
    expected = flatten(RECORD)
    assert {name: value for name, value in first.items() if value is not None} == {
        name: value for name, value in expected.items() if value != ""
    }
    assert isinstance(first["fracture.probability"], float)
    assert second["status"] == "failed"
    assert second["fracture.probability"] is None
    assert [entry.name for entry in tmp_path.iterdir()] == ["out.xlsx"]


def test_the_boxes_have_a_row_each(tmp_path: Path) -> None:
    path = written(tmp_path / "out.xlsx", to_record(analysis(), all_detections=True), FAILED, RECORD)
    found = table(path, "Boxes")
    assert list(found[0]) == list(BOX_COLUMNS)
    assert [row["box"] for row in found] == [1, 2, 3, 1, 2]
    assert [row["tier"] for row in found[:3]] == ["definite", "doubt", "not_found"]
    assert (found[0]["x1"], found[0]["y2"], found[0]["score"]) == (100.0, 90.0, 0.77)


def test_about_says_where_it_comes_from_and_adds_no_outcomes(tmp_path: Path) -> None:
    path = written(tmp_path / "out.xlsx", RECORD, FAILED, to_record(not_found()), RECORD)
    lines = {str(row.get("A")): row.get("B") for row in sheets(path)["About"]}
    assert lines["FracView"] == "0.1.0"
    assert "not a medical device" in str(lines["use"])
    assert [lines[name] for name in ("definite", "doubt", "not found")] == [2, 0, 1]
    assert [lines[name] for name in ("out of scope", "unreadable", "failed")] == [0, 0, 1]
    assert lines["frames"] == 3
    assert str(lines["detection network"]).endswith("ef3456" + "0" * 58)
    assert lines["provider"] == "CPUExecutionProvider"
    assert lines["detection, high-specificity point"] == 0.4
    assert 4 not in lines.values()


def test_the_header_stays_in_view_and_filters(tmp_path: Path) -> None:
    files = parts(written(tmp_path / "out.xlsx", RECORD, RECORD))
    for sheet, cells in (("sheet1", b"A1:Z3"), ("sheet2", b"A1:O5")):
        xml = files[f"xl/worksheets/{sheet}.xml"]
        assert b'<pane xSplit="1" ySplit="1"' in xml
        assert b'<autoFilter ref="' + cells + b'"' in xml
        assert b"<cols>" in xml
    assert "xl/sharedStrings.xml" not in files


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "https://example.org", "1.5", "00"])
def test_text_is_text_whatever_it_begins_with(tmp_path: Path, text: str) -> None:
    path = written(tmp_path / "out.xlsx", RECORD | {"reason": text})
    assert table(path, "Frames")[0]["reason"] == text
    assert not any("_rels/sheet" in name for name in parts(path))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40))
def test_any_text_makes_a_valid_file(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = written(tmp_path_factory.mktemp("any") / "out.xlsx", RECORD | {"reason": text})
    assert len(table(path, "Frames")) == 1


def test_a_file_name_that_is_no_text_and_signs_that_xml_has_not(tmp_path: Path) -> None:
    path = written(tmp_path / "out.xlsx", RECORD | {"path": "scan\udc80ä\uffff.jpg"})
    assert table(path, "Frames")[0]["path"] == "scan\\udc80ä\ufffd.jpg"


def test_a_cell_too_long_for_excel_is_cut_and_boxes_lead_to_their_sheet(tmp_path: Path) -> None:
    many = (Detection((1000.25, 1000.25, 2000.25, 2000.25), 0.123456, Tier.DOUBT),) * 400
    path = written(tmp_path / "out.xlsx", to_record(analysis(detections=many)) | {"reason": "x" * 40_000})
    (row,) = table(path, "Frames")
    assert row["detections"] == "400 boxes: see the sheet Boxes"
    assert len(str(row["reason"])) == 32_767
    assert len(table(path, "Boxes")) == 400


def test_the_same_records_make_the_same_bytes(tmp_path: Path) -> None:
    first = written(tmp_path / "a.xlsx", RECORD, FAILED)
    second = written(tmp_path / "b.xlsx", RECORD, FAILED)
    assert first.read_bytes() == second.read_bytes()


def test_a_workbook_that_fell_behind_is_made_anew_to_the_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    expected = written(tmp_path / "a.xlsx", RECORD, FAILED, RECORD)
    with open_writer(tmp_path / "b.xlsx", region_labels=LABELS) as writer:
        writer.write(RECORD)
        with monkeypatch.context() as patch:
            patch.setattr(module._Sheet, "add", full)
            writer.write(FAILED)
        writer.write(RECORD)
    assert (tmp_path / "b.xlsx").read_bytes() == expected.read_bytes()
    assert len(list(tmp_path.iterdir())) == 2


def test_a_workbook_that_cannot_even_be_begun_costs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with open_writer(tmp_path / "a.xlsx", region_labels=LABELS) as writer:
        with monkeypatch.context() as patch:
            patch.setattr("xlsxwriter.workbook.Workbook.add_worksheet", full)
            writer.write(RECORD)
        assert len(list(tmp_path.iterdir())) == 1
    assert len(table(tmp_path / "a.xlsx", "Frames")) == 1


def test_identifiers_stand_in_frames_and_boxes_where_asked_for(tmp_path: Path) -> None:
    record = with_identifiers(RECORD, {"patient_id": "0017"})
    path = written(tmp_path / "out.xlsx", record, extra=IDENTITY_COLUMNS)
    assert table(path, "Frames")[0]["identity.patient_id"] == "0017"
    assert table(path, "Boxes")[0]["identity.patient_id"] == "0017"
    assert "0017" not in str(sheets(path)["About"])


def test_a_key_without_a_column_is_refused_before_it_is_written(tmp_path: Path) -> None:
    with (
        pytest.raises(ValueError, match=r"identity\.patient_id"),
        open_writer(tmp_path / "out.xlsx", region_labels=LABELS) as writer,
    ):
        writer.write(with_identifiers(RECORD, {}))
    assert list(tmp_path.iterdir()) == []


def test_no_record_is_a_valid_workbook(tmp_path: Path) -> None:
    path = written(tmp_path / "out.xlsx")
    assert list(sheets(path)) == ["Frames", "Boxes", "About"]
    assert table(path, "Frames") == table(path, "Boxes") == []


def test_beyond_excels_rows_it_says_so_and_keeps_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 3)
    path = tmp_path / "out.xlsx"
    with open_writer(path, region_labels=LABELS) as writer:
        writer.write(RECORD)
        writer.write(RECORD)
        with pytest.raises(ExportError) as caught:
            writer.write(RECORD)
    assert caught.value.reason == "too_many_rows"
    assert ".csv" in caught.value.cure
    assert len(table(path, "Frames")) == 2


def test_more_boxes_than_a_sheet_holds_go_on_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 4)
    path = written(tmp_path / "out.xlsx", RECORD, RECORD, RECORD)
    assert list(sheets(path)) == ["Frames", "Boxes", "Boxes 2", "About"]
    assert [len(table(path, name)) for name in ("Boxes", "Boxes 2")] == [3, 3]


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_interrupted_it_holds_what_was_done(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "out.xlsx"
    with contextlib.suppress(error), open_writer(path, region_labels=LABELS) as writer:
        writer.write(RECORD)
        raise error
    assert len(table(path, "Frames")) == 1


def test_where_no_workbook_can_be_made_the_records_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "out.xlsx"
    path.write_bytes(b"old")
    writer = open_writer(path, region_labels=LABELS)
    writer.write(RECORD)
    monkeypatch.setattr("xlsxwriter.workbook.Workbook._store_workbook", full)
    with pytest.raises(ExportError, match="No space left") as caught:
        writer.close()
    (part,) = (entry for entry in tmp_path.iterdir() if entry != path)
    assert str(part) in caught.value.cure
    assert json.loads(part.read_text(encoding="utf-8")) == RECORD
    assert path.read_bytes() == b"old"


def test_the_list_of_cases_can_be_a_workbook(tmp_path: Path) -> None:
    made = analysis()
    cases = [ListedCase(made.path, "definite", analysis=made), ListedCase(Path("b.jpg"), "waiting")]
    save_listing(tmp_path / "list.xlsx", cases)
    first, second = table(tmp_path / "list.xlsx", "Frames")
    assert first["outcome"] == "definite"
    assert second["status"] == "waiting"
    assert len(table(tmp_path / "list.xlsx", "Boxes")) == 2
