"""What the numbers of a comparison are of: versions, networks, annotation files, thresholds, counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fracview import __version__

if TYPE_CHECKING:
    from fracview.core.comparison import Evaluation, Snapshot

RESEARCH = "Research use only, not a medical device."


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Score and IoU from which a detection counts, the probability from which a fracture is called, and why.

    Attributes
    ----------
    score, iou, fracture
        Inclusive, in [0, 1]; IoU above 0.
    said
        Where score and fracture threshold come from, for a reader.
    """

    score: float
    iou: float
    fracture: float
    said: str


@dataclass(frozen=True, eq=False, slots=True)
class Side:
    """One side's answers beside the reference standard, and the thresholds that go with them."""

    evaluation: Evaluation
    thresholds: Thresholds

    def snapshot(self) -> Snapshot:
        """The comparison at the thresholds."""
        at = self.thresholds
        return self.evaluation.at(at.score, at.iou, fracture_threshold=at.fracture)


def signature(side: Side, now: datetime | None = None) -> dict[str, Any]:
    """One flat mapping for a reader; it stands in metrics.json and on the page."""
    evaluation, thresholds = side.evaluation, side.thresholds
    reference, predictions = evaluation.reference, evaluation.predictions
    scores = evaluation.detections.values
    return {
        "program": f"FracView {__version__}",
        "made": (now or datetime.now(UTC)).isoformat(timespec="seconds"),
        "use": RESEARCH,
        "reference standard": f"{reference.format}: {reference.source.name}",
        "reference standard SHA-256": reference.sha256,
        "predictions": predictions.source,
        **{f"predictions: {name}": value for name, value in predictions.signature.items()},
        "images": len(evaluation.images),
        "images answered": int(evaluation.answered.sum()),
        "annotations of answered images": evaluation.annotation_count(),
        "boxes in the answers": len(scores),
        "lowest score in the answers": float(scores.min()) if len(scores) else None,
        "score threshold": thresholds.score,
        "IoU threshold": thresholds.iou,
        "fracture threshold": thresholds.fracture,
        "thresholds from": thresholds.said,
    }


def remarks(side: Side) -> list[str]:
    """What a reader should know before reading the numbers, as sentences."""
    evaluation = side.evaluation
    said = []
    fractured = evaluation.fractured[evaluation.answered]
    if len(fractured) and fractured.all():
        said.append(
            "Every answered image is fractured: specificity and AUC are not defined, Brier score and "
            "calibration say nothing of a mix with others, and no wrong box on an unfractured image is seen."
        )
    elif len(fractured) and not fractured.any():
        said.append("No answered image is fractured: sensitivity, recall and AUC are not defined.")
    scores = evaluation.detections.values
    if len(scores) and scores.min() > side.thresholds.score + CLOSE:
        said.append(
            f"The answers hold no box below a score of {scores.min():.3g}, which lies above the threshold."
        )
    if len(scores) and scores.min() >= CUT_SCORE:
        said.append(
            f"The lowest score in the answers is {scores.min():.3g}: where boxes of a lower score were left "
            "out, average precision is lower than it would be over all of them."
        )
    return said


CLOSE = 0.01
"""A lowest score so little above the threshold is the best that can be expected of answers cut off there."""

CUT_SCORE = 0.05
"""A lowest score from which it looks as if boxes had been left out."""
