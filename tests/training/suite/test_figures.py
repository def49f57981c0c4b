"""Every figure against scikit-learn, faster-coco-eval, or a case worked by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from sklearn import metrics

from fracview.core.boxes import pairwise_iou_xyxy
from fracview.core.matching import NO_PARTNER, match_greedy
from training.suite import classifier_figures, detector_figures
from training.suite.predictions import Predictions, Saved

if TYPE_CHECKING:
    from numpy.typing import NDArray


def _saved(task: str, classes: tuple[str, ...], labels: NDArray[np.int64], **answers: Any) -> Saved:
    n = len(labels)
    return Saved(
        answers=Predictions(**answers), task=task, classes=classes, image_ids=np.arange(n).astype(str),
        labels=labels, regions=np.full(n, "hand"), flags=np.full(n, "hand"), reference=(),
        reference_polygons=(), val_labels=None,
    )  # fmt: skip


def test_fracture_figures_agree_with_scikit_learn() -> None:
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 2, 200)
    raised = np.clip(0.5 * labels + rng.normal(0.25, 0.3, 200), 0, 1)
    saved = _saved("fracture", ("no", "yes"), labels, scores=np.stack([1 - raised, raised], axis=1))
    found = classifier_figures.fracture_figures(saved, 0.5)
    answers = raised >= 0.5
    expected = {
        "accuracy": metrics.accuracy_score(labels, answers),
        "precision": metrics.precision_score(labels, answers),
        "recall": metrics.recall_score(labels, answers),
        "f1": metrics.f1_score(labels, answers),
        "specificity": metrics.recall_score(labels, answers, pos_label=0),
        "balanced_accuracy": metrics.balanced_accuracy_score(labels, answers),
        "auc": metrics.roc_auc_score(labels, raised),
    }
    for name, value in expected.items():
        figure = found[name]
        assert figure.value == pytest.approx(value)
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low < value < figure.high


def test_region_figures_agree_with_scikit_learn_where_a_class_is_never_answered() -> None:
    rng = np.random.default_rng(2)
    labels = rng.integers(0, 4, 150)
    scores = rng.dirichlet(np.ones(4), 150) + 0.4 * np.eye(4)[labels]
    scores[:, 2] = 0
    saved = _saved("region", ("a", "b", "c", "d"), labels, scores=scores)
    found, answers = classifier_figures.region_figures(saved), scores.argmax(axis=1)
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(
        labels, answers, average="macro", zero_division=0
    )
    assert found["accuracy"].value == pytest.approx(metrics.accuracy_score(labels, answers))
    assert found["precision"].value == pytest.approx(precision)
    assert found["recall"].value == pytest.approx(recall)
    assert found["f1"].value == pytest.approx(f1)
    counts = classifier_figures.confusion(labels, answers, 4)
    assert np.array(counts).tolist() == metrics.confusion_matrix(labels, answers).tolist()
    assert classifier_figures.accuracy_of_class(saved, "b").value == pytest.approx(
        counts[1][1] / sum(counts[1])
    )


def test_one_class_alone_leaves_auc_undefined_and_accuracy_defined() -> None:
    saved = _saved("fracture", ("no", "yes"), np.ones(5, np.int64), scores=np.tile([0.2, 0.8], (5, 1)))
    found = classifier_figures.fracture_figures(saved, 0.5)
    assert np.isnan(found["auc"].value)
    assert np.isnan(found["specificity"].value)
    assert found["accuracy"].value == 1.0


def _boxes(rng: np.random.Generator, count: int) -> NDArray[np.float64]:
    corner = rng.uniform(0, 200, (count, 2))
    return np.concatenate([corner, corner + rng.uniform(20, 80, (count, 2))], axis=1)


def _scans(seed: int, count: int) -> tuple[list[NDArray[np.float64]], list[NDArray[np.float64]]]:
    """Found (k, 5), best first, and reference (m, 4) boxes; some found ones lie near a reference."""
    rng = np.random.default_rng(seed)
    found, reference = [], []
    for _ in range(count):
        truth = _boxes(rng, int(rng.integers(0, 4)))
        near = truth + rng.normal(0, 6, truth.shape)
        boxes = np.concatenate([near, _boxes(rng, int(rng.integers(0, 5)))])
        scores = np.sort(rng.uniform(0.01, 1, len(boxes)))[::-1]
        found.append(np.column_stack([rng.permutation(boxes), scores]))
        reference.append(truth)
    return found, reference


def _overlaps(
    found: list[NDArray[np.float64]], reference: list[NDArray[np.float64]]
) -> tuple[list[NDArray[np.float64]], list[NDArray[np.float64]]]:
    pairs = zip(found, reference, strict=True)
    return [pairwise_iou_xyxy(f[:, :4], r) for f, r in pairs], [f[:, 4] for f in found]


def test_hits_are_those_of_the_applications_own_matching() -> None:
    found, reference = _scans(3, 40)
    for boxes, truth in zip(found, reference, strict=True):
        hits = detector_figures.greedy_hits(pairwise_iou_xyxy(boxes[:, :4], truth), 0.5)
        expected = match_greedy(boxes[:, :4].astype(np.float32), truth.astype(np.float32)) != NO_PARTNER
        assert hits.tolist() == expected.tolist()


def test_precision_and_recall_are_those_of_the_best_f1() -> None:
    found, reference = _scans(4, 30)
    matched = detector_figures.match(*_overlaps(found, reference), 0.5)
    scores, hits, count = matched.curve(np.arange(30))
    tried = []
    for limit in scores:
        kept = scores >= limit
        precision, recall = hits[kept].mean(), hits[kept].sum() / count
        tried.append((2 * precision * recall / max(precision + recall, 1e-9), precision, recall))
    assert detector_figures.best_f1(scores, hits, count) == pytest.approx(max(tried)[1:])


def test_equal_scores_are_taken_or_left_together() -> None:
    scores, hits = np.array([0.9, 0.5, 0.5]), np.array([True, True, False])
    assert detector_figures.best_f1(scores, hits, 2) == pytest.approx((2 / 3, 1.0))


def test_detector_figures_of_nothing() -> None:
    nothing = [np.zeros((0, 2))], [np.zeros(0)]
    found = detector_figures.detector_figures(*nothing)
    assert [found[name].value for name in ("precision", "recall", "ap50")] == [0.0, 0.0, 0.0]
    empty = detector_figures.detector_figures([np.zeros((3, 0))], [np.array([0.9, 0.8, 0.1])])
    assert all(np.isnan(figure.value) for figure in empty.values())


def test_outlines_overlap_as_their_areas_say() -> None:
    square = np.array([[0.0, 0.0], [100.0, 0.0], [100.0, 100.0], [0.0, 100.0]])
    half = square * [0.5, 1.0]
    away = square + 300
    overlaps = detector_figures.pairwise_outline_iou([square, half], [square, away])
    np.testing.assert_allclose(overlaps, [[1, 0], [0.5, 0]], atol=0.02)
    assert detector_figures.pairwise_outline_iou([], [square]).shape == (0, 1)
