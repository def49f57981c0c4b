from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from fracview.core.analysis import Fracture, Region, Status, Tier
from fracview.core.errors import ExportError, UsageError
from fracview.core.verdict import Verdict, VerdictEntry
from fracview.export.flatten import columns
from fracview.export.listing import READER_FIELDS, ListedCase, listing_records, save_listing
from fracview.export.records import to_record
from tests.export.analyses import LABELS, analysis, not_found, without_findings

TIME = "2026-11-25T08:30:00+00:00"


def verdict(answer: Verdict | None = Verdict.DISAGREE, comment: str = "old fracture") -> VerdictEntry:
    return VerdictEntry("ab" * 32, 0, answer, comment, "A. Reader", TIME)


def definite(**changes: Any) -> ListedCase:
    made = analysis(**changes)
    return ListedCase(made.path, "definite", analysis=made, verdict=verdict())


WAITING = ListedCase(Path("folder/later.jpg"), "waiting", "waiting: not analysed yet.", frame=2)
UNREADABLE = ListedCase(Path("folder/bad.dcm"), "unreadable", "empty_file: nothing in it.")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_record_is_that_of_the_command_line_and_what_the_reader_said() -> None:
    (record,) = listing_records([definite()])
    expected = to_record(analysis())
    assert {key: record[key] for key in expected} == expected
    assert {key: record[key] for key in READER_FIELDS} == {
        "outcome": "definite",
        "verdict": "disagree",
        "comment": "old fracture",
        "reader": "A. Reader",
        "time": TIME,
    }


def test_a_case_that_no_network_saw_has_the_same_keys_and_no_answers() -> None:
    first, waiting, unreadable = listing_records([definite(), WAITING, UNREADABLE])
    assert list(waiting) == list(first)
    assert waiting["status"] == waiting["outcome"] == "waiting"
    assert waiting["frame"] == 2
    assert unreadable["status"] == "unreadable"
    assert unreadable["reason"] == "empty_file: nothing in it."
    for record in (waiting, unreadable):
        answers = ("fracture", "region", "detections", "elapsed_ms", "verdict", "comment")
        assert [record[key] for key in answers] == [None] * 6


def test_a_negative_has_an_empty_list_where_the_unseen_has_none() -> None:
    negative, waiting = listing_records([ListedCase(Path("a"), "not_found", analysis=not_found()), WAITING])
    assert negative["detections"] == []
    assert waiting["detections"] is None


def test_a_withdrawn_verdict_is_none() -> None:
    (record,) = listing_records([ListedCase(Path("a"), "waiting", verdict=verdict(None, ""))])
    assert record["verdict"] is None
    assert record["reader"] == "A. Reader"


def test_csv_opens_in_a_spreadsheet(tmp_path: Path) -> None:
    save_listing(tmp_path / "list.csv", [definite(), WAITING])
    assert (tmp_path / "list.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    first, second = rows(tmp_path / "list.csv")
    assert list(first) == columns(LABELS, READER_FIELDS)
    assert first["fracture.probability"] == "0.87"
    assert first["verdict"] == "disagree"
    assert second["status"] == "waiting"
    assert second["fracture.probability"] == second["fracture.tier"] == second["verdict"] == ""


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_words_of_a_reader_or_a_file_run_as_a_formula(tmp_path: Path, start: str) -> None:
    cases = [
        ListedCase(
            Path(f"{start}cmd"),
            "failed",
            f"{start}1+1",
            verdict=VerdictEntry("", 0, Verdict.UNSURE, f"{start}HYPERLINK()", f"{start}me", TIME),
        )
    ]
    save_listing(tmp_path / "list.csv", cases)
    (row,) = rows(tmp_path / "list.csv")
    for key, text in {"path": "cmd", "reason": "1+1", "comment": "HYPERLINK()", "reader": "me"}.items():
        assert row[key] == f"'{start}{text}"


def test_numbers_stay_numbers(tmp_path: Path) -> None:
    save_listing(tmp_path / "list.csv", [definite(elapsed_ms=-1.5, fracture=Fracture(-0.0, Tier.NOT_FOUND))])
    (row,) = rows(tmp_path / "list.csv")
    assert float(row["elapsed_ms"]) == -1.5
    assert float(row["fracture.probability"]) == 0


def test_comments_keep_their_lines_and_letters(tmp_path: Path) -> None:
    said = 'Zeile eins;\n"zwei", 骨折'
    cases = [ListedCase(Path("a"), "waiting", verdict=verdict(comment=said))]
    save_listing(tmp_path / "list.csv", cases)
    save_listing(tmp_path / "list.json", cases)
    assert rows(tmp_path / "list.csv")[0]["comment"] == said
    assert json.loads((tmp_path / "list.json").read_text(encoding="utf-8"))[0]["comment"] == said


def test_json_holds_the_same_records(tmp_path: Path) -> None:
    cases = [definite(), WAITING, UNREADABLE]
    save_listing(tmp_path / "list.json", cases)
    assert json.loads((tmp_path / "list.json").read_text(encoding="utf-8")) == list(listing_records(cases))


def test_regions_of_every_classifier_have_a_column(tmp_path: Path) -> None:
    other = ListedCase(
        Path("b"), "definite", analysis=analysis(region=Region("knee", {"knee": 0.7, "hand": 0.3}))
    )
    refused = without_findings(Status.OUT_OF_SCOPE, "gate: unlike the training scans")
    save_listing(
        tmp_path / "list.csv", [ListedCase(Path("c"), "out_of_scope", analysis=refused), definite(), other]
    )
    table = rows(tmp_path / "list.csv")
    assert [row["region.probabilities.knee"] for row in table] == ["", "", "0.7"]
    assert [row["region.probabilities.leg"] for row in table] == ["", "0.03", ""]
    assert table[0]["status"] == "out_of_scope"


def test_an_empty_list_is_a_valid_file(tmp_path: Path) -> None:
    save_listing(tmp_path / "list.csv", [])
    save_listing(tmp_path / "list.json", [])
    assert rows(tmp_path / "list.csv") == []
    assert json.loads((tmp_path / "list.json").read_text(encoding="utf-8")) == []


def test_what_breaks_on_the_way_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "list.json"
    save_listing(target, [WAITING])
    before = target.read_bytes()
    with pytest.raises(ValueError, match="JSON"):
        save_listing(target, [UNREADABLE, definite(elapsed_ms=float("nan"))])
    assert target.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["list.json"]


def test_errors_name_the_file_and_the_cure(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ExportError) as caught:
        save_listing(tmp_path / "file" / "list.csv", [WAITING])
    assert caught.value.path == tmp_path / "file" / "list.csv"
    assert "folder" in caught.value.cure
    with pytest.raises(UsageError, match=r"not as '\.ods'"):
        save_listing(tmp_path / "list.ods", [WAITING])


def test_a_target_that_is_a_folder_is_named_and_the_results_are_kept(tmp_path: Path) -> None:
    (tmp_path / "list.csv").mkdir()
    (tmp_path / "list.csv" / "inside").write_bytes(b"")
    with pytest.raises(ExportError, match="cannot be replaced") as caught:
        save_listing(tmp_path / "list.csv", [WAITING])
    assert ".part" in caught.value.cure
