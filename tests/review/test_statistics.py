from __future__ import annotations

import pytest

from fracview.core.impression import Impression
from fracview.core.verdict import Verdict
from fracview.review.figures import Proportion, Times, TwoByTwo
from fracview.review.statistics import (
    Changes,
    Progress,
    ReviewedCase,
    ReviewStatistics,
    final_answer,
    outcome_shown,
)
from tests.review.journals import key, said, saw, statistics_of

AGREE, UNSURE, DISAGREE = Verdict.AGREE, Verdict.UNSURE, Verdict.DISAGREE
FRACTURE, NO_FRACTURE = Impression.FRACTURE, Impression.NO_FRACTURE
CASES = {"a": "definite", "b": "definite", "c": "doubt", "d": "not_found", "e": "not_found", "f": "failed",
         "g": "unreadable", "h": "out_of_scope"}  # fmt: skip


def test_nothing_is_divided_by_nothing() -> None:
    nothing = ReviewStatistics.of([], {}, [], {})
    assert (nothing.progress, nothing.disagreements, nothing.by_reader) == (Progress(), Proportion(0, 0), {})
    assert nothing.overall.agreement("definite", AGREE) == Proportion(0, 0)
    assert nothing.overall.all_times == Times()
    assert nothing.overall.impressions.kappa is None
    assert nothing.overall.changes.changed.interval is None


def test_progress_by_outcome_without_the_unreadable() -> None:
    found = statistics_of(CASES, [said("a", AGREE), said("d", UNSURE), said("g", AGREE), said("c", None)])
    assert found.progress.to_review == {
        "definite": 2, "doubt": 1, "not_found": 2, "failed": 1, "out_of_scope": 1
    }  # fmt: skip
    assert found.progress.reviewed == {"definite": 1, "not_found": 1}
    assert (found.progress.reviewed.total(), found.progress.left.total()) == (2, 5)
    assert found.progress.left["definite"] == 1


def test_the_same_contents_twice_are_one_case_and_those_of_others_none() -> None:
    twice = [ReviewedCase(key("a"), "definite")] * 2
    journal = [said("a", AGREE), said("z", DISAGREE)]
    newest = {key("a"): journal[0], key("z"): journal[1]}
    found = ReviewStatistics.of(twice, newest, journal, {key("z"): [saw("z", FRACTURE)]})
    assert found.progress.to_review.total() == found.progress.reviewed.total() == 1
    assert found.overall.verdicts == {"definite": {AGREE: 1}}
    assert found.overall.impressions.total == 0


def test_the_newest_verdict_counts_over_all_and_each_readers_own_by_reader() -> None:
    journal = [
        said("a", DISAGREE, "Curie", 30),
        said("a", AGREE, "Curie", 31),
        said("a", UNSURE, "Röntgen", 32),
        said("b", AGREE, "Curie", 33),
        said("b", None, "Curie", 34),
    ]
    found = statistics_of(CASES, journal)
    assert found.overall.verdicts == {"definite": {UNSURE: 1}}
    assert found.by_reader["Curie"].verdicts == {"definite": {AGREE: 1}}
    assert found.by_reader["Röntgen"].agreement("definite", UNSURE) == Proportion(1, 1)
    assert list(found.by_reader) == ["Curie", "Röntgen"]


def test_a_verdict_answers_what_was_shown() -> None:
    journal = [
        said("a", AGREE, shown="fracture 0.8700 definite; 2 boxes"),
        said("b", AGREE, shown="fracture 0.3000 doubt"),
        said("c", DISAGREE, shown="assistant off"),
        said("d", AGREE, shown="nothing analysed"),
        said("h", AGREE, shown="out_of_scope"),
    ]
    overall = statistics_of(CASES, journal).overall
    assert overall.verdicts == {"definite": {AGREE: 1}, "doubt": {AGREE: 1}, "out_of_scope": {AGREE: 1}}
    assert overall.unseen == 2


@pytest.mark.parametrize(
    ("shown", "outcome"),
    [
        ("", "doubt"),
        ("fracture 0.9000 definite", "definite"),
        ("fracture 0.1 not_found; 0 boxes", "not_found"),
        ("assistant off", ""),
        ("nothing analysed", ""),
        ("failed", "failed"),
        ("something else", "doubt"),
    ],
)
def test_what_was_shown_is_read_from_the_entry(shown: str, outcome: str) -> None:
    assert outcome_shown(said("a", AGREE, shown=shown), "doubt") == outcome


def test_contradicted_frames_are_counted_apart() -> None:
    found = statistics_of(CASES, [said("a", DISAGREE), said("c", AGREE)], contradicted="ad")
    assert found.disagreements == Proportion(1, 2)
    assert found.overall.on_disagreements == {DISAGREE: 1}


def test_first_impressions_against_the_networks() -> None:
    impressions = [
        saw("a", FRACTURE),
        saw("b", NO_FRACTURE),
        saw("c", FRACTURE),
        saw("d", FRACTURE),
        saw("e", NO_FRACTURE, minute=12),
        saw("e", FRACTURE, minute=15),
        saw("f", FRACTURE),
        saw("h", Impression.UNSURE),
    ]
    overall = statistics_of(CASES, impressions=impressions).overall
    assert overall.impressions == TwoByTwo(both=2, first_only=1, second_only=1, neither=1)
    assert overall.unsure_impressions == 0


def test_the_earliest_impression_counts_over_all() -> None:
    impressions = [
        saw("a", NO_FRACTURE, "Röntgen", 20),
        saw("a", FRACTURE, "Curie", 10),
        saw("d", Impression.UNSURE, "Curie", 10),
    ]
    found = statistics_of(CASES, impressions=impressions)
    assert found.overall.impressions == TwoByTwo(both=1)
    assert found.overall.unsure_impressions == 1
    assert found.by_reader["Röntgen"].impressions == TwoByTwo(second_only=1)


@pytest.mark.parametrize(
    ("verdict", "outcome", "answer"),
    [
        (AGREE, "definite", FRACTURE),
        (AGREE, "doubt", FRACTURE),
        (AGREE, "not_found", NO_FRACTURE),
        (DISAGREE, "definite", NO_FRACTURE),
        (DISAGREE, "not_found", FRACTURE),
        (UNSURE, "definite", Impression.UNSURE),
    ],
)
def test_what_a_verdict_says_of_the_frame(verdict: Verdict, outcome: str, answer: Impression) -> None:
    assert final_answer(verdict, outcome) is answer


@pytest.mark.parametrize(
    ("impression", "verdict", "changes"),
    [
        (FRACTURE, AGREE, Changes(1)),
        (NO_FRACTURE, AGREE, Changes(1, towards=1)),
        (Impression.UNSURE, AGREE, Changes(1, towards=1)),
        (FRACTURE, DISAGREE, Changes(1, away=1)),
        (FRACTURE, UNSURE, Changes(1, away=1)),
        (NO_FRACTURE, UNSURE, Changes(1, other=1)),
        (NO_FRACTURE, DISAGREE, Changes(1)),
        (NO_FRACTURE, None, Changes()),
    ],
)
def test_what_becomes_of_a_first_impression(
    impression: Impression, verdict: Verdict | None, changes: Changes
) -> None:
    found = statistics_of(CASES, [said("a", verdict)], [saw("a", impression)])
    assert found.overall.changes == changes


@pytest.mark.parametrize(
    "entry",
    [
        said("a", AGREE, minute=5),
        said("a", AGREE, shown="assistant off"),
        said("a", AGREE, "Röntgen"),
        said("f", AGREE),
    ],
)
def test_no_change_is_claimed_without_findings_shown_to_the_same_reader_afterwards(entry: object) -> None:
    found = statistics_of(CASES, [entry], [saw("a", NO_FRACTURE), saw("f", FRACTURE)])  # type: ignore[list-item]
    assert found.overall.changes == Changes()


def test_times_are_of_first_verdicts_that_were_measured() -> None:
    journal = [
        said("a", AGREE, seconds=10.0),
        said("a", UNSURE, minute=40, seconds=2.0),
        said("b", AGREE, "Röntgen", seconds=20.0),
        said("c", None, seconds=1.0),
        said("d", AGREE),
        said("e", AGREE, seconds=30.0),
    ]
    found = statistics_of(CASES, journal)
    assert found.overall.times == {
        "definite": Times(2, 15.0, 11.0, 19.0),
        "not_found": Times(1, 30.0, 30.0, 30.0),
    }
    assert found.overall.all_times == Times(3, 20.0, 12.0, 28.0)
    assert found.by_reader["Röntgen"].all_times == Times(1, 20.0, 20.0, 20.0)
