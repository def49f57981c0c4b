"""Figures over images against scikit-learn."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn.calibration import calibration_curve
from sklearn.metrics import brier_score_loss, roc_auc_score

from fracview.core.comparison import (
    BY_BOX,
    area_under_roc,
    brier_score,
    calibration_error,
    reliability,
)
from fracview.core.metrics import expected_calibration_error
from tests.core.comparison.cases import annotated, evaluation_of, predicted, random_case

BOX = (0.0, 0.0, 4.0, 4.0)


@pytest.mark.parametrize("seed", range(10))
def test_auc_and_brier_score_are_those_of_scikit_learn(seed: int) -> None:
    evaluation = random_case(seed, most_images=80, least_images=40)
    labels, probabilities = evaluation.fractured, evaluation.probability
    expected = roc_auc_score(labels, probabilities)
    assert area_under_roc(evaluation).value == pytest.approx(expected, abs=1e-6)
    by_box = roc_auc_score(labels, evaluation.top_score)
    assert area_under_roc(evaluation, BY_BOX).value == pytest.approx(by_box, abs=1e-6)
    assert brier_score(evaluation).value == pytest.approx(brier_score_loss(labels, probabilities), abs=1e-6)


def test_reliability_is_that_of_scikit_learn_and_its_gaps_are_the_calibration_error() -> None:
    evaluation = random_case(0, most_images=80)
    bins = reliability(evaluation, bins=5)
    filled = bins.counts > 0
    observed, predicted_ = calibration_curve(
        evaluation.fractured, _off_edges(evaluation.probability), n_bins=5
    )
    assert np.allclose(bins.observed[filled], observed)
    assert np.allclose(bins.predicted[filled], predicted_, atol=1e-6)
    assert (bins.low[filled] <= bins.observed[filled]).all()
    assert (bins.observed[filled] <= bins.high[filled]).all()
    gaps = np.abs(bins.observed - bins.predicted)[filled] @ bins.counts[filled] / bins.counts.sum()
    assert calibration_error(evaluation, bins=5).value == pytest.approx(gaps)
    direct = expected_calibration_error(evaluation.fractured, evaluation.probability, 5)
    assert calibration_error(evaluation, bins=5).value == pytest.approx(direct)


def test_an_empty_bin_is_no_number() -> None:
    bins = reliability(evaluation_of([annotated("a")], [predicted("a", probability=1.0)]))
    assert bins.counts.tolist() == [0] * 9 + [1]
    assert np.isnan(bins.observed[:9]).all()
    assert bins.observed[9] == 0.0


def test_bootstrap_of_the_auc_is_that_of_images_drawn_again() -> None:
    evaluation = random_case(0, most_images=80)
    rng = np.random.default_rng(4)
    values = []
    for _ in range(200):
        drawn = rng.integers(0, len(evaluation.images), len(evaluation.images))
        values.append(roc_auc_score(evaluation.fractured[drawn], evaluation.probability[drawn]))
    figure = area_under_roc(evaluation, bootstrap=200, seed=4)
    assert (figure.low, figure.high) == pytest.approx(tuple(np.percentile(values, [2.5, 97.5])))
    for other in (brier_score, calibration_error):
        resampled = other(evaluation, bootstrap=50)
        assert resampled.low < resampled.high
        assert "bootstrap over images, 50 times" in resampled.protocol


def test_images_without_a_probability_take_no_part() -> None:
    evaluation = evaluation_of(
        [annotated("a", BOX), annotated("b"), annotated("c")],
        [predicted("a", probability=0.8), predicted("b", probability=0.3), predicted("c", (BOX, 0.9))],
    )
    assert area_under_roc(evaluation).n == brier_score(evaluation).n == 2
    assert area_under_roc(evaluation).value == 1.0
    assert area_under_roc(evaluation, BY_BOX).n == 3
    assert "2 images, 1 fractured" in area_under_roc(evaluation).protocol


def test_cells_give_their_images() -> None:
    evaluation = random_case(1, most_images=60)
    for confusion in (evaluation.at(0.5, 0.5).fracture_confusion, evaluation.at(0.5, 0.5).region_confusion):
        for row in range(len(confusion.rows)):
            for column in range(len(confusion.columns)):
                assert len(confusion.images(row, column)) == confusion.counts[row, column]


def test_nothing_is_no_number() -> None:
    nothing = evaluation_of([annotated("a", BOX)], [predicted("a")])
    for figure in (area_under_roc, brier_score, calibration_error):
        assert math.isnan(figure(nothing, bootstrap=3).value)
        assert figure(nothing, bootstrap=3).n == 0
    assert math.isnan(area_under_roc(nothing, BY_BOX).value)


def _off_edges(probabilities: np.ndarray) -> np.ndarray:
    """A hair above the edges of bins: scikit-learn puts an edge into the bin below, this program above."""
    return np.minimum(probabilities + 1e-9, 1.0)
