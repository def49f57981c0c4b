from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import balanced_accuracy_score, roc_auc_score

from training.families.merit import classifier_merit, detector_merit, softmax


def test_fracture_is_judged_by_auc_and_region_by_mean_accuracy_of_region() -> None:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, 40)
    scores = softmax(rng.normal(size=(40, 2)))
    assert classifier_merit("fracture", labels, scores) == pytest.approx(roc_auc_score(labels, scores[:, 1]))
    regions, answers = rng.integers(0, 5, 40), softmax(rng.normal(size=(40, 5)))
    expected = balanced_accuracy_score(regions, answers.argmax(axis=1))
    assert classifier_merit("region", regions, answers) == pytest.approx(expected)


def test_a_validation_part_of_one_label_has_no_auc() -> None:
    assert classifier_merit("fracture", np.ones(3, np.int64), np.array([[0.2, 0.8]] * 3)) == 1.0


def test_nothing_to_find_is_no_merit() -> None:
    assert detector_merit(float("nan")) == 0.0
    assert detector_merit(0.4) == 0.4


def test_large_logits_do_not_overflow() -> None:
    assert softmax(np.array([[1000.0, 0.0]])) == pytest.approx(np.array([[1.0, 0.0]]))
