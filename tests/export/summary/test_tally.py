from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fracview.core.analysis import Fracture, OperatingPoints, Status, Tier
from fracview.core.outcome import ANSWERS, OUTCOMES
from fracview.export.summary.tally import BINS, MOST_REASONS, Tally, boxes_in_words, shown
from tests.export.analyses import DEFINITE_BOX, DOUBT_BOX, FAINT_BOX, analysis, not_found, without_findings

POINTS = OperatingPoints(0.18, 0.62)


def tally(*analyses: Any, worst: int = 40, failures: int = 200, roots: tuple[Path, ...] = ()) -> Tally:
    made = Tally(roots, worst, failures)
    for one in analyses:
        made.add(one, "")
    return made


def with_probability(value: float, **changes: Any) -> Any:
    return analysis(fracture=Fracture(value, POINTS.tier(value)), **changes)


def test_each_outcome_is_counted_by_itself_with_its_reasons() -> None:
    made = tally(
        analysis(),
        not_found(),
        without_findings(Status.OUT_OF_SCOPE, "gate: unlike the first."),
        without_findings(Status.OUT_OF_SCOPE, "gate: unlike the second."),
        without_findings(Status.UNREADABLE, "truncated: too short."),
        analysis(fracture=None),
    )
    assert dict(made.counts) == dict(zip(OUTCOMES, (1, 0, 1, 2, 1, 1), strict=True))
    assert made.reasons["out_of_scope"] == {"gate": 2}
    assert made.words["out_of_scope", "gate"] == "unlike the first."
    assert made.reasons["failed"] == {"no_classifier": 1}
    assert [line.note for line in made.failures["unreadable"]] == ["too short."]


def test_codes_of_their_own_for_every_file_take_no_more_memory_for_ever() -> None:
    made = tally(*(without_findings(Status.FAILED, f"code{n}: x.") for n in range(MOST_REASONS + 9)))
    assert len(made.reasons["failed"]) == len(made.words) == MOST_REASONS
    assert made.counts["failed"] == MOST_REASONS + 9


def test_the_list_of_failures_ends_and_the_count_goes_on() -> None:
    made = tally(*[without_findings(Status.FAILED, "a: b.")] * 5, failures=3)
    assert len(made.failures["failed"]) == 3
    assert made.counts["failed"] == 5


@given(st.lists(st.floats(0, 1), max_size=40), st.integers(1, 8))
def test_the_worst_are_the_same_as_of_all_sorted(values: list[float], most: int) -> None:
    made = tally(*(with_probability(value) for value in values), worst=most)
    expected = sorted(values, key=lambda value: (ANSWERS.index(POINTS.tier(value)), -value))[:most]
    assert [line.probability for _, line in made.worst] == expected
    assert sum(sum(bins) for bins in made.bins.values()) == len(values)


def test_a_negative_that_contradicts_its_boxes_leads_the_negatives_and_no_others() -> None:
    made = Tally((), 40, 200)
    for value, words in ((0.1, ""), (0.02, "yet a definite box"), (0.7, ""), (0.65, "yet no box")):
        made.add(with_probability(value), words)
    assert [line.probability for _, line in made.worst] == [0.7, 0.65, 0.02, 0.1]
    assert made.disagreements == {"yet a definite box": 1, "yet no box": 1}
    assert made.worst[2][1].note == "yet a definite box"


@pytest.mark.parametrize(("value", "index"), [(0.0, 0), (0.05, 1), (0.999, 19), (1.0, 19)])
def test_a_probability_falls_into_its_bin(value: float, index: int) -> None:
    made = tally(with_probability(value))
    assert made.bins[POINTS.tier(value)][index] == 1
    assert BINS == 20


def test_regions_are_counted_where_there_is_an_answer() -> None:
    made = tally(analysis(), analysis(), not_found(), without_findings(Status.FAILED, "a: b."))
    assert made.regions == {"hand": {"definite": 2, "not_found": 1}}


def test_files_are_named_from_their_root_on_and_never_with_it() -> None:
    root = Path("home/jane/scans")
    lines = tally(
        without_findings(Status.FAILED, "a: b.", path=root / "ward" / "a.jpg"),
        without_findings(Status.FAILED, "a: b.", path=Path("elsewhere/b.dcm"), frame=3),
        without_findings(Status.FAILED, "a: b.", path=root),
        roots=(root,),
    ).failures["failed"]
    assert [line.name for line in lines] == ["ward/a.jpg", "b.dcm frame 3", "scans"]


def test_boxes_in_words() -> None:
    assert boxes_in_words(analysis(detections=(DEFINITE_BOX, DOUBT_BOX, DOUBT_BOX))) == "1 definite, 2 doubt"
    assert boxes_in_words(analysis(detections=(FAINT_BOX,))) == ""


def test_control_characters_are_shown() -> None:
    assert shown("a\u202eb\n\udc80ä 1") == "a\\u202eb\\n\\udc80ä 1"
    assert shown("") == ""


def test_it_keeps_no_analysis() -> None:
    one = with_probability(0.9)
    before = sys.getrefcount(one)
    made = tally(one, one)
    assert sys.getrefcount(one) == before
    assert made.counts[Tier.DEFINITE.value] == 2
