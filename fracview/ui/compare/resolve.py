"""From an evaluation and what the reader has asked to everything that the page paints: no widget reckons."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from fracview.core.comparison import QUEUES, Evaluation, average_precision
from fracview.core.prediction import Predictions
from fracview.ui.compare import filters
from fracview.ui.compare.curves_shown import Curves
from fracview.ui.compare.marks import boxes_at, marks_at
from fracview.ui.compare.matrix import ShownMatrix
from fracview.ui.compare.over_all import BOOTSTRAP, SEED, over_all
from fracview.ui.compare.queue_list import ShownList
from fracview.ui.compare.second import DIFFER, Second
from fracview.ui.compare.state import Shown, State
from fracview.ui.compare.strata_table import StrataTable
from fracview.ui.compare.words import NAMES, remark_of, shown_figure, with_second

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fracview.core.annotation import ReferenceStandard
    from fracview.core.comparison import Confusion, Figure, Snapshot
    from fracview.ui.compare.chips import Chip
    from fracview.ui.compare.numbers import ShownFigure
    from fracview.ui.compare.overlay import Marks

_MOST_KEPT = 60
OWN_AP = "average_precision"


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
    second
        Second predictions beside them; None without.
    bootstrap
        Resamplings of the intervals.
    """

    def __init__(
        self,
        reference: ReferenceStandard,
        predictions: Predictions,
        second: Predictions | None = None,
        bootstrap: int = BOOTSTRAP,
    ) -> None:
        self.evaluation = Evaluation(reference, predictions)
        self.bootstrap = bootstrap
        self.second = Second(self.evaluation, second, bootstrap) if second is not None else None
        self.names = tuple(image.name for image in self.evaluation.images)
        self._index = {name: index for index, name in enumerate(self.names)}
        self._remarks = tuple(remark_of(image) for image in self.evaluation.images)
        self._strata = StrataTable(self.evaluation)
        self._curves = Curves(self.evaluation)
        self._over_all = over_all(self.evaluation, bootstrap)
        self._ap: dict[float, Figure] = {0.5: self._over_all["average_precision_50"]}
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
            OWN_AP: self._ap_at(state.iou),
        }
        return Shown(
            state=state,
            figures=self._shown(state, figures),
            by=self._strata.at(state),
            strata=self._strata.names(state.by),
            fracture=_matrix("Fracture", snapshot.fracture_confusion),
            region=_matrix("Region", snapshot.region_confusion),
            curves=self._curves.at(state),
            listing=self._listing(state, snapshot, notes),
        )

    def marks_of(self, image: int, state: State, *, lines: bool, second: bool = False) -> Marks:
        """What is drawn over one image; the boxes of the second predictions too where that is asked."""
        marks = marks_at(self.evaluation, image, state.score, state.iou, lines=lines)
        if not second or self.second is None:
            return marks
        boxes = boxes_at(self.second.evaluation, image, state.score, state.iou)
        return replace(marks, second=boxes)

    def chip_of_cell(self, kind: str, row: int, column: int, state: State) -> Chip:
        """Filter of a cell of a confusion matrix."""
        return filters.chip_of_cell(kind, row, column, self.snapshot(state))

    def interval_wanted(self, iou: float) -> bool:
        """Whether the average precision at an IoU stands without its interval still."""
        known = self._ap.get(iou)
        return bool(self.bootstrap) and known is not None and known.n > 0 and not known.has_interval

    def with_interval(self, iou: float) -> Figure:
        """Average precision at an IoU with its interval: too slow for a step of a slider."""
        return average_precision(self.evaluation, iou, bootstrap=self.bootstrap, seed=SEED)

    def keep(self, iou: float, figure: Figure) -> None:
        """Show this from now on as the average precision at that IoU."""
        self._ap[iou] = figure

    def _shown(self, state: State, figures: dict[str, Figure]) -> tuple[ShownFigure, ...]:
        rows = {key: shown_figure(key, figures[key]) for key in NAMES}
        if self.second is not None:
            first, second = self.second.figures(state, figures)
            rows = {key: with_second(row, first[key], second[key]) for key, row in rows.items()}
        return tuple(rows.values())

    def _ap_at(self, iou: float) -> Figure:
        if iou not in self._ap:
            while len(self._ap) >= _MOST_KEPT:
                self._ap.pop(next(iter(self._ap)))
            self._ap[iou] = average_precision(self.evaluation, iou)
        return self._ap[iou]

    def _listing(self, state: State, snapshot: Snapshot, notes: frozenset[int]) -> ShownList:
        queue = QUEUES.get(state.queue)
        order = self._order_of_all if queue is None else queue(self.evaluation, snapshot)
        if state.queue == DIFFER and self.second is not None:
            order = self.second.order(state)
        for chip in state.chips:
            order = order[filters.mask_of(chip, self.evaluation, snapshot, self._strata.masks)[order]]
        counts = _counts(snapshot)
        if self.second is None:
            return ShownList(self.names, self._remarks, order, counts, notes)
        second, answered = _counts(self.second.snapshot(state)), self.second.evaluation.answered
        return ShownList(self.names, self._remarks, order, counts, notes, second, answered)


def _counts(snapshot: Snapshot) -> NDArray[np.intp]:
    """(images, 3) TP, FP and FN."""
    return np.column_stack([snapshot.image_tp, snapshot.image_fp, snapshot.image_fn])


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
