"""The record: one analysis as plain values, the same in every file format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fracview.core.analysis import Tier

if TYPE_CHECKING:
    from fracview.core.analysis import Analysis, Detection, Fracture, Provenance, Region

SCORE_DIGITS = 6
"""Decimals of probabilities, scores and thresholds: beyond float32's own precision."""

PIXEL_DIGITS = 2
"""Decimals of box corners, in pixels of the original image."""

Record = dict[str, Any]

RECORD_KEYS = (
    "path", "frame", "sha256", "status", "reason",
    "fracture", "region", "detections", "warnings", "provenance", "elapsed_ms",
)  # fmt: skip
"""Keys of every record, in order."""


def to_record(analysis: Analysis, *, all_detections: bool = False) -> Record:
    """Analysis as a dictionary of strings, numbers, lists and dictionaries, ready for JSON.

    Parameters
    ----------
    analysis
        Any status: a failure keeps its reason and has None where the findings would be.
    all_detections
        Also those below the high-sensitivity point; by default only what is at least in doubt.
        The thresholds stand in ``provenance.operating_points.detection``.

    Returns
    -------
    Keys: path, frame, sha256, status, reason, fracture, region, detections, warnings, provenance,
    elapsed_ms. Boxes are x1, y1, x2, y2 in pixels of the original image (x right, y down, edges).
    """
    shown = [d for d in analysis.detections if all_detections or d.tier is not Tier.NOT_FOUND]
    return {
        "path": str(analysis.path),
        "frame": analysis.frame,
        "sha256": analysis.sha256,
        "status": analysis.status.value,
        "reason": analysis.reason,
        "fracture": _fracture(analysis.fracture),
        "region": _region(analysis.region),
        "detections": [_detection(detection) for detection in shown],
        "warnings": list(analysis.warnings),
        "provenance": _provenance(analysis.provenance),
        "elapsed_ms": round(float(analysis.elapsed_ms), 1),
    }


def _score(value: float) -> float:
    return round(float(value), SCORE_DIGITS)


def _fracture(fracture: Fracture | None) -> Record | None:
    if fracture is None:
        return None
    return {"probability": _score(fracture.probability), "tier": fracture.tier.value}


def _region(region: Region | None) -> Record | None:
    if region is None:
        return None
    probabilities = {label: _score(value) for label, value in region.probabilities.items()}
    return {"label": region.label, "probabilities": probabilities}


def _detection(detection: Detection) -> Record:
    return {
        "box_xyxy": [round(float(edge), PIXEL_DIGITS) for edge in detection.box_xyxy],
        "score": _score(detection.score),
        "tier": detection.tier.value,
    }


def _provenance(provenance: Provenance) -> Record:
    points = {
        task: {
            "high_sensitivity": _score(point.high_sensitivity),
            "high_specificity": _score(point.high_specificity),
        }
        for task, point in provenance.operating_points.items()
    }
    return {
        "app_version": provenance.app_version,
        "models": [{"name": m.name, "task": m.task, "sha256": m.sha256} for m in provenance.models],
        "provider": provenance.provider,
        "provider_note": provenance.provider_note,
        "preprocessing": provenance.preprocessing,
        "voi": provenance.voi,
        "operating_points": points,
    }
