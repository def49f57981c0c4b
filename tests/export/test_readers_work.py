from __future__ import annotations

import contextlib
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from fracview.core.analysis import Detection, Status, Tier
from fracview.core.errors import ExportError
from fracview.core.verdict import Verdict, VerdictEntry
from fracview.export import open_writer, to_record
from fracview.export.boxes import BoxesWriter
from fracview.export.coco import CocoWriter
from fracview.export.identifiers import IDENTITY_COLUMNS, with_identifiers
from fracview.export.listing import ListedCase, save_listing
from fracview.export.readers_work import check_not_readers_work, sha256_of
from tests.export.analyses import LABELS, analysis, not_found, without_findings

SUFFIXES = (".csv", ".json", ".jsonl", ".xlsx")
RECORDS = [
    to_record(analysis(), all_detections=True),
    to_record(not_found(path=Path('a,"b"\nc.jpg'))),
    to_record(without_findings(Status.FAILED, "a: b.")),
]


def run_file(path: Path, records: list[dict[str, Any]] = RECORDS, extra: tuple[str, ...] = ()) -> Path:
    with open_writer(path, region_labels=LABELS, extra=extra) as writer:
        for record in records:
            writer.write(record)
    return path


def refusal(path: Path, known: str | None = None) -> ExportError:
    before = path.read_bytes()
    with pytest.raises(ExportError) as caught:
        check_not_readers_work(path, known)
    assert path.read_bytes() == before
    assert caught.value.reason == "readers_work"
    assert caught.value.path == path
    assert "Name another file" in caught.value.cure
    return caught.value


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_a_run_wrote_may_be_replaced(tmp_path: Path, suffix: str) -> None:
    plain = run_file(tmp_path / f"plain{suffix}")
    check_not_readers_work(plain)
    check_not_readers_work(plain, sha256_of(plain))
    extra = ("overlay", "strip", *IDENTITY_COLUMNS)
    full = [with_identifiers(record, {}) | {"overlay": "1.png", "strip": ""} for record in RECORDS]
    check_not_readers_work(run_file(tmp_path / f"full{suffix}", full, extra))
    check_not_readers_work(run_file(tmp_path / f"none{suffix}", []))


def test_so_may_boxes_and_coco_results_with_their_images(tmp_path: Path) -> None:
    with BoxesWriter(tmp_path / "b.csv") as boxes, CocoWriter(tmp_path / "c.json") as coco:
        for record in RECORDS:
            boxes.write(record)
            coco.write(record)
    for path in (boxes.path, coco.path, coco.images_path):
        check_not_readers_work(path, sha256_of(path))


def test_nothing_there_an_empty_file_and_a_folder_are_free(tmp_path: Path) -> None:
    check_not_readers_work(tmp_path / "new.csv")
    check_not_readers_work(tmp_path / "new.csv", "ab" * 32)
    (tmp_path / "empty.jsonl").write_bytes(b"")
    check_not_readers_work(tmp_path / "empty.jsonl")
    check_not_readers_work(tmp_path)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_was_changed_since_stays(tmp_path: Path, suffix: str) -> None:
    path = run_file(tmp_path / f"out{suffix}")
    known = sha256_of(path)
    with path.open("ab") as file:
        file.write(b"\n")
    assert "changed since" in refusal(path, known).message


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_viewers_list_stays_once_a_reader_has_said_something(tmp_path: Path, suffix: str) -> None:
    silent = [ListedCase(analysis().path, "definite", analysis=analysis()), ListedCase(Path("b"), "waiting")]
    path = tmp_path / f"list{suffix}"
    save_listing(path, silent)
    check_not_readers_work(path)
    said = VerdictEntry("ab" * 32, 0, Verdict.AGREE, "", "A. Reader", "2026-11-25T08:30:00+00:00")
    save_listing(path, [*silent, ListedCase(Path("c"), "waiting", verdict=said)])
    assert "reader's answers" in refusal(path, sha256_of(path)).message


def test_a_column_of_ones_own_stays(tmp_path: Path) -> None:
    path = run_file(tmp_path / "out.csv")
    text = path.read_text(encoding="utf-8").replace(",elapsed_ms", ",elapsed_ms,my note", 1)
    path.write_text(text, encoding="utf-8")
    assert "my note" in refusal(path).message


def test_a_note_beside_a_row_stays(tmp_path: Path) -> None:
    path = run_file(tmp_path / "out.csv")
    with path.open("a", encoding="utf-8") as file:
        file.write("," * 40 + "look again\r\n")
    assert "beyond" in refusal(path).message


@pytest.mark.parametrize("suffix", [".json", ".jsonl"])
def test_a_key_of_ones_own_stays_whichever_record_has_it(tmp_path: Path, suffix: str) -> None:
    path = run_file(tmp_path / f"out{suffix}", [*RECORDS, RECORDS[0] | {"second look": "yes"}])
    assert "second look" in refusal(path).message


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "patient,age\n1,2\n"),
        ("a.csv", "path;frame;sha256\na;0;b\n"),
        ("a.csv", "path,path\na,b\n"),
        ("a.csv", 'path,frame\n"a'),
        ("a.json", '{"my": "notes"}'),
        ("a.json", '[\n  {\n    "path": "pretty"\n  }\n]'),
        ("a.json", "[1, 2]"),
        ("a.json", '{"images": [], "annotations": []}'),
        ("a.json", '{"images": [], "info": 3}'),
        ("a.json", "[" * 200_000),
        ("a.jsonl", "notes\n"),
        ("a.jsonl", '{"image": 1}\n'),
        ("a.xlsx", "no workbook"),
        ("a.html", "<html>my page</html>"),
        ("a.txt", "notes"),
    ],
)
def test_what_is_no_file_of_fracviews_stays(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    refusal(tmp_path / name)


@given(content=st.binary(min_size=1, max_size=200))
@pytest.mark.parametrize("suffix", [".csv", ".json", ".jsonl", ".xlsx", ".html"])
def test_any_bytes_are_judged_without_a_failure(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / f"x{suffix}"
    path.write_bytes(content)
    with contextlib.suppress(ExportError):
        check_not_readers_work(path)
    assert path.read_bytes() == content


def test_a_long_cell_of_boxes_is_no_hindrance(tmp_path: Path) -> None:
    many = (Detection((1000.25, 1000.25, 2000.25, 2000.25), 0.1, Tier.DOUBT),) * 3000
    check_not_readers_work(run_file(tmp_path / "out.csv", [to_record(analysis(detections=many))]))


def other_workbook(path: Path, sheet: str, header: tuple[str, ...]) -> Path:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        book.add_worksheet("Frames").write_row(0, 0, ("path", "frame"))
        book.add_worksheet(sheet).write_row(0, 0, header)
    return path


def test_a_sheet_or_a_column_of_ones_own_stays(tmp_path: Path) -> None:
    check_not_readers_work(other_workbook(tmp_path / "a.xlsx", "Boxes", ("path", "box")))
    assert "Notes" in refusal(other_workbook(tmp_path / "b.xlsx", "Notes", ("path",))).message
    assert "mine" in refusal(other_workbook(tmp_path / "c.xlsx", "Boxes", ("path", "mine"))).message


def test_a_workbook_that_another_program_saved_stays(tmp_path: Path) -> None:
    path = run_file(tmp_path / "out.xlsx")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/comments1.xml", "<comments/>")
    assert "another program" in refusal(path).message


def test_a_workbook_without_frames_is_not_ours(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        book.add_worksheet("Boxes").write_row(0, 0, ("path",))
    refusal(path)


def test_what_cannot_be_looked_at_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = run_file(tmp_path / "out.json")

    def closed(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", closed)
    with pytest.raises(ExportError) as caught:
        check_not_readers_work(path)
    assert caught.value.reason == "not_writable"


def test_the_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(json.dumps({}).encode())
    assert sha256_of(tmp_path / "a") == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
