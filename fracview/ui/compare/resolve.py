"""From an evaluation and what the reader has asked to everything that the page paints: no widget reckons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fracview.core.comparison import (
    BY_BOX,
    QUEUES,
    Evaluation,
    area_under_roc,
    average_precision,
    average_precision_range,
    brier_score,
    calibration_error,
)
from fracview.core.prediction import Predictions
from fracview.ui.compare import filters
from fracview.ui.compare.curves_shown import Curves
from fracview.ui.compare.marks import marks_at
from fracview.ui.compare.matrix import ShownMatrix
from fracview.ui.compare.queue_list import ShownList
from fracview.ui.compare.state import Shown, State
from fracview.ui.compare.strata_table import StrataTable
from fracview.ui.compare.words import NAMES, remark_of, shown_figure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fracview.core.annotation import ReferenceStandard
    from fracview.core.comparison import Confusion, Figure, Snapshot
    from fracview.ui.compare.chips import Chip
    from fracview.ui.compare.overlay import Marks

BOOTSTRAP = 200
"""Resamplings for the intervals of what holds over all thresholds; reckoned once, off the GUI thread."""
_MOST_KEPT = 60


def no_predictions() -> Predictions:
    """Nothing was answered yet: every image stands apart, and none is a negative."""
    return Predictions((), "nothing yet: the networks' answers follow as they come", {})


class Resolver:
    """One reference standard against one side's predictions.

    Made on a thread; asked on the GUI thread at every step of a slider.

    Attributes
    ----------
    evaluation
        The core's.
    names
        File name of each image, by index.
    """

    def __init__(
        self, reference: ReferenceStandard, predictions: Predictions, bootstrap: int = BOOTSTRAP
    ) -> None:
        self.evaluation = Evaluation(reference, predictions)
        self.names = tuple(image.name for image in self.evaluation.images)
        self._index = {name: index for index, name in enumerate(self.names)}
        self._remarks = tuple(remark_of(image) for image in self.evaluation.images)
        self._strata = StrataTable(self.evaluation)
        self._curves = Curves(self.evaluation)
        self._over_all = _over_all(self.evaluation, bootstrap)
        self._ap: dict[float, Figure] = {}
        self._order_of_all = np.arange(len(self.names))
        self.resolve(State())

    def index_of(self, name: str) -> int | None:
        """Index of an image by its file name; None where it is not in this comparison."""
        return self._index.get(name)

    def snapshot(self, state: State) -> Snapshot:
        """The core's numbers at the thresholds of a state."""
        return self.evaluation.at(state.score, state.iou, fracture_threshold=state.probability)

    def resolve(self, state: State, notes: frozenset[int] = frozenset()) -> Shown:
        """Everything at a state."""
        snapshot = self.snapshot(state)
        figures = {
            **snapshot.figures(),
            **self._over_all,
            "average_precision": self._ap_at(state.iou),
        }
        return Shown(
            state=state,
            figures=tuple(shown_figure(key, figures[key]) for key in NAMES),
            by=self._strata.at(state),
            strata=self._strata.names(state.by),
            fracture=_matrix("Fracture", snapshot.fracture_confusion),
            region=_matrix("Region", snapshot.region_confusion),
            curves=self._curves.at(state),
            listing=self._listing(state, snapshot, notes),
        )

    def marks_of(self, image: int, state: State, *, lines: bool) -> Marks:
        """What is drawn over one image."""
        return marks_at(self.evaluation, image, state.score, state.iou, lines=lines)

    def chip_of_cell(self, kind: str, row: int, column: int, state: State) -> Chip:
        """Filter of a cell of a confusion matrix."""
        return filters.chip_of_cell(kind, row, column, self.snapshot(state))

    def _ap_at(self, iou: float) -> Figure:
        if iou not in self._ap:
            while len(self._ap) >= _MOST_KEPT:
                self._ap.pop(next(iter(self._ap)))
            self._ap[iou] = average_precision(self.evaluation, iou)
        return self._ap[iou]

    def _listing(self, state: State, snapshot: Snapshot, notes: frozenset[int]) -> ShownList:
        queue = QUEUES.get(state.queue)
        order = self._order_of_all if queue is None else queue(self.evaluation, snapshot)
        for chip in state.chips:
            order = order[filters.mask_of(chip, self.evaluation, snapshot, self._strata.masks)[order]]
        counts = np.column_stack([snapshot.image_tp, snapshot.image_fp, snapshot.image_fn])
        return ShownList(self.names, self._remarks, order, counts, notes)


def _over_all(evaluation: Evaluation, bootstrap: int) -> dict[str, Figure]:
    """Numbers that no threshold changes, under the names that metrics.json has for them."""
    return {
        "average_precision_50": average_precision(evaluation, 0.5, bootstrap=bootstrap),
        "average_precision_50_95": average_precision_range(evaluation, bootstrap=bootstrap),
        "auc_by_probability": area_under_roc(evaluation, bootstrap=bootstrap),
        "auc_by_box": area_under_roc(evaluation, BY_BOX, bootstrap=bootstrap),
        "brier": brier_score(evaluation, bootstrap=bootstrap),
        "ece": calibration_error(evaluation, bootstrap=bootstrap),
    }


def _matrix(title: str, confusion: Confusion) -> ShownMatrix:
    counts: NDArray[np.intp] = confusion.counts
    if not confusion.n:
        return ShownMatrix(f"{title}, per image", note="No image has both a label and an answer.")
    return ShownMatrix(
        f"{title}: {confusion.protocol[0].lower()}{confusion.protocol[1:]}",
        confusion.rows,
        confusion.columns,
        tuple(tuple(int(count) for count in row) for row in counts),
    )
