"""Numbers that no threshold changes, reckoned once off the GUI thread, as metrics.json has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.core.comparison import (
    BY_BOX,
    area_under_roc,
    average_precision,
    average_precision_range,
    brier_score,
    calibration_error,
)
from fracview.export.comparison.metrics import BOOTSTRAP, SEED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fracview.core.comparison import Evaluation, Figure

__all__ = ["BOOTSTRAP", "SEED", "over_all"]


def over_all(
    evaluation: Evaluation, bootstrap: int, images: NDArray[np.bool_] | None = None
) -> dict[str, Figure]:
    """Numbers over all scores by name.

    Parameters
    ----------
    bootstrap
        Resamplings of images for the intervals, with the seed of metrics.json: both say the same.
    images
        (n images,) bool: which to count; all where None.
    """
    again = {"images": images, "bootstrap": bootstrap, "seed": SEED}
    return {
        "average_precision_50": average_precision(evaluation, 0.5, images, bootstrap, SEED),
        "average_precision_50_95": average_precision_range(evaluation, images, bootstrap, SEED),
        "auc_by_probability": area_under_roc(evaluation, **again),  # type: ignore[arg-type]
        "auc_by_box": area_under_roc(evaluation, BY_BOX, **again),  # type: ignore[arg-type]
        "brier": brier_score(evaluation, **again),  # type: ignore[arg-type]
        "ece": calibration_error(evaluation, **again),  # type: ignore[arg-type]
    }
