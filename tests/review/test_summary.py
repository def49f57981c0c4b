from __future__ import annotations

import pytest

from fracview.core.analysis import Analysis, Fracture, Status, Tier
from fracview.review.disagreement import WORDS
from fracview.review.summary import NO_ANSWER, OUTCOMES, Summary, outcome
from tests.export.analyses import DEFINITE_BOX, DOUBT_BOX, analysis, not_found, without_findings

RUN = [
    analysis(),
    analysis(fracture=Fracture(0.3, Tier.DOUBT)),
    not_found(),
    not_found(detections=(DOUBT_BOX,)),
    without_findings(Status.OUT_OF_SCOPE, "gate: far away"),
    without_findings(Status.UNREADABLE, "empty_file: nothing"),
    without_findings(Status.UNREADABLE, "empty_file: nothing"),
    without_findings(Status.UNREADABLE, "truncated: half"),
    without_findings(Status.FAILED, "run_failed: broke"),
]


def _summary(run: list[Analysis]) -> Summary:
    summary = Summary()
    for one in run:
        summary.add(one)
    return summary


def test_the_six_outcomes_are_counted_apart() -> None:
    summary = _summary(RUN)
    assert [summary.counts[name] for name in OUTCOMES] == [1, 1, 2, 1, 3, 1]
    assert summary.total == len(RUN)


def test_out_of_scope_is_no_failure() -> None:
    assert _summary(RUN).failures == 4
    assert _summary(RUN[:5]).failures == 0


def test_an_answer_without_a_fracture_probability_has_a_reason_too() -> None:
    summary = _summary([analysis(fracture=None)])
    assert summary.reasons == {"failed": {NO_ANSWER: 1}}
    assert summary.lines()[-1].split() == ["failed", "1", "(1", f"{NO_ANSWER})"]


def test_contradictions_are_counted_by_kind() -> None:
    summary = _summary([*RUN, analysis(detections=()), not_found(detections=(DEFINITE_BOX,))])
    assert summary.disagreements == dict.fromkeys(WORDS, 1)
    assert summary.lines()[-2:] == [f"{words}: 1" for words in WORDS.values()]


def test_every_reason_is_listed() -> None:
    codes = [f"reason_{number}" for number in range(30)]
    lines = _summary([without_findings(Status.FAILED, f"{code}: no") for code in codes]).lines()
    assert all(f"1 {code}" in lines[-1] for code in codes)


def test_the_lines_name_every_outcome_even_at_zero() -> None:
    lines = Summary().lines()
    assert [line.split("  ")[0].replace(" ", "_") for line in lines] == list(OUTCOMES)
    assert all(line.endswith(" 0") for line in lines)


def test_the_lines_give_the_reasons_most_frequent_first() -> None:
    lines = _summary(RUN).lines()
    assert lines[4].split() == ["unreadable", "3", "(2", "empty_file,", "1", "truncated)"]
    assert lines[-1] == "of the not found, 1 with a region marked by the detector"


@pytest.mark.parametrize(
    ("one", "expected"), [(RUN[0], "definite"), (RUN[1], "doubt"), (RUN[2], "not_found")]
)
def test_an_analysed_frame_counts_by_its_tier(one: Analysis, expected: str) -> None:
    assert outcome(one) == expected


def test_analysed_without_a_finding_is_no_negative() -> None:
    assert outcome(analysis(fracture=None)) == "failed"
