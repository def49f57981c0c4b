"""Second predictions beside the first: numbers on the images that both answered, and where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fracview.core.comparison import FP, Evaluation, average_precision
from fracview.ui.compare.over_all import over_all

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from fracview.core.comparison import Figure, Snapshot
    from fracview.core.prediction import Predictions
    from fracview.ui.compare.state import State

DIFFER = "where_they_differ"
"""Name of the queue that there is only with second predictions."""
_MOST_KEPT = 60

Figures = dict[str, "Figure"]


class Second:
    """Two evaluations on one reference standard.

    Attributes
    ----------
    evaluation
        Of the second predictions.
    both
        (n images,) bool: answered by both; only these are set against each other.
    """

    def __init__(self, first: Evaluation, predictions: Predictions, bootstrap: int) -> None:
        self.evaluation = Evaluation(first.reference, predictions)
        self.both: NDArray[np.bool_] = first.answered & self.evaluation.answered
        self._first = first
        self._everywhere = bool((self.both == first.answered).all())
        self._over_all = (
            over_all(first, 0, self.both),
            over_all(self.evaluation, bootstrap, self.both),
        )
        self._ap: dict[float, tuple[Figure, Figure]] = {}

    def snapshot(self, state: State) -> Snapshot:
        """The second alone, over all that it answered: what its counts in the list are of."""
        return self.evaluation.at(state.score, state.iou, fracture_threshold=state.probability)

    def figures(self, state: State, own: Mapping[str, Figure]) -> tuple[Figures, Figures]:
        """First and second on the images of `both`, by name.

        Parameters
        ----------
        own
            The first's numbers over all its own images; they serve where the second answered on those too.
        """
        mine, theirs = self._over_all
        first_ap, second_ap = self._ap_at(state.iou)
        first = dict(own) if self._everywhere else self._at(self._first, state) | mine
        first["average_precision"] = first_ap
        second = self._at(self.evaluation, state) | theirs | {"average_precision": second_ap}
        return first, second

    def order(self, state: State) -> NDArray[np.intp]:
        """(k,) indices of the images where the two differ, the most first; of equal rank in their order.

        The sum is 1 for each annotation that only one of them finds, the difference between the scores of
        their wrong boxes, and that between their fracture probabilities. In the queue are images with such
        an annotation, with another count of wrong boxes, or that the two call differently.
        """
        sides = (self._first, self.evaluation)
        found, images = zip(*(_found(one, state, self.both) for one in sides), strict=True)
        count = len(self.both)
        only_one = np.bincount(images[0][found[0] != found[1]], minlength=count)
        (few, scores), (others, their_scores) = (_wrong(one, state, self.both) for one in sides)
        apart = np.nan_to_num(np.abs(sides[0].probability - sides[1].probability))
        said = ~np.isnan(sides[0].probability) & ~np.isnan(sides[1].probability)
        calls = [one.probability >= state.probability for one in sides]
        chosen = self.both & ((only_one > 0) | (few != others) | (said & (calls[0] != calls[1])))
        places = np.flatnonzero(chosen)
        total = only_one + np.abs(scores - their_scores) + apart
        return places[np.argsort(-total[places], kind="stable")]

    def _at(self, evaluation: Evaluation, state: State) -> Figures:
        return evaluation.at(state.score, state.iou, self.both, state.probability).figures()

    def _ap_at(self, iou: float) -> tuple[Figure, Figure]:
        if iou not in self._ap:
            while len(self._ap) >= _MOST_KEPT:
                self._ap.pop(next(iter(self._ap)))
            self._ap[iou] = (
                average_precision(self._first, iou, self.both),
                average_precision(self.evaluation, iou, self.both),
            )
        return self._ap[iou]


def _found(
    evaluation: Evaluation, state: State, both: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    """Whether each annotation to find was found, and its image: the same rows for both sides."""
    rows = both[evaluation.annotations.image] & ~evaluation.crowd
    found = evaluation.found_score(state.iou) >= state.score
    return found[rows], evaluation.annotations.image[rows]


def _wrong(
    evaluation: Evaluation, state: State, both: NDArray[np.bool_]
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """(n images,) each: count of wrong boxes, and the sum of their scores."""
    snapshot = evaluation.at(state.score, state.iou, both, state.probability)
    boxes = snapshot.boxes()
    wrong = boxes.kind == FP
    scores = np.bincount(boxes.image[wrong], weights=boxes.score[wrong], minlength=len(both))
    return snapshot.image_fp, scores.astype(np.float64)
