"""Bootstrap over images."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fracview.core.comparison.resampling import interval_of, weights_of


def test_weights_say_how_often_each_was_drawn() -> None:
    drawn = list(weights_of(30, 20, seed=0))
    assert len(drawn) == 20
    assert all(weights.sum() == 30 and len(weights) == 30 for weights in drawn)
    again = list(weights_of(30, 20, seed=0))
    assert all(np.array_equal(one, other) for one, other in zip(drawn, again, strict=True))
    assert not np.array_equal(drawn[0], next(weights_of(30, 1, seed=1)))


def test_nothing_is_drawn_of_nothing() -> None:
    assert list(weights_of(0, 5, seed=0)) == []


def test_an_interval_is_the_middle_of_what_is_a_number() -> None:
    low, high, how = interval_of([*np.linspace(0, 1, 101), math.nan])
    assert (low, high) == pytest.approx((0.025, 0.975))
    assert how == "; interval: bootstrap over images, 102 times"
    assert interval_of([])[2] == ""
    assert all(math.isnan(end) for end in (*interval_of([])[:2], *interval_of([math.nan])[:2]))
