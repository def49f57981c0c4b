"""Curves of the core as the page shows them: thinned for the screen, with the point in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fracview.core.comparison import froc, precision_recall, reliability, roc
from fracview.ui.compare.curves import ShownCurve
from fracview.ui.compare.filters import BINS

if TYPE_CHECKING:
    from collections.abc import Callable

    from fracview.core.comparison import Curve, Evaluation
    from fracview.ui.compare.state import State

MOST_VERTICES = 1200
"""A screen has no more columns; further vertices would only cost time."""
MOST_FP = 3.0
"""Right end of the FROC's axis at most: further out nobody reads."""
EMPTY = "No curve: there is nothing to find, or nothing was answered."


class Curves:
    """The four curves of one evaluation; those of the last IoU thresholds are kept."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._kept: dict[tuple[str, float], tuple[Curve, ShownCurve]] = {}
        self._reliability = _reliability(evaluation)

    def at(self, state: State) -> dict[str, ShownCurve]:
        """All of them at the thresholds in force; the same arrays where only the point has moved."""
        return {
            "precision_recall": self._one("precision_recall", precision_recall, state.iou, state.score),
            "froc": self._one("froc", froc, state.iou, state.score),
            "roc": self._one("roc", lambda evaluation, _: roc(evaluation), 0.0, state.probability),
            "reliability": self._reliability,
        }

    def _one(
        self, name: str, make: Callable[[Evaluation, float], Curve], iou: float, threshold: float
    ) -> ShownCurve:
        key = (name, iou)
        if key not in self._kept:
            while len(self._kept) > 60:
                self._kept.pop(next(iter(self._kept)))
            curve = make(self._evaluation, iou)
            self._kept[key] = (curve, _thinned(curve, MOST_FP if name == "froc" else 1.0))
        curve, shown = self._kept[key]
        place = curve.point_at(threshold)
        point = (float(curve.x[place]), float(curve.y[place])) if place >= 0 else None
        return ShownCurve(shown.x, shown.y, shown.at, point, shown.note, shown.most_x)


def _thinned(curve: Curve, most_x: float) -> ShownCurve:
    count = len(curve.x)
    if count == 0:
        return ShownCurve(curve.x, curve.y, curve.thresholds, note=EMPTY)
    places = np.unique(np.linspace(0, count - 1, min(count, MOST_VERTICES)).astype(np.intp))
    end = float(curve.x.max())
    right = most_x if most_x == 1.0 else max(0.1, min(most_x, end))
    return ShownCurve(
        curve.x[places], curve.y[places], curve.thresholds[places], note=curve.protocol, most_x=right
    )


def _reliability(evaluation: Evaluation) -> ShownCurve:
    found = reliability(evaluation, BINS)
    there = np.flatnonzero(found.counts > 0)
    note = found.protocol if len(there) else EMPTY
    return ShownCurve(found.predicted[there], found.observed[there], there.astype(np.float64), note=note)
