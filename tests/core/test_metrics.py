"""Metrics against scikit-learn, and on empty input."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from fracview.core import metrics


@pytest.mark.parametrize("seed", range(5))
def test_auc_equals_scikit_learn_with_ties(seed: int) -> None:
    rng = np.random.default_rng(seed)
    labels = rng.random(200) < 0.3
    scores = np.round(rng.random(200) + 0.2 * labels, 1)
    assert metrics.roc_auc(labels, scores) == pytest.approx(roc_auc_score(labels, scores), abs=1e-12)


def test_auc_of_one_class_is_not_a_number() -> None:
    assert math.isnan(metrics.roc_auc(np.ones(3, bool), np.arange(3.0)))
    assert math.isnan(metrics.roc_auc(np.zeros(0, bool), np.zeros(0)))


def test_wilson_interval_of_a_textbook_case() -> None:
    low, high = metrics.wilson_interval(8, 10)
    assert (low, high) == (pytest.approx(0.4902, abs=1e-4), pytest.approx(0.9433, abs=1e-4))
    assert metrics.wilson_interval(0, 0) == (0.0, 1.0)


def test_calibration_error_counts_the_gap_of_each_bin() -> None:
    labels = np.array([True, False, True, True])
    probabilities = np.array([0.25, 0.25, 0.95, 0.95])
    assert metrics.expected_calibration_error(labels, probabilities) == pytest.approx(0.5 * 0.25 + 0.5 * 0.05)
    assert math.isnan(metrics.expected_calibration_error(np.zeros(0, bool), np.zeros(0)))


def test_average_precision_by_hand() -> None:
    scores, matched = np.array([0.9, 0.8, 0.7]), np.array([True, False, True])
    # Recall 0 to 0.5 at precision 1 (51 points), above at 2/3 (50 points).
    assert metrics.average_precision(scores, matched, 2) == pytest.approx((51 + 50 * 2 / 3) / 101)
    assert metrics.average_precision(np.zeros(0), np.zeros(0, bool), 2) == 0.0
    assert math.isnan(metrics.average_precision(np.zeros(0), np.zeros(0, bool), 0))
