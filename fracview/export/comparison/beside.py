"""Two sides' answers beside each other, on the images that both have answered."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from fracview.export.comparison.metrics import figure_json, figures_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fracview.export.comparison.signature import Side

BOTH, ONLY_FIRST, ONLY_SECOND, NEITHER = "both", "only the first", "only the second", "neither"


def beside(first: Side, second: Side, bootstrap: int) -> dict[str, Any]:
    """Both sides' numbers, and where they agree; plain JSON values.

    Parameters
    ----------
    first, second
        Of one reference standard; each at its own thresholds.
    bootstrap
        Resamplings of images for each side's intervals; the differences carry none.
    """
    mask = first.evaluation.answered & second.evaluation.answered
    both_say = ~np.isnan(first.evaluation.probability) & ~np.isnan(second.evaluation.probability)
    mine, theirs = (figures_of(side, mask, bootstrap) for side in (first, second))
    return {
        "first": first.evaluation.predictions.source,
        "second": second.evaluation.predictions.source,
        "images": int(mask.sum()),
        "figures": {
            name: {
                "first": figure_json(mine[name]),
                "second": figure_json(theirs[name]),
                "second_minus_first": _difference(mine[name].value, theirs[name].value),
            }
            for name in mine
            if name in theirs
        },
        "annotations_found_by": _by_whom(*(_found(side, mask) for side in (first, second))),
        "images_called_right_by": _by_whom(*(_right(side, both_say, mask) for side in (first, second))),
    }


def _difference(first: float, second: float) -> float | None:
    difference = second - first
    return None if math.isnan(difference) else float(difference)


def _found(side: Side, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(n,) whether each annotation to find on those images was found, in the reference's order."""
    evaluation, at = side.evaluation, side.thresholds
    to_find = mask[evaluation.annotations.image] & ~evaluation.crowd
    return (evaluation.found_score(at.iou) >= at.score)[to_find]


def _right(side: Side, both_say: NDArray[np.bool_], mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(n,) whether each image was called right: by probability where both have one for it, else by box."""
    evaluation, at = side.evaluation, side.thresholds
    called = np.where(both_say, evaluation.probability >= at.fracture, evaluation.top_score >= at.score)
    right: NDArray[np.bool_] = called == evaluation.fractured
    return right[mask]


def _by_whom(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> dict[str, int]:
    return {
        BOTH: int((first & second).sum()),
        ONLY_FIRST: int((first & ~second).sum()),
        ONLY_SECOND: int((~first & second).sum()),
        NEITHER: int((~first & ~second).sum()),
    }
