"""metrics.json: every number with its interval, its n and its protocol."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from fracview.core.comparison import (
    STRATA,
    average_precision,
    froc,
    precision_recall,
    reliability,
    roc,
    summary,
    table,
)
from fracview.export.comparison.signature import remarks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from fracview.core.annotation import DataNote
    from fracview.core.comparison import Confusion, Curve, Evaluation, Figure, StratumRow
    from fracview.export.comparison.signature import Side

SCHEMA = "fracview-comparison-1"
BOOTSTRAP = 1000
STRATA_BOOTSTRAP = 200
SEED = 11
FIRST_IOU = 0.5
"""AP at this one is always among the numbers."""


def metrics(
    side: Side,
    signature: Mapping[str, Any],
    notes: Sequence[DataNote] = (),
    bootstrap: int = BOOTSTRAP,
) -> dict[str, Any]:
    """All that is written to metrics.json, as plain JSON values; what is not defined is null.

    Parameters
    ----------
    signature
        As `fracview.export.comparison.signature.signature` gives it.
    notes
        The data report of the reference standard.
    bootstrap
        Resamplings of images for the intervals of AP, AUC, Brier score and ECE, seed `SEED`; by strata at
        most `STRATA_BOOTSTRAP`.
    """
    evaluation, iou, snapshot = side.evaluation, side.thresholds.iou, side.snapshot()
    return {
        "schema": SCHEMA,
        "signature": dict(signature),
        "counts": {"tp": snapshot.tp, "fp": snapshot.fp, "fn": snapshot.fn},
        "remarks": remarks(side),
        "figures": {name: figure_json(figure) for name, figure in figures_of(side, None, bootstrap).items()},
        "confusion": {
            "fracture by probability": confusion_json(snapshot.fracture_confusion),
            "fracture by box": confusion_json(snapshot.box_confusion),
            "region": confusion_json(snapshot.region_confusion),
        },
        "by": {by: [row_json(row) for row in rows] for by, rows in _tables(side, _few(bootstrap)).items()},
        "curves": {
            "precision_recall": curve_json(precision_recall(evaluation, iou)),
            "froc": curve_json(froc(evaluation, iou)),
            "roc": curve_json(roc(evaluation)),
            "reliability": _reliability_json(evaluation),
        },
        "unanswered": [
            {"image": image.annotated.name, "why": image.why_unanswered} for image in evaluation.unanswered
        ],
        "predicted_but_not_in_reference": list(evaluation.unreferenced),
        "data_report": [{"kind": one.kind, "image": one.image, "text": one.text} for one in notes],
    }


def _tables(side: Side, bootstrap: int) -> dict[str, tuple[StratumRow, ...]]:
    """By each property; the row of all images, which all of them begin with, is reckoned once."""
    made: dict[str, tuple[StratumRow, ...]] = {}
    at, first = side.thresholds, None
    for by in STRATA:
        made[by] = table(side.evaluation, at.score, at.iou, by, bootstrap, SEED, first)
        first = made[by][0]
    return made


def figures_of(side: Side, images: NDArray[np.bool_] | None, bootstrap: int) -> dict[str, Figure]:
    """All numbers by name, at the side's thresholds; AP at its IoU threshold too where that is not 0.5."""
    evaluation, at = side.evaluation, side.thresholds
    snapshot = evaluation.at(at.score, at.iou, images, at.fracture)
    numbers = summary(evaluation, at.score, at.iou, images, bootstrap, SEED) | snapshot.figures()
    if at.iou != FIRST_IOU:
        own = average_precision(evaluation, at.iou, images, bootstrap, SEED)
        numbers["average_precision_at_iou"] = own
    return numbers


def figure_json(figure: Figure) -> dict[str, Any]:
    """One number; nan becomes null."""
    values = {"value": figure.value, "low": figure.low, "high": figure.high}
    plain = {name: None if math.isnan(value) else float(value) for name, value in values.items()}
    return plain | {"n": figure.n, "protocol": figure.protocol}


def confusion_json(confusion: Confusion) -> dict[str, Any]:
    """Counts with the names of rows (the reference standard) and columns (the answer)."""
    return {
        "rows_are_reference": list(confusion.rows),
        "columns_are_answer": list(confusion.columns),
        "counts": [[int(count) for count in row] for row in confusion.counts],
        "n": confusion.n,
        "protocol": confusion.protocol,
    }


def row_json(row: StratumRow) -> dict[str, Any]:
    """One stratum."""
    return {
        "name": row.name,
        "images": row.images,
        "unanswered": row.unanswered,
        "annotations": row.annotations,
        "figures": {name: figure_json(figure) for name, figure in row.figures.items()},
    }


def curve_json(curve: Curve) -> dict[str, Any]:
    """Points of a curve with their thresholds."""
    return {
        "x": _numbers(curve.x),
        "y": _numbers(curve.y),
        "thresholds": _numbers(curve.thresholds),
        "x_label": curve.x_label,
        "y_label": curve.y_label,
        "protocol": curve.protocol,
    }


def _reliability_json(evaluation: Evaluation) -> dict[str, Any]:
    found = reliability(evaluation)
    names = ("edges", "counts", "positives", "predicted", "observed", "low", "high")
    return {name: _numbers(getattr(found, name)) for name in names} | {"protocol": found.protocol}


def _numbers(values: Any) -> list[float | None]:  # noqa: ANN401 - any numeric array
    return [float(value) if math.isfinite(value) else None for value in values]


def _few(bootstrap: int) -> int:
    return min(bootstrap, STRATA_BOOTSTRAP)
