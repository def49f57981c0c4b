"""What the numbers of a comparison are of: versions, networks, annotation files, thresholds, counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fracview import __version__

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fracview.core.annotation import ReferenceStandard
    from fracview.core.comparison import Evaluation
    from fracview.core.prediction import Predictions

RESEARCH = "Research use only, not a medical device."


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Score and IoU from which a detection counts, the probability from which a fracture is called, and why.

    Attributes
    ----------
    score, iou, fracture
        Inclusive, in [0, 1].
    said
        Where score and fracture threshold come from, for a reader.
    """

    score: float
    iou: float
    fracture: float
    said: str


def signature(
    evaluation: Evaluation,
    reference: ReferenceStandard,
    predictions: Predictions,
    thresholds: Thresholds,
    now: datetime | None = None,
) -> Mapping[str, Any]:
    """One flat mapping; it stands in every file that a comparison writes."""
    made = (now or datetime.now(UTC)).isoformat(timespec="seconds")
    return {
        "program": f"FracView {__version__}",
        "made": made,
        "use": RESEARCH,
        "reference standard": f"{reference.format}: {reference.source.name}",
        "reference standard SHA-256": reference.sha256,
        "predictions": predictions.source,
        **{f"predictions: {name}": value for name, value in predictions.signature.items()},
        "images": len(evaluation.images),
        "images answered": int(evaluation.answered.sum()),
        "annotations of answered images": evaluation.annotation_count(),
        "score threshold": thresholds.score,
        "IoU threshold": thresholds.iou,
        "fracture threshold": thresholds.fracture,
        "thresholds from": thresholds.said,
    }
