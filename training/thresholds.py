"""The two operating points of a network, fitted on the validation part and on nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fracview.core.matching import NO_PARTNER, match_greedy
from fracview.core.metrics import wilson_interval
from fracview.inference.manifest_parts import OperatingPoint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SENSITIVITY = 0.90
"""The high-sensitivity point misses at most a tenth of the fractured validation scans."""

SPECIFICITY = 0.95
"""The high-specificity point raises at most a twentieth of the non-fractured validation scans."""

FALSE_BOXES = {"high_sensitivity": 0.5, "high_specificity": 0.05}
"""False boxes per non-fractured validation scan that each point of the detector allows."""

IOU = 0.5


def classifier_points(
    labels: NDArray[np.bool_],
    probabilities: NDArray[np.float64],
    fitted_on: str,
    wanted_sensitivity: float = SENSITIVITY,
) -> dict[str, OperatingPoint]:
    """High sensitivity and high specificity from (n,) labels and probabilities.

    A network so good that one threshold meets both targets gets that one twice: the doubt zone is then empty.
    """
    fractured, sound = np.sort(probabilities[labels]), np.sort(probabilities[~labels])
    sensitive = float(fractured[int(np.floor((1 - wanted_sensitivity) * len(fractured)))])
    allowed = int(np.floor((1 - SPECIFICITY) * len(sound)))
    specific = _just_above(sound[len(sound) - 1 - allowed])
    specific = max(sensitive, specific)
    chosen = {"high_sensitivity": sensitive, "high_specificity": specific}
    return {
        name: OperatingPoint(threshold, fitted_on, classifier_figures(labels, probabilities, threshold))
        for name, threshold in chosen.items()
    }


def _just_above(value: np.floating) -> float:
    """Next number that float32 tells from `value`: networks answer, and arrays compare, in float32."""
    return float(np.nextafter(np.float32(value), np.float32(1.0)))


def classifier_figures(
    labels: NDArray[np.bool_], probabilities: NDArray[np.float64], threshold: float
) -> dict[str, float | tuple[float, float]]:
    """Sensitivity and specificity of scans at a threshold, with Wilson intervals."""
    raised = probabilities >= threshold
    hits, fractured = int((raised & labels).sum()), int(labels.sum())
    quiet, sound = int((~raised & ~labels).sum()), int((~labels).sum())
    return {
        "sensitivity": hits / fractured,
        "sensitivity_ci": wilson_interval(hits, fractured),
        "specificity": quiet / sound,
        "specificity_ci": wilson_interval(quiet, sound),
    }


def detector_points(
    found: Sequence[NDArray[np.float32]],
    reference: Sequence[NDArray[np.float32]],
    floor: float,
    fitted_on: str,
) -> dict[str, OperatingPoint]:
    """Lowest score at which a non-fractured scan carries no more false boxes than `FALSE_BOXES` allows.

    Parameters
    ----------
    found
        One (k, 5) array a scan: xyxy and score, best first.
    reference
        One (m, 4) array a scan; empty for a non-fractured one.
    floor
        Score floor of the graph; no threshold lies below it.
    """
    sound = [boxes for boxes, truth in zip(found, reference, strict=True) if len(truth) == 0]
    scores = np.sort(np.concatenate([boxes[:, 4] for boxes in sound]))[::-1].astype(np.float64)
    points = {}
    for name, allowed in FALSE_BOXES.items():
        count = int(np.floor(allowed * len(sound)))
        threshold = max(floor, _just_above(scores[count]) if count < len(scores) else floor)
        points[name] = OperatingPoint(threshold, fitted_on, detector_figures(found, reference, threshold))
    return points


def detector_figures(
    found: Sequence[NDArray[np.float32]], reference: Sequence[NDArray[np.float32]], threshold: float
) -> dict[str, float | tuple[float, float]]:
    """Share of annotations found (IoU 0.5), precision, and false boxes, at a threshold.

    Without a non-fractured scan there is no figure for false boxes on one.
    """
    hits = boxes = annotations = false = sound = 0
    for candidates, truth in zip(found, reference, strict=True):
        kept = candidates[candidates[:, 4] >= threshold]
        matched = int((match_greedy(kept[:, :4], truth, IOU) != NO_PARTNER).sum())
        hits, boxes, annotations = hits + matched, boxes + len(kept), annotations + len(truth)
        if len(truth) == 0:
            sound, false = sound + 1, false + len(kept)
    figures: dict[str, float | tuple[float, float]] = {
        "sensitivity": hits / max(annotations, 1),
        "sensitivity_ci": wilson_interval(hits, annotations),
        "precision": hits / max(boxes, 1),
    }
    return figures | ({"false_boxes_per_non_fractured_scan": false / sound} if sound else {})
