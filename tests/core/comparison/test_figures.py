"""Figures carry their interval and their protocol."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn.metrics import f1_score as sklearn_f1

from fracview.core.comparison.figures import f1_score, mean, proportion


def test_a_proportion_has_its_wilson_interval() -> None:
    figure = proportion(8, 10, "Recall, 10 annotations")
    assert (figure.value, figure.n) == (0.8, 10)
    assert (figure.low, figure.high) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert figure.protocol == "Recall, 10 annotations; interval: Wilson"
    assert figure.has_interval


def test_f1_is_that_of_scikit_learn_and_lies_within_its_interval() -> None:
    figure = f1_score(30, 10, 20, "F1")
    said, drawn = np.repeat([1, 1, 0], [30, 10, 20]), np.repeat([1, 0, 1], [30, 10, 20])
    assert figure.value == pytest.approx(sklearn_f1(drawn, said))
    assert figure.low < figure.value < figure.high
    assert figure.n == 60


def test_the_interval_of_f1_covers_what_resampled_boxes_give() -> None:
    rng = np.random.default_rng(0)
    tp, fp, fn = rng.multinomial(60, [0.5, 1 / 6, 1 / 3], 20_000).T
    figure = f1_score(30, 10, 20, "F1")
    low, high = np.percentile(2 * tp / (2 * tp + fp + fn), [2.5, 97.5])
    assert (figure.low, figure.high) == pytest.approx((low, high), abs=0.02)


def test_a_mean_of_counts() -> None:
    counts = np.array([0, 1, 2, 5])
    figure = mean(counts.sum(), (counts**2).sum(), 4, "FP per image")
    assert figure.value == 2.0
    assert figure.high - figure.value == pytest.approx(1.96 * counts.std() / 2)
    assert figure.low == pytest.approx(2.0 - 1.96 * counts.std() / 2)


def test_nothing_is_no_number() -> None:
    for figure in (proportion(0, 0, ""), f1_score(0, 0, 0, ""), mean(0, 0, 0, "")):
        assert math.isnan(figure.value)
        assert not figure.has_interval
        assert figure.n == 0
