from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from fracview.core.metrics import wilson_interval
from fracview.review.figures import Proportion, Times, TwoByTwo


def test_a_proportion_says_of_what_and_how_sure() -> None:
    nine = Proportion(9, 10)
    assert (nine.share, nine.interval) == (0.9, wilson_interval(9, 10))
    assert str(nine) == "9 of 10 (90 %, 95 % interval 60 to 98 %)"


def test_of_nothing_there_is_no_share_and_no_interval() -> None:
    nothing = Proportion(0, 0)
    assert (nothing.share, nothing.interval, str(nothing)) == (None, None, "0 of 0")


def test_times_have_percentiles() -> None:
    times = Times.of(range(1, 12))
    assert times == Times(11, 6.0, 2.0, 10.0)
    assert str(times) == "median 6.0 s, 10th to 90th percentile 2.0 to 10.0 s, of 11 measured"
    assert Times.of([4.0]) == Times(1, 4.0, 4.0, 4.0)


def test_no_times_are_none() -> None:
    assert (Times.of([]), str(Times.of([]))) == (Times(), "none measured")


counts = st.integers(0, 30)


@given(counts, counts, counts, counts)
def test_kappa_is_that_of_scikit_learn(both: int, first: int, second: int, neither: int) -> None:
    table = TwoByTwo(both, first, second, neither)
    if table.total == 0:
        assert (table.kappa, table.agreement) == (None, Proportion(0, 0))
        return
    one = [1] * (both + first) + [0] * (second + neither)
    other = [1] * both + [0] * first + [1] * second + [0] * neither
    if len({*one, *other}) == 1:
        assert table.kappa is None
        return
    assert table.kappa == pytest.approx(cohen_kappa_score(one, other), abs=1e-12)


def test_kappa_worked_by_hand() -> None:
    """Cohen 1960 as every text book has it: 20, 5, 10, 15 of 50 give 0.4."""
    table = TwoByTwo(20, 5, 10, 15)
    assert table.agreement == Proportion(35, 50)
    assert table.kappa is not None
    assert math.isclose(table.kappa, 0.4)
