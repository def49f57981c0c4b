from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from fracview.cli.table import Row, WorstRows, print_table
from fracview.core.analysis import Fracture, Status, Tier
from tests.export.analyses import DEFINITE_BOX, DOUBT_BOX, analysis, not_found, without_findings


def test_rows_are_sorted_worst_first() -> None:
    made = [
        without_findings(Status.OUT_OF_SCOPE, "gate: no"),
        not_found(),
        without_findings(Status.UNREADABLE, "empty_file: no"),
        analysis(fracture=Fracture(0.3, Tier.DOUBT)),
        without_findings(Status.FAILED, "run_failed: no"),
        analysis(fracture=Fracture(0.7, Tier.DEFINITE)),
        analysis(fracture=Fracture(0.9, Tier.DEFINITE)),
    ]
    rows = WorstRows()
    for one in made:
        rows.add(Row.of(one))
    ordered = rows.worst
    assert [(row.outcome, row.probability) for row in ordered] == [
        ("definite", 0.9),
        ("definite", 0.7),
        ("doubt", 0.3),
        ("not_found", 0.05),
        ("failed", -1.0),
        ("unreadable", -1.0),
        ("out_of_scope", -1.0),
    ]


def test_a_row_says_why_there_is_no_finding() -> None:
    row = Row.of(without_findings(Status.FAILED, "run_failed: It broke.", warnings=("cut off",), frame=2))
    assert (row.note, row.boxes, row.region) == ("It broke; cut off", "", "")
    assert row.file.endswith("frame 2")


def test_a_definite_box_without_probability_comes_before_its_like_and_says_so() -> None:
    rows = WorstRows()
    for one in (
        not_found(fracture=Fracture(0.1, Tier.NOT_FOUND)),
        not_found(fracture=Fracture(0.01, Tier.NOT_FOUND), detections=(DEFINITE_BOX,)),
        not_found(fracture=Fracture(0.05, Tier.NOT_FOUND), detections=(DOUBT_BOX,)),
        analysis(fracture=Fracture(0.3, Tier.DOUBT)),
    ):
        rows.add(Row.of(one))
    assert [row.probability for row in rows.worst] == [0.3, 0.01, 0.1, 0.05]
    assert [row.note for row in rows.worst] == ["", "definite box, low probability: look", "", ""]


def test_only_the_worst_are_kept() -> None:
    rows = WorstRows(3)
    for number in range(100):
        rows.add(Row.of(analysis(fracture=Fracture(number / 100, Tier.DEFINITE))))
    assert [row.probability for row in rows.worst] == [0.99, 0.98, 0.97]


def test_warnings_are_told_apart() -> None:
    assert Row.of(analysis(warnings=("cut off", "photograph"))).note == "cut off; photograph"


def test_boxes_below_the_high_sensitivity_point_are_not_counted() -> None:
    assert Row.of(analysis()).boxes == "1 definite, 1 doubt"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("paths", "lines"),
    [
        (("/a/b/c.dcm", "/a/d.dcm"), ["Files below /a", "b/c.dcm", "d.dcm"]),
        (("a/b.dcm",), ["Files below a", "b.dcm"]),
        (("a.dcm", "b/c.dcm"), ["a.dcm", "b/c.dcm"]),
        (("/a/b.dcm", "a/c.dcm"), ["/a/b.dcm", "a/c.dcm"]),
    ],
)
def test_a_terminal_names_the_common_folder_once(
    monkeypatch: pytest.MonkeyPatch, paths: tuple[str, ...], lines: list[str]
) -> None:
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("COLUMNS", "120")
    print_table([Row.of(analysis(path=Path(path))) for path in paths])
    printed = [line.split("doubt ")[-1].strip() for line in terminal.getvalue().splitlines()]
    assert [line for line in printed if not line.startswith("result")] == lines


def test_a_line_in_a_pipe_is_never_folded(capsys: pytest.CaptureFixture[str]) -> None:
    print_table([Row.of(analysis(path=Path("x" * 300)))])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert lines[1].endswith("x" * 300)
