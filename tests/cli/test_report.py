"""What is said about results that went beside the file that was named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fracview.cli.report import Report
from tests.cli.conftest import Ended
from tests.tiny_runs import DOUBT, write_scan

Analyze = Callable[..., Ended]


def test_a_file_that_changed_during_the_run_is_named_also_when_quiet(
    analyze: Analyze, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(report: Report, step: Any) -> None:
        add(report, step)
        out.write_text("a reader's", encoding="utf-8")

    add, out = Report.add, tmp_path / "rq.csv"
    monkeypatch.setattr(Report, "add", meanwhile)
    ended = analyze(write_scan(tmp_path / "a.png", DOUBT), "--quiet", "--out", out)
    assert (ended.code, ended.out) == (0, "")
    beside = tmp_path / "rq (2).csv"
    assert ended.err == f"{out} was changed during the run and stays as it is: the results are in {beside}.\n"


@pytest.mark.parametrize("how", ["interrupted", "ended early"])
def test_a_part_of_a_run_beside_an_earlier_one_is_named(
    how: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = Report(tmp_path / "rq.csv", quiet=True)
    report.in_place, report.out = True, tmp_path / "rq (2).csv"
    if how == "interrupted":
        report.interrupted = True
    else:
        report.whole = False
    report.print()
    said = capsys.readouterr().err.splitlines()
    assert said[0] == (
        f"{tmp_path / 'rq.csv'} was there before and stays as it is, as this run did not come to its end: "
        f"its results are in {tmp_path / 'rq (2).csv'}."
    )


def test_every_file_is_named_and_none_that_is_where_it_should_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = Report(None, quiet=False)
    report.placed = {
        tmp_path / name: tmp_path / place for name, place in (("b.csv", "b (2).csv"), ("c", "c"))
    }
    report.print()
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(str(tmp_path / "b.csv"))


def test_copies_within_one_run_are_not_called_results_of_runs_before(
    analyze: Analyze, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        write_scan(tmp_path / "scans" / f"{name}.png", DOUBT)
    ended = analyze(tmp_path / "scans", "--store", tmp_path / "store.sqlite", "--batch", "1")
    assert "runs before" not in ended.out
    assert "Known already, and not run again: 1 of 2 frames." in ended.out
