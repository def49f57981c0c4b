"""Figures about findings: each validates, counts and computes; intervals stand beside them.

Every function is held in the tests against scikit-learn or a case worked by hand, and says what it gives on
empty input.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

RECALL_POINTS = np.linspace(0.0, 1.0, 101)
"""Recall values at which COCO reads the precision curve."""


def wilson_interval(successes: int, trials: int, z: float = 1.96) -> tuple[float, float]:
    """95 % interval of a proportion (Wilson 1927); (0, 1) where nothing was tried."""
    if trials == 0:
        return (0.0, 1.0)
    share = successes / trials
    centre = share + z * z / (2 * trials)
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return (max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale))


def roc_auc(labels: NDArray[np.bool_], scores: NDArray[np.floating]) -> float:
    """Area under the ROC curve: how often a positive scores above a negative, ties counting half.

    Parameters
    ----------
    labels, scores
        (n,) each; higher scores mean more likely positive.

    Returns
    -------
    In [0, 1]; nan where a class is absent.
    """
    labels = np.asarray(labels, dtype=bool)
    positives, negatives = int(labels.sum()), int((~labels).sum())
    if positives == 0 or negatives == 0:
        return math.nan
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    mean_ranks = np.cumsum(counts) - (counts - 1) / 2
    rank_sum = float(mean_ranks[inverse][labels].sum())
    return (rank_sum - positives * (positives + 1) / 2) / (positives * negatives)


def expected_calibration_error(
    labels: NDArray[np.bool_], probabilities: NDArray[np.floating], bins: int = 10
) -> float:
    """Mean distance between predicted and observed frequency over `bins` equal-width bins, weighted by count.

    Returns
    -------
    In [0, 1]; nan on empty input (Guo et al. 2017, equation 5).
    """
    if len(labels) == 0:
        return math.nan
    where = np.minimum((np.asarray(probabilities) * bins).astype(int), bins - 1)
    gaps = [
        (where == b).sum()
        * abs(float(np.mean(labels[where == b])) - float(np.mean(probabilities[where == b])))
        for b in np.unique(where)
    ]
    return float(sum(gaps) / len(labels))


def average_precision(
    scores: NDArray[np.floating], matched: NDArray[np.bool_], reference_count: int
) -> float:
    """Average precision as COCO computes it: 101 recall points, precision made monotonic from the right.

    Parameters
    ----------
    scores, matched
        (n,) each: every detection of all images, and whether it has a partner (`fracview.core.matching`).
    reference_count
        How many annotations there are.

    Returns
    -------
    In [0, 1]; nan where there is nothing to find.
    """
    if reference_count == 0:
        return math.nan
    order = np.argsort(-np.asarray(scores), kind="mergesort")
    hits = np.cumsum(np.asarray(matched, dtype=float)[order])
    if hits.size == 0:
        return 0.0
    recall = hits / reference_count
    precision = hits / np.arange(1, hits.size + 1)
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    at = np.searchsorted(recall, RECALL_POINTS, side="left")
    return float(np.where(at < hits.size, precision[np.minimum(at, hits.size - 1)], 0.0).mean())
