from __future__ import annotations

from fracview.core.impression import Impression
from fracview.core.verdict import Verdict
from fracview.review.statistics import ReviewStatistics
from fracview.review.statistics_lines import lines_of
from tests.review.journals import said, saw, statistics_of

ALL_OF_ONE = "1 of 1 (100 %, 95 % interval 21 to 100 %)"


def test_every_number_says_what_it_is_of() -> None:
    found = statistics_of(
        {"a": "definite", "b": "not_found", "c": "doubt", "d": "failed"},
        [said("a", Verdict.AGREE, seconds=4.0), said("b", Verdict.DISAGREE, shown="assistant off")],
        [saw("a", Impression.NO_FRACTURE), saw("c", Impression.UNSURE)],
        contradicted="a",
    )
    assert found.lines() == lines_of(found)
    assert found.lines() == [
        "Cases to review: 4 (1 definite, 1 doubt, 1 not found, 1 failed)",
        "  with a verdict: 2 (1 definite, 1 not found)",
        "  left: 2 (1 doubt, 1 failed)",
        "Cases whose probability and boxes contradict each other: 1, 1 with a verdict",
        "  verdicts on them: 1 agree, 0 unsure, 0 disagree",
        "Verdicts on what was shown as definite: 1",
        f"  agree: {ALL_OF_ONE}",
        "  unsure: 0 of 1 (0 %, 95 % interval 0 to 79 %)",
        "  disagree: 0 of 1 (0 %, 95 % interval 0 to 79 %)",
        "Verdicts without findings on the screen, in none of these numbers: 1",
        "First impressions of analysed cases: 2, 1 of them unsure",
        "  fracture, and the networks at or above the high-sensitivity point: 0",
        "  fracture, and the networks below it: 0",
        "  no fracture, and the networks at or above it: 1",
        "  no fracture, and the networks below it: 0",
        "  same answer as the networks: 0 of 1 (0 %, 95 % interval 0 to 79 %)",
        "  Cohen's kappa with the networks: 0.00",
        f"Final answer differs from the first impression, findings shown: {ALL_OF_ONE}",
        "  1 to the networks' answer, 0 away from it, 0 otherwise",
        "Time to the first verdict: median 4.0 s, 10th to 90th percentile 4.0 to 4.0 s, of 1 measured",
        "  definite: median 4.0 s, 10th to 90th percentile 4.0 to 4.0 s, of 1 measured",
        "All of it by Curie",
    ]


def test_nothing_claims_no_share_and_no_interval() -> None:
    lines = ReviewStatistics.of([], {}, [], {}).lines()
    assert lines == ["Cases to review: 0", "  with a verdict: 0", "  left: 0", "No verdicts yet."]


def test_readers_are_named_one_under_the_other() -> None:
    journal = [said("a", Verdict.AGREE, "Curie\x1b"), said("a", Verdict.AGREE, "")]
    lines = statistics_of({"a": "definite"}, journal).lines()
    assert [line for line in lines if line.startswith("Reader")] == ["Reader not named", "Reader Curie\\x1b"]


def test_a_single_reader_is_not_told_twice() -> None:
    lines = statistics_of({"a": "definite"}, [said("a", Verdict.AGREE, "")]).lines()
    assert not any("Reader" in line or "All of it" in line for line in lines)


def test_where_all_answers_are_the_same_there_is_no_kappa() -> None:
    lines = statistics_of({"a": "definite"}, impressions=[saw("a", Impression.FRACTURE)]).lines()
    assert "  Cohen's kappa with the networks: none, all answers are the same" in lines
