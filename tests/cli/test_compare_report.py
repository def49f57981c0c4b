from __future__ import annotations

from pathlib import Path

import pytest

from fracview.cli.compare_report import MOST_NAMED, print_failures, print_report
from fracview.core.analysis import Status
from fracview.core.prediction import PredictedImage
from fracview.export.comparison.beside import beside
from fracview.export.comparison.metrics import metrics
from fracview.export.comparison.signature import signature
from tests.export.comparison.sides import side, silent_side


def _printed(capsys: pytest.CaptureFixture[str], *, second: bool = False, silent: bool = False) -> list[str]:
    made = silent_side() if silent else side()
    content = metrics(made, signature(made), (), 0)
    if second:
        content["against"] = beside(made, side(better=True), 0)
    print_report(content, Path("out") / "report.html")
    captured = capsys.readouterr()
    assert captured.err == ""
    return captured.out.splitlines()


def test_what_is_compared_stands_first_and_the_report_last(capsys: pytest.CaptureFixture[str]) -> None:
    lines = _printed(capsys)
    assert lines[:4] == [
        "first & made up",
        "against COCO JSON: made-up.json",
        "4 of 5 images have an answer, with 2 annotations",
        "TP 1, FP 1, FN 1 at score >= 0.3 and IoU >= 0.5 (made up)",
    ]
    assert lines[4] == "Without an answer, and counted in no number: 1 unexpected"
    assert lines[-2:] == [
        "Research use only, not a medical device.",
        f"Report: {Path('out') / 'report.html'}",
    ]


def test_a_line_a_number_with_interval_and_count(capsys: pytest.CaptureFixture[str]) -> None:
    line = next(line for line in _printed(capsys) if line.startswith("recall of boxes"))
    assert line.split() == ["recall", "of", "boxes", "0.500", "0.095", "to", "0.905", "n=2"]


def test_by_region_the_columns_of_the_study(capsys: pytest.CaptureFixture[str]) -> None:
    lines = _printed(capsys)
    head = next(place for place, line in enumerate(lines) if line.startswith("region"))
    assert lines[head].split("  ")[-1] == "region right"
    rows = [line.split() for line in lines[head + 1 : head + 5]]
    assert [row[0] for row in rows] == ["all", "hand", "leg", "hip"]
    assert rows[2] == ["leg", "1", "1", "-", "0.000", "1.000", "1.000", "0.000"]
    assert len({len(line) for line in lines[head : head + 5]}) == 1


def test_what_is_not_defined_is_no_number(capsys: pytest.CaptureFixture[str]) -> None:
    lines = _printed(capsys, silent=True)
    assert "0 of 5 images have an answer, with 0 annotations" in lines
    assert next(line for line in lines if line.startswith("recall")).split()[-2:] == ["defined", "n=0"]
    assert not any("nan" in line.split() for line in lines)


def test_a_second_side_is_printed_beside_the_first(capsys: pytest.CaptureFixture[str]) -> None:
    lines = _printed(capsys, second=True)
    assert "On the 4 images that both have answered; second: second & made up" in lines
    assert "0.500   1.000          +0.500" in next(line for line in lines if line.endswith("+0.500"))


def test_failures_are_named_up_to_a_point(capsys: pytest.CaptureFixture[str]) -> None:
    failed = [PredictedImage(f"{n}.png", Status.UNREADABLE, reason="no_image") for n in range(MOST_NAMED + 2)]
    print_failures(failed)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "0.png: unreadable: no_image"
    assert lines[-1] == "... and 2 more: see metrics.json"
    assert len(lines) == MOST_NAMED + 1
    print_failures([])
    assert capsys.readouterr().err == ""
