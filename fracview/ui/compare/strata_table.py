"""The second table: numbers by stratum, at the thresholds in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.core.comparison import STRATA, average_precision, strata
from fracview.ui.compare.numbers import ShownTable
from fracview.ui.compare.words import NONE, interval_text, value_text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fracview.core.comparison import Evaluation, Figure, Snapshot, Stratum
    from fracview.ui.compare.state import State

HEADERS = (
    "Stratum", "Images", "Annotations", "AP at IoU 0.5", "Precision", "Recall", "Sensitivity", "Specificity",
    "Region right",
)  # fmt: skip
"""Sensitivity and specificity are by probability, per image."""


class StrataTable:
    """Strata of one evaluation, with what does not depend on the thresholds reckoned once."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._strata: dict[str, tuple[Stratum, ...]] = {by: strata(evaluation, by) for by in STRATA}
        self._ap = {
            (by, one.name): average_precision(evaluation, 0.5, one.mask)
            for by, found in self._strata.items()
            for one in found
        }
        self.masks: dict[tuple[str, str], NDArray[np.bool_]] = {
            (by, one.name): one.mask for by, found in self._strata.items() for one in found
        }

    def names(self, by: str) -> tuple[str, ...]:
        """Of the strata, in the order of the rows."""
        return tuple(one.name for one in self._strata[by])

    def at(self, state: State) -> ShownTable:
        """One row a stratum."""
        rows, tips = [], []
        for one in self._strata[state.by]:
            snapshot = self._evaluation.at(
                state.score, state.iou, one.mask, fracture_threshold=state.probability
            )
            figures = (self._ap[state.by, one.name], *_figures(snapshot))
            unanswered = int((one.mask & ~self._evaluation.answered).sum())
            rows.append(
                (
                    one.name,
                    str(snapshot.image_count),
                    str(snapshot.annotation_count),
                    *(_text(figure) for figure in figures),
                )
            )
            said = "\n".join(
                f"{head}: n = {figure.n}; {figure.protocol}"
                for head, figure in zip(HEADERS[3:], figures, strict=True)
            )
            tips.append(f"{one.name}: {unanswered} images without an answer are not counted\n{said}")
        return ShownTable(HEADERS, tuple(rows), tuple(tips))


def _figures(snapshot: Snapshot) -> tuple[Figure, ...]:
    return (
        snapshot.precision,
        snapshot.recall,
        snapshot.sensitivity_by_probability,
        snapshot.specificity_by_probability,
        snapshot.region_accuracy,
    )


def _text(figure: Figure) -> str:
    interval = interval_text(figure)
    return value_text(figure) if interval == NONE else f"{value_text(figure)} ({interval})"
