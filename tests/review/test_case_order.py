from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fracview.core.verdict import Verdict
from fracview.reading.folder import natural_key
from fracview.review.case import Case, SortKey
from fracview.review.case_columns import CaseColumns
from fracview.review.case_order import NameOrder, by_study, ordered
from fracview.review.severity import severity


def _by_parts(name: str) -> list[tuple[int, int, str]]:
    """The same order the long way: numbers as numbers, before words."""
    parts = re.split("([0-9]+)", name.casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part]


names = st.text(st.sampled_from("aBz019_. -é"), max_size=12)


@given(st.lists(names, max_size=12))
def test_names_are_in_the_order_of_the_walk(found: list[str]) -> None:
    assert sorted(found, key=natural_key) == sorted(found, key=_by_parts)


@given(st.lists(st.lists(names, max_size=4), max_size=4))
def test_the_name_order_is_kept_up_while_files_are_found(batches: list[list[str]]) -> None:
    order, keys = NameOrder(), list[str]()
    for batch in batches:
        keys += [natural_key(name) for name in batch]
        ranks = order.ranks(keys)
        expected = sorted(range(len(keys)), key=keys.__getitem__)
        assert np.argsort(ranks).tolist() == expected


def test_a_name_of_endless_digits_is_a_name_like_any_other() -> None:
    found = ["9" * 5000, "1" * 5001, "a"]
    assert sorted(["a", *found[1::-1]], key=natural_key) == found


CASES = [
    Case(0, Path(), "b10", "waiting"),
    Case(1, Path(), "b2", "not_found", 0.02, "leg"),
    Case(2, Path(), "a", "definite", 0.8, "hand", verdict=Verdict.AGREE),
    Case(3, Path(), "c", "failed"),
    Case(4, Path(), "d", "not_found", 0.01, "hip", marked=True),
    Case(5, Path(), "e", "doubt", 0.4, "hand", verdict=Verdict.DISAGREE),
    Case(6, Path(), "f", "out_of_scope"),
    Case(7, Path(), "g", "definite", 0.95, "hand", verdict=Verdict.UNSURE),
    Case(8, Path(), "h", "unreadable"),
    Case(9, Path(), "i", "definite", 0.8, "leg"),
]


def order_of(cases: list[Case], key: SortKey, descending: bool) -> list[int]:
    columns = CaseColumns()
    for case in cases:
        columns.append(case)
    ranks = NameOrder().ranks([natural_key(case.name) for case in cases])
    return ordered(columns.table, key, descending, columns.regions, ranks).tolist()


@pytest.mark.parametrize(
    ("key", "descending", "numbers"),
    [
        (SortKey.SUSPICION, True, [7, 2, 9, 5, 4, 1, 3, 8, 6, 0]),
        (SortKey.SUSPICION, False, [1, 4, 5, 2, 9, 7, 3, 8, 6, 0]),
        (SortKey.PROBABILITY, True, [7, 2, 9, 5, 1, 4, 3, 8, 6, 0]),
        (SortKey.PROBABILITY, False, [4, 1, 5, 2, 9, 7, 3, 8, 6, 0]),
        (SortKey.NAME, False, [2, 1, 0, 3, 4, 5, 6, 7, 8, 9]),
        (SortKey.NAME, True, [9, 8, 7, 6, 5, 4, 3, 0, 1, 2]),
        (SortKey.REGION, False, [2, 5, 7, 4, 1, 9, 0, 3, 6, 8]),
        (SortKey.REGION, True, [1, 9, 4, 2, 5, 7, 0, 3, 6, 8]),
        (SortKey.VERDICT, True, [5, 7, 2, 0, 1, 3, 4, 6, 8, 9]),
        (SortKey.VERDICT, False, [2, 7, 5, 0, 1, 3, 4, 6, 8, 9]),
        (SortKey.STATUS, False, [2, 7, 9, 5, 1, 4, 3, 8, 6, 0]),
        (SortKey.FOUND, False, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (SortKey.FOUND, True, [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]),
    ],
)
def test_orders(key: SortKey, descending: bool, numbers: list[int]) -> None:
    assert order_of(CASES, key, descending) == numbers


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["definite", "doubt", "not_found"]), st.floats(0, 1, width=16), st.booleans()
        ),
        min_size=1,
        max_size=20,
    )
)
def test_worst_first_is_the_order_of_the_table_on_the_terminal(answers: list[tuple]) -> None:
    cases = [Case(n, Path(), "a", o, p, marked=m) for n, (o, p, m) in enumerate(answers)]
    expected = sorted(cases, key=lambda case: severity(case.outcome, case.probability, case.marked))
    assert order_of(cases, SortKey.SUSPICION, True) == [case.number for case in expected]


def test_a_study_stands_together_where_its_worst_stood() -> None:
    order = np.array([4, 0, 3, 1, 2])
    studies = np.array([7, -2, 7, -4, 9], dtype=np.int32)
    assert by_study(order, studies).tolist() == [4, 0, 2, 3, 1]
    assert by_study(order[:0], studies).tolist() == []
