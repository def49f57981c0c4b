"""Figures over images: confusion matrices, rates, ROC, reliability."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fracview.core.comparison.figures import Figure, proportion
from fracview.core.comparison.resampling import interval_of, weights_of
from fracview.core.metrics import expected_calibration_error, roc_auc, wilson_interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fracview.core.comparison.evaluation import Evaluation

FRACTURE, NO_FRACTURE, NO_ANSWER = "fracture", "no fracture", "no answer"
LEFT_OUT = -1
BY_PROBABILITY, BY_BOX = "probability", "box"


@dataclass(frozen=True, eq=False, slots=True)
class Confusion:
    """Images by what the reference says (rows) and by what was answered (columns).

    Attributes
    ----------
    rows, columns
        Names.
    counts
        (rows, columns) intp.
    row, column
        (n images,) intp: where each image stands, or `LEFT_OUT`.
    protocol
        How an image got into its column.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: NDArray[np.intp]
    row: NDArray[np.intp]
    column: NDArray[np.intp]
    protocol: str

    @property
    def n(self) -> int:
        """Images in all cells."""
        return int(self.counts.sum())

    def images(self, row: int, column: int) -> NDArray[np.intp]:
        """Indices of the images in one cell."""
        return np.flatnonzero((self.row == row) & (self.column == column))


@dataclass(frozen=True, eq=False, slots=True)
class Reliability:
    """Predicted against observed frequency in bins of equal width.

    Attributes
    ----------
    edges
        (bins + 1,) float64.
    counts, positives
        (bins,) intp: images in the bin, and the fractured of them.
    predicted, observed, low, high
        (bins,) float64, nan in empty bins: mean probability, share that is fractured, its Wilson interval.
    protocol
        What it is of.
    """

    edges: NDArray[np.float64]
    counts: NDArray[np.intp]
    positives: NDArray[np.intp]
    predicted: NDArray[np.float64]
    observed: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    protocol: str


def fracture_confusion(
    fractured: NDArray[np.bool_], called: NDArray[np.bool_], counted: NDArray[np.bool_], rule: str
) -> Confusion:
    """Two by two; `rule` says in words what makes an image called fractured."""
    row = np.where(counted, (~fractured).astype(np.intp), LEFT_OUT)
    column = np.where(counted, (~called).astype(np.intp), LEFT_OUT)
    names = (FRACTURE, NO_FRACTURE)
    protocol = f"Per image, fractured where {rule}, {int(counted.sum())} images"
    return Confusion(names, names, _count(row, column, 2, 2), row, column, protocol)


def region_confusion(
    region: NDArray[np.intp],
    answer: NDArray[np.intp],
    counted: NDArray[np.bool_],
    regions: tuple[str, ...],
) -> Confusion:
    """Square over the regions, with a last column for images of which no region was said."""
    counted = counted & (region >= 0)
    row = np.where(counted, region, LEFT_OUT)
    column = np.where(counted, np.where(answer >= 0, answer, len(regions)), LEFT_OUT)
    counts = _count(row, column, len(regions), len(regions) + 1)
    protocol = f"Per image, the likeliest region, {int(counted.sum())} images with a region"
    return Confusion(regions, (*regions, NO_ANSWER), counts, row, column, protocol)


def sensitivity(confusion: Confusion) -> Figure:
    """Share of the images of the first row that stand in the first column."""
    hits, misses = (int(count) for count in confusion.counts[0])
    return proportion(hits, hits + misses, f"Sensitivity: {confusion.protocol}, {hits + misses} fractured")


def specificity(confusion: Confusion) -> Figure:
    """Share of the images of the second row that stand in the second column."""
    false, true = (int(count) for count in confusion.counts[1])
    return proportion(true, false + true, f"Specificity: {confusion.protocol}, {false + true} not fractured")


def region_right(confusion: Confusion) -> Figure:
    """Share of images on the diagonal, those without an answer left out."""
    answered = confusion.counts[:, : len(confusion.rows)]
    right, all_answered = int(np.trace(answered)), int(answered.sum())
    return proportion(right, all_answered, f"Accuracy of the region: {confusion.protocol} and an answer")


def case_scores(
    evaluation: Evaluation, by: str, images: NDArray[np.bool_] | None = None
) -> tuple[NDArray[np.intp], NDArray[np.bool_], NDArray[np.float64]]:
    """Which images, their labels, and how fractured each is said to be.

    Parameters
    ----------
    evaluation, images
        The evaluation, and a mask over its images.
    by
        `BY_PROBABILITY`: of the images that have one; `BY_BOX`: the best score of any box, 0 without one.
    """
    scores = evaluation.probability if by == BY_PROBABILITY else evaluation.top_score
    which = np.flatnonzero(evaluation.counted(images) & ~np.isnan(scores))
    return which, evaluation.fractured[which], scores[which]


def area_under_roc(
    evaluation: Evaluation,
    by: str = BY_PROBABILITY,
    images: NDArray[np.bool_] | None = None,
    bootstrap: int = 0,
    seed: int = 0,
) -> Figure:
    """Area under the ROC curve over images; `bootstrap` resamplings of the images give its interval."""
    _, labels, scores = case_scores(evaluation, by, images)
    value = roc_auc(labels, scores)
    low, high, how = interval_of(
        [_weighted_auc(labels, scores, weights) for weights in weights_of(len(labels), bootstrap, seed)]
    )
    positives = int(labels.sum())
    protocol = f"{_words(by)}, {len(labels)} images, {positives} fractured, ties count half{how}"
    return Figure(value, low, high, len(labels), f"AUC by {protocol}")


def brier_score(
    evaluation: Evaluation, images: NDArray[np.bool_] | None = None, bootstrap: int = 0, seed: int = 0
) -> Figure:
    """Mean squared distance of probability and label; nan on empty input."""
    _, labels, probabilities = case_scores(evaluation, BY_PROBABILITY, images)
    squares = (probabilities - labels) ** 2
    value = float(squares.mean()) if len(squares) else math.nan
    low, high, how = interval_of(
        [float(weights @ squares) / len(squares) for weights in weights_of(len(squares), bootstrap, seed)]
    )
    return Figure(value, low, high, len(squares), f"Brier score, {len(squares)} images{how}")


def calibration_error(
    evaluation: Evaluation,
    bins: int = 10,
    images: NDArray[np.bool_] | None = None,
    bootstrap: int = 0,
    seed: int = 0,
) -> Figure:
    """Expected calibration error over bins of equal width; nan on empty input."""
    _, labels, probabilities = case_scores(evaluation, BY_PROBABILITY, images)
    value = expected_calibration_error(labels, probabilities, bins)
    low, high, how = interval_of(
        [
            expected_calibration_error(np.repeat(labels, weights), np.repeat(probabilities, weights), bins)
            for weights in weights_of(len(labels), bootstrap, seed)
        ]
    )
    protocol = f"ECE, {bins} bins of equal width, {len(labels)} images{how}"
    return Figure(value, low, high, len(labels), protocol)


def reliability(
    evaluation: Evaluation, bins: int = 10, images: NDArray[np.bool_] | None = None
) -> Reliability:
    """Reliability of the fracture probability; the last bin holds 1."""
    _, labels, probabilities = case_scores(evaluation, BY_PROBABILITY, images)
    where = np.minimum((probabilities * bins).astype(np.intp), bins - 1)
    counts = np.bincount(where, minlength=bins)
    positives = np.bincount(where[labels], minlength=bins)
    sums = np.bincount(where, weights=probabilities, minlength=bins)
    empty = counts == 0
    ends = np.array([wilson_interval(int(k), int(n)) for k, n in zip(positives, counts, strict=True)])
    ends[empty] = np.nan
    shares = np.maximum(counts, 1)
    return Reliability(
        edges=np.linspace(0.0, 1.0, bins + 1),
        counts=counts,
        positives=positives,
        predicted=np.where(empty, np.nan, sums / shares),
        observed=np.where(empty, np.nan, positives / shares),
        low=ends[:, 0],
        high=ends[:, 1],
        protocol=f"Reliability, {bins} bins of equal width, {len(labels)} images; intervals: Wilson",
    )


def _weighted_auc(labels: NDArray[np.bool_], scores: NDArray[np.float64], weights: NDArray[np.intp]) -> float:
    _, inverse = np.unique(scores, return_inverse=True)
    positive = np.bincount(inverse, weights=weights * labels)
    negative = np.bincount(inverse, weights=weights * ~labels)
    pairs = positive.sum() * negative.sum()
    below = np.cumsum(negative) - negative
    return float((positive * (below + negative / 2)).sum() / pairs) if pairs else math.nan


def _words(by: str) -> str:
    return "fracture probability" if by == BY_PROBABILITY else "best score of any box"


def _count(row: NDArray[np.intp], column: NDArray[np.intp], rows: int, columns: int) -> NDArray[np.intp]:
    inside = row >= 0
    return np.bincount(row[inside] * columns + column[inside], minlength=rows * columns).reshape(
        rows, columns
    )
