"""Curves over all score thresholds, and average precision by COCO's rule."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fracview.core.comparison.classification import BY_PROBABILITY, case_scores
from fracview.core.comparison.figures import Figure
from fracview.core.comparison.pairing import NO_PARTNER
from fracview.core.comparison.resampling import interval_of, weights_of
from fracview.core.metrics import RECALL_POINTS, roc_auc
from fracview.core.metrics import average_precision as average_precision_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fracview.core.comparison.evaluation import Evaluation

MOST_DETECTIONS = 100
"""COCO's maxDets: average precision looks at so many boxes of an image, the best by score."""

COCO_IOUS = tuple(float(value) for value in np.linspace(0.5, 0.95, 10))


@dataclass(frozen=True, eq=False, slots=True)
class Curve:
    """One point for every distinct score, from the highest threshold to the lowest.

    Attributes
    ----------
    name, x_label, y_label
        Words.
    x, y
        (n,) float64.
    thresholds
        (n,) float64, inclusive: at `thresholds[i]` the comparison stands at ``(x[i], y[i])``; inf where
        nothing counts.
    protocol
        What it is of.
    """

    name: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    thresholds: NDArray[np.float64]
    x_label: str
    y_label: str
    protocol: str

    def point_at(self, threshold: float) -> int:
        """Index of the point that holds at a threshold: the lowest that is not below it, or -1."""
        return int(np.searchsorted(-self.thresholds, -threshold, side="right")) - 1


def precision_recall(evaluation: Evaluation, iou: float, images: NDArray[np.bool_] | None = None) -> Curve:
    """Precision (y) over recall (x) of boxes; empty where there is no box or nothing to find."""
    tp, fp, thresholds = _cumulated(evaluation, iou, images)
    count = evaluation.annotation_count(images)
    if count == 0:
        tp, fp, thresholds = tp[:0], fp[:0], thresholds[:0]
    said = tp + fp > 0
    tp, fp, thresholds = tp[said], fp[said], thresholds[said]
    words = f"Precision and recall of boxes, IoU >= {iou:g}, {_of(evaluation, images)}"
    recall = tp / max(count, 1)
    return Curve("Precision-recall", recall, tp / (tp + fp), thresholds, "recall", "precision", words)


def froc(evaluation: Evaluation, iou: float, images: NDArray[np.bool_] | None = None) -> Curve:
    """Share of annotations found (y) over wrong boxes an image (x), the mean over all counted images.

    Begins at (0, 0), the threshold inf; empty where there is nothing to find.
    """
    tp, fp, thresholds = _cumulated(evaluation, iou, images)
    count, size = evaluation.annotation_count(images), int(evaluation.counted(images).sum())
    words = f"FROC, IoU >= {iou:g}, FP per image over all {_of(evaluation, images)}"
    x = np.concatenate([[0.0], fp / max(size, 1)])
    y = np.concatenate([[0.0], tp / max(count, 1)])
    at = np.concatenate([[np.inf], thresholds])
    if count == 0:
        x, y, at = x[:0], y[:0], at[:0]
    return Curve("FROC", x, y, at, "FP boxes per image", "sensitivity (annotations)", words)


def roc(evaluation: Evaluation, by: str = BY_PROBABILITY, images: NDArray[np.bool_] | None = None) -> Curve:
    """Sensitivity (y) over 1 - specificity (x) of images.

    Begins at (0, 0), the threshold inf; empty where a class is absent.

    Parameters
    ----------
    evaluation, images
        The evaluation, and a mask over its images.
    by
        `BY_PROBABILITY` or `BY_BOX` (`fracview.core.comparison.classification`).
    """
    _, labels, scores = case_scores(evaluation, by, images)
    positives, size = int(labels.sum()), len(labels)
    order = np.argsort(-scores, kind="stable")
    ends = _last_of_each(scores[order])
    hits = np.cumsum(labels[order])[ends]
    false = ends + 1 - hits
    x = np.concatenate([[0.0], false / max(size - positives, 1)])
    y = np.concatenate([[0.0], hits / max(positives, 1)])
    at = np.concatenate([[np.inf], scores[order][ends]])
    if positives in (0, size):
        x, y, at = x[:0], y[:0], at[:0]
    kind = "fracture probability" if by == BY_PROBABILITY else "best score of any box"
    area = f"AUC {roc_auc(labels, scores):.3f}" if 0 < positives < size else "not defined: only one class"
    words = f"ROC by {kind}, {size} images, {positives} fractured, {area}"
    return Curve("ROC", x, y, at, "1 - specificity", "sensitivity", words)


def average_precision(
    evaluation: Evaluation,
    iou: float,
    images: NDArray[np.bool_] | None = None,
    bootstrap: int = 0,
    seed: int = 0,
) -> Figure:
    """COCO's average precision at one IoU: 101 recall points, 100 boxes an image, crowds ignored.

    `bootstrap` resamplings of the images give its interval. nan where there is nothing to find.
    """
    return _average(evaluation, (iou,), f"AP@{iou:g}", images, (bootstrap, seed))


def average_precision_range(
    evaluation: Evaluation,
    images: NDArray[np.bool_] | None = None,
    bootstrap: int = 0,
    seed: int = 0,
) -> Figure:
    """Mean of COCO's average precision over the IoU thresholds 0.5, 0.55 ... 0.95."""
    return _average(evaluation, COCO_IOUS, "AP@[.5:.95]", images, (bootstrap, seed))


def _average(
    evaluation: Evaluation,
    ious: tuple[float, ...],
    name: str,
    images: NDArray[np.bool_] | None,
    resampling: tuple[int, int],
) -> Figure:
    count = evaluation.annotation_count(images)
    ranked = [_ranked(evaluation, iou, images) for iou in ious]
    values = [average_precision_of(scores, matched, count) for scores, matched, _ in ranked]
    low, high, how = interval_of(_resampled(evaluation, images, ranked, resampling))
    words = f"{name}, COCO 101-point, {_of(evaluation, images)}, score >= 0, at most 100 boxes an image{how}"
    return Figure(float(np.mean(values)), low, high, count, words)


_Ranked = tuple["NDArray[np.float64]", "NDArray[np.bool_]", "NDArray[np.intp]"]


def _ranked(evaluation: Evaluation, iou: float, images: NDArray[np.bool_] | None) -> _Ranked:
    """Scores, whether right, and image of the boxes that average precision looks at, best score first."""
    detections, matching, order = evaluation.detections, evaluation.matching(iou), evaluation.by_score
    looked_at = (evaluation.rank < MOST_DETECTIONS) & ~matching.ignored
    if images is not None:
        looked_at &= evaluation.counted(images)[detections.image]
    order = order[looked_at[order]]
    return detections.values[order], matching.partner[order] != NO_PARTNER, detections.image[order]


def _resampled(
    evaluation: Evaluation,
    images: NDArray[np.bool_] | None,
    ranked: list[_Ranked],
    resampling: tuple[int, int],
) -> list[float]:
    counted = evaluation.counted(images)
    places = np.cumsum(counted) - 1
    to_find = np.bincount(evaluation.annotations.image[~evaluation.crowd], minlength=len(counted))[counted]
    values = []
    for weights in weights_of(int(counted.sum()), *resampling):
        count = int(weights @ to_find)
        values.append(
            float(
                np.mean(
                    [_weighted_ap(matched, weights[places[image]], count) for _, matched, image in ranked]
                )
            )
        )
    return values


def _weighted_ap(matched: NDArray[np.bool_], weights: NDArray[np.intp], count: int) -> float:
    """Average precision where each box stands as often as its image was drawn."""
    if count == 0:
        return math.nan
    drawn = matched & (weights > 0)
    said = np.cumsum(weights)[drawn]
    hits = np.cumsum(weights[drawn])
    precision = np.maximum.accumulate((hits / said)[::-1])[::-1] if hits.size else np.zeros(0)
    at = np.searchsorted(hits / count, RECALL_POINTS, side="left")
    return float(np.append(precision, 0.0)[at].mean())


def _cumulated(
    evaluation: Evaluation, iou: float, images: NDArray[np.bool_] | None
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """Right and wrong boxes at or above each distinct score, highest first."""
    detections, matching, order = evaluation.detections, evaluation.matching(iou), evaluation.by_score
    if images is not None:
        order = order[evaluation.counted(images)[detections.image[order]]]
    hit = matching.partner[order] != NO_PARTNER
    wrong = ~hit & ~matching.ignored[order]
    scores = detections.values[order]
    ends = _last_of_each(scores)
    return np.cumsum(hit)[ends], np.cumsum(wrong)[ends], scores[ends]


def _last_of_each(scores: NDArray[np.float64]) -> NDArray[np.intp]:
    """Last place of each run of equal scores."""
    return np.flatnonzero(np.diff(scores, append=np.nan) != 0)


def _of(evaluation: Evaluation, images: NDArray[np.bool_] | None) -> str:
    size = int(evaluation.counted(images).sum())
    return f"{size} images, {evaluation.annotation_count(images)} annotations"
