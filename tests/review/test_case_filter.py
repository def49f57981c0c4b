from __future__ import annotations

from pathlib import Path

import pytest

from fracview.core.verdict import Verdict
from fracview.review.case import Case, CaseFilter
from fracview.review.case_columns import CaseColumns
from fracview.review.case_filter import folded, passing, to_review
from fracview.review.disagreement import BOX_WITHOUT_PROBABILITY

CASES = [
    Case(0, Path("Hand_1.JPG"), "Hand_1.JPG", "definite", 0.9, "hand"),
    Case(1, Path("hand_2.jpg"), "hand_2.jpg", "doubt", 0.4, "hand", verdict=Verdict.AGREE),
    Case(2, Path("leg.dcm"), "leg.dcm", "doubt", 0.3, "leg", disagreement=BOX_WITHOUT_PROBABILITY),
    Case(3, Path("été.jpg"), "e\u0301te\u0301.jpg", "unreadable"),
    Case(4, Path("x.jpg"), "x.jpg", "failed"),
    Case(5, Path("HAND.txt"), "HAND.txt"),
]


def passed(wanted: CaseFilter) -> list[int]:
    columns = CaseColumns()
    for case in CASES:
        columns.append(case)
    mask = passing(columns.table, [folded(case.name) for case in CASES], columns.regions, wanted)
    return [case.number for case in CASES if mask[case.number]]


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (CaseFilter(), [0, 1, 2, 3, 4, 5]),
        (CaseFilter(text="hand"), [0, 1, 5]),
        (CaseFilter(text="  HaNd_ "), [0, 1]),
        (CaseFilter(text=" "), [0, 1, 2, 3, 4, 5]),
        (CaseFilter(text="\u00c9T\u00c9"), [3]),
        (CaseFilter(outcomes=frozenset({"doubt", "definite"})), [0, 1, 2]),
        (CaseFilter(outcomes=frozenset({"unreadable", "failed"})), [3, 4]),
        (CaseFilter(outcomes=frozenset({"doubt"}), regions=frozenset({"hand"})), [1]),
        (CaseFilter(regions=frozenset({"hand", "leg"})), [0, 1, 2]),
        (CaseFilter(regions=frozenset({"shoulder"})), []),
        (CaseFilter(unreviewed=True), [0, 2, 4, 5]),
        (CaseFilter(disagreement=True), [2]),
        (CaseFilter(disagreement=True, regions=frozenset({"hand"})), []),
        (CaseFilter(text="hand", unreviewed=True, outcomes=frozenset({"doubt", "waiting"})), [5]),
    ],
)
def test_conditions_are_and_values_are_or(wanted: CaseFilter, numbers: list[int]) -> None:
    assert passed(wanted) == numbers


def test_the_column_of_what_wants_a_verdict_agrees_with_the_case() -> None:
    columns = CaseColumns()
    for case in CASES:
        columns.append(case)
    assert to_review(columns.table).tolist() == [case.to_review for case in CASES]
