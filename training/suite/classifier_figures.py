"""Figures of classifiers from their answers: Wilson intervals of shares, bootstrap intervals of the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fracview.core.metrics import roc_auc, wilson_interval
from training.evaluate import best_balanced_threshold, bootstrap
from training.suite.outcomes import Figure

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from training.suite.predictions import Saved

HALF = 0.5


def threshold_of(saved: Saved) -> tuple[float, str]:
    """Threshold for fractured, and how it came about: chosen on validation where that is apart, else 0.5."""
    scores, labels = saved.answers.val_scores, saved.val_labels
    if scores is None or labels is None or len(np.unique(labels)) < 2:
        return HALF, "The threshold is 0.5: there is no validation part to choose it on."
    threshold = best_balanced_threshold(labels == 1, np.asarray(scores[:, 1], np.float64))
    return threshold, f"The threshold {threshold:.4f} was chosen on the validation part (balanced accuracy)."


def fracture_figures(saved: Saved, threshold: float) -> dict[str, Figure]:
    """Accuracy of fracture, precision, recall (sensitivity) and F1 of fractured, specificity, AUC."""
    assert saved.answers.scores is not None
    labels, scores = saved.labels == 1, np.asarray(saved.answers.scores[:, 1], np.float64)
    raised = scores >= threshold
    hits, fractured, sound = int((raised & labels).sum()), int(labels.sum()), int((~labels).sum())
    quiet = int((~raised & ~labels).sum())

    def f1(rows: NDArray[np.intp]) -> float:
        return _f1(raised[rows], labels[rows])

    def balanced(rows: NDArray[np.intp]) -> float:
        return _mean_recall(labels[rows].astype(np.int64), raised[rows].astype(np.int64), 2)

    def auc(rows: NDArray[np.intp]) -> float:
        return roc_auc(labels[rows], scores[rows])

    return {
        "accuracy": share(hits + quiet, len(labels)),
        "precision": share(hits, int(raised.sum())),
        "recall": share(hits, fractured),
        "f1": drawn(len(labels), f1),
        "specificity": share(quiet, sound),
        "balanced_accuracy": drawn(len(labels), balanced),
        "auc": drawn(len(labels), auc),
    }


def region_figures(saved: Saved) -> dict[str, Figure]:
    """Accuracy of region, and means over the regions that occur of precision, recall and F1."""
    labels, answers, count = saved.labels, answers_of(saved), len(saved.classes)

    def mean(which: int) -> Callable[[NDArray[np.intp]], float]:
        return lambda rows: _means(labels[rows], answers[rows], count)[which]

    return {
        "accuracy": share(int((labels == answers).sum()), len(labels)),
        "precision": drawn(len(labels), mean(0)),
        "recall": drawn(len(labels), mean(1)),
        "f1": drawn(len(labels), mean(2)),
    }


def accuracy_of_class(saved: Saved, name: str) -> Figure:
    """Share of one class's scans that were answered rightly."""
    rows = saved.labels == saved.classes.index(name)
    return share(int((answers_of(saved)[rows] == saved.labels[rows]).sum()), int(rows.sum()))


def answers_of(saved: Saved, threshold: float | None = None) -> NDArray[np.int64]:
    """(n,) class index that each scan was given; `threshold` is that of fractured, for two classes."""
    assert saved.answers.scores is not None
    if threshold is not None:
        return np.asarray(saved.answers.scores[:, 1] >= threshold, np.int64)
    return np.asarray(saved.answers.scores.argmax(axis=1), np.int64)


def confusion(
    labels: NDArray[np.int64], answers: NDArray[np.int64], classes: int
) -> tuple[tuple[int, ...], ...]:
    """Counts; rows are the reference, columns the answers."""
    counts = np.zeros((classes, classes), int)
    np.add.at(counts, (labels, answers), 1)
    return tuple(tuple(row) for row in counts.tolist())


def share(hits: int, count: int) -> Figure:
    """A proportion with its Wilson interval; nan of nothing."""
    if count == 0:
        return Figure(float("nan"), 0)
    return Figure(hits / count, count, *wilson_interval(hits, count))


def drawn(count: int, figure: Callable[[NDArray[np.intp]], float]) -> Figure:
    """A figure of all scans with its bootstrap interval, where it is defined."""
    value = figure(np.arange(count)) if count else float("nan")
    if np.isnan(value):
        return Figure(float("nan"), count)
    low, high = bootstrap(count, figure)
    return Figure(value, count, low, high)


def _f1(raised: NDArray[np.bool_], labels: NDArray[np.bool_]) -> float:
    total = int(raised.sum() + labels.sum())
    return 2 * int((raised & labels).sum()) / total if total else float("nan")


def _mean_recall(labels: NDArray[np.int64], answers: NDArray[np.int64], classes: int) -> float:
    return _means(labels, answers, classes)[1] if len(np.unique(labels)) == classes else float("nan")


def _means(labels: NDArray[np.int64], answers: NDArray[np.int64], classes: int) -> tuple[float, float, float]:
    """Mean precision, recall and F1 of the classes that occur; precision 0 where nothing was answered so."""
    if not len(labels):
        return float("nan"), float("nan"), float("nan")
    right = np.bincount(labels[labels == answers], minlength=classes).astype(float)
    actual, answered = np.bincount(labels, minlength=classes), np.bincount(answers, minlength=classes)
    there = actual > 0
    precision = np.divide(right, answered, out=np.zeros(classes), where=answered > 0)[there]
    recall = (right[there] / actual[there]).astype(float)
    f1 = 2 * right[there] / (actual + answered)[there]
    return float(precision.mean()), float(recall.mean()), float(f1.mean())
