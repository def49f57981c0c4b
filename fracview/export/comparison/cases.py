"""The cases that the report shows: the worst disagreements, each with its picture and one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fracview.core.comparison import QUEUES
from fracview.export.comparison.page import Case
from fracview.export.comparison.pictures import case_jpeg

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from fracview.core.comparison import Evaluation, Snapshot
    from fracview.export.comparison.signature import Side

MOST_CASES = 12
"""Pictures in the report."""


def cases(side: Side, display: Callable[[str], NDArray[np.uint8] | None]) -> list[Case]:
    """The first of the queue ``worst_disagreement``; those whose picture cannot be had are passed over."""
    evaluation, snapshot = side.evaluation, side.snapshot()
    made: list[Case] = []
    for index in QUEUES["worst_disagreement"](evaluation, snapshot).tolist():
        if len(made) == MOST_CASES:
            break
        name = evaluation.images[index].name
        pixels = display(name)
        if pixels is not None:
            picture = case_jpeg(pixels, evaluation, snapshot, index)
            made.append(Case(name, _caption(evaluation, snapshot, index), picture))
    return made


def _caption(evaluation: Evaluation, snapshot: Snapshot, index: int) -> str:
    rows = snapshot.image_rows()
    label = "fractured" if rows.fractured[index] else "not fractured"
    probability = float(rows.probability[index])
    said = "" if np.isnan(probability) else f", probability {probability:.2f}"
    counts = f"TP {int(rows.tp[index])}, FP {int(rows.fp[index])}, FN {int(rows.fn[index])}"
    return f"{evaluation.images[index].name}: reference {label}{said}; {counts}"
