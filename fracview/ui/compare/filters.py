"""What a click on a cell or a curve filters the list by: chips in words, and which images pass them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fracview.core.comparison.classification import NO_ANSWER
from fracview.ui.compare.chips import Chip

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from fracview.core.comparison.evaluation import Evaluation
    from fracview.core.comparison.snapshot import Snapshot

BINS = 10
BOX_CURVES = frozenset({"precision_recall", "froc"})
CELLS = frozenset({"fracture", "region"})


def chip_of_cell(kind: str, row: int, column: int, snapshot: Snapshot) -> Chip:
    """Images of one cell of a confusion matrix (``fracture`` or ``region``)."""
    confusion = snapshot.fracture_confusion if kind == "fracture" else snapshot.region_confusion
    answer = confusion.columns[column]
    called = answer if answer == NO_ANSWER else f"called {answer}"
    return Chip(kind, (row, column), f"{kind}: {confusion.rows[row]}, {called}")


def chip_of_point(curve: str, at: float) -> Chip:
    """Images that are wrong at the threshold of a point; for reliability, images of its bin."""
    if curve == "reliability":
        number = int(at)
        return Chip(curve, (number,), f"probability {number / BINS:.1f} to {(number + 1) / BINS:.1f}")
    what = "box missed or false" if curve in BOX_CURVES else "image called wrong"
    which = "score" if curve in BOX_CURVES else "probability"
    return Chip(curve, (at,), f"{what} at {which} {at:.3f}")


def chip_of_stratum(by: str, name: str) -> Chip:
    """Images of one stratum."""
    return Chip("stratum", (by, name), f"{by.replace('_', ' ')}: {name}")


def mask_of(
    chip: Chip,
    evaluation: Evaluation,
    snapshot: Snapshot,
    strata: Mapping[tuple[str, str], NDArray[np.bool_]],
) -> NDArray[np.bool_]:
    """(images,) bool: those that pass a chip at the thresholds of a snapshot."""
    if chip.kind in CELLS:
        confusion = snapshot.fracture_confusion if chip.kind == "fracture" else snapshot.region_confusion
        row, column = chip.value
        return np.asarray((confusion.row == row) & (confusion.column == column))
    if chip.kind == "stratum":
        by, name = chip.value
        return strata[str(by), str(name)]
    (at,) = (float(one) for one in chip.value)
    if chip.kind in BOX_CURVES:
        there = evaluation.at(at, snapshot.iou)
        return (there.image_fp + there.image_fn) > 0
    probability = evaluation.probability
    said = ~np.isnan(probability)
    if chip.kind == "roc":
        return np.asarray(said & ((probability >= at) != evaluation.fractured))
    where = np.minimum((np.nan_to_num(probability) * BINS).astype(np.intp), BINS - 1)
    return np.asarray(said & (where == int(at)))
