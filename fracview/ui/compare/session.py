"""The comparison behind the page: what is open, the thresholds, and the late answers of its thread."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from fracview.ui.compare import filters
from fracview.ui.compare.second import DIFFER
from fracview.ui.compare.state import Shown, State
from fracview.ui.work import FIRST, Lane

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from fracview.core.comparison import Figure
    from fracview.core.prediction import Predictions
    from fracview.ui.compare.chips import Chip
    from fracview.ui.compare.files import OpenedReference
    from fracview.ui.compare.overlay import Marks
    from fracview.ui.compare.resolve import Resolver
    from fracview.ui.compare.saving import Report
    from fracview.ui.work import Ticket

REST_MS = 400
"""After the last step of a slider, until intervals are reckoned that take longer than a step may."""


class CompareSession(QObject):
    """Holds one comparison; reads and evaluates on a thread of its own.

    A reference standard or predictions that cannot be read leave in place what was open.

    Signals
    -------
    shown_changed
        The `Shown` to paint.
    sources_changed
        Another reference standard, or other predictions.
    busy_changed
        What is being done, "" once it is done.
    refused
        The exception that kept something from being opened.
    """

    shown_changed = Signal(object)
    sources_changed = Signal()
    busy_changed = Signal(str)
    refused = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.opened: OpenedReference | None = None
        self.predictions: Predictions | None = None
        self.is_own = True
        self.second: Predictions | None = None
        self.second_is_own = False
        self.state = State()
        self.shown = Shown()
        self.current: int | None = None
        self.lines = False
        self.second_boxes = False
        self._resolver: Resolver | None = None
        self._notes: frozenset[int] = frozenset()
        self._moved: set[str] = set()
        self._lane = Lane("compare", self)
        self._tickets: dict[str, Ticket] = {}
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._ask_for_interval)

    @property
    def resolver(self) -> Resolver | None:
        """The evaluation in force; None until there is one."""
        return self._resolver

    @property
    def is_evaluating(self) -> bool:
        """Whether an evaluation is under way; another one begun now would take its place."""
        return "evaluate" in self._tickets

    def report(self) -> Report | None:
        """What stands on the page, to be written; None while nothing is compared."""
        from fracview.ui.compare.saving import Report

        resolver, opened = self._resolver, self.opened
        if resolver is None or opened is None or not resolver.evaluation.answered.any():
            return None
        evaluation, second = resolver.evaluation, resolver.second
        return Report(
            evaluation.reference,
            evaluation.predictions,
            second.evaluation.predictions if second else None,
            self.state,
            resolver.bootstrap,
            opened.paths,
        )

    # What is open

    def open_reference(self, path: Path, images: Path | None, known: Mapping[str, Path]) -> None:
        """Read a reference standard; `known` are files that are open, by name."""
        from fracview.ui.compare.files import load_reference

        self.busy_changed.emit(f"Reading {path.name} ...")
        self._submit("reference", lambda: load_reference(path, images, known), self._take_reference)

    def open_predictions(self, path: Path) -> None:
        """Read another product's answers."""
        from fracview.ui.compare.files import load_predictions

        opened = self.opened
        self.busy_changed.emit(f"Reading {path.name} ...")
        self._submit(
            "predictions",
            lambda: load_predictions(path, opened),
            lambda found: self.take_predictions(found, is_own=False),
        )

    def take_predictions(
        self, predictions: Predictions, *, is_own: bool, points: Mapping[str, float] | None = None
    ) -> None:
        """Compare these from now on.

        Parameters
        ----------
        points
            Operating points of their source, as ``{"score": 0.31, "probability": 0.44}``: the thresholds
            begin there, unless the reader has moved them.
        """
        if is_own and not self.is_own and self.predictions is not None:
            return  # late: the reader has opened a file meanwhile
        self.predictions, self.is_own = predictions, is_own
        wanted: dict[str, Any] = {
            name: value for name, value in (points or {}).items() if name not in self._moved
        }
        self.state = replace(self.state, **wanted)
        self._evaluate()

    def use_own(self) -> None:
        """Back to what this program says itself; whoever gathers them hands them over."""
        self.is_own = True
        if self.second_is_own:
            self.drop_second()

    def open_second(self, path: Path) -> None:
        """Read second predictions, and set them beside the first."""
        from fracview.ui.compare.files import load_predictions

        opened = self.opened
        self.busy_changed.emit(f"Reading {path.name} ...")
        self._submit(
            "second",
            lambda: load_predictions(path, opened),
            lambda found: self.take_second(found, is_own=False),
        )

    def take_second(self, predictions: Predictions, *, is_own: bool) -> None:
        """Set these beside the first from now on; late ones of the networks do not displace a file."""
        if is_own and not self.second_is_own:
            return
        self.second, self.second_is_own = predictions, is_own
        self._evaluate()

    def use_own_as_second(self) -> None:
        """Own networks beside a file; whoever gathers them hands them over."""
        if not self.is_own:
            self.second, self.second_is_own = None, True

    def drop_second(self) -> None:
        """The first alone again."""
        if "second" in self._tickets:
            self._tickets.pop("second").cancel()
        self._forget_second()
        self._evaluate()

    def _forget_second(self) -> None:
        self.second, self.second_is_own = None, False
        if self.state.queue == DIFFER:
            self.state = replace(self.state, queue="all")

    def _take_reference(self, opened: OpenedReference) -> None:
        self.opened, self.current, self._notes = opened, None, frozenset()
        self.state = replace(self.state, chips=(), queue="all")
        if not self.is_own:
            self.predictions, self.is_own = None, True  # of other images
        self._forget_second()
        self.busy_changed.emit("")
        self.sources_changed.emit()
        self._evaluate()

    def _evaluate(self) -> None:
        from fracview.ui.compare.resolve import Resolver, no_predictions

        if self.opened is None:
            self.sources_changed.emit()
            return
        opened, predictions, second = self.opened, self.predictions or no_predictions(), self.second
        self.busy_changed.emit("Comparing ...")
        self._submit("evaluate", lambda: Resolver(opened.reference, predictions, second), self._take_resolver)

    def _take_resolver(self, resolver: Resolver) -> None:
        name = self.name_of(self.current)
        self._resolver = resolver
        self.current = resolver.index_of(name) if name else None
        self.busy_changed.emit("")
        self.sources_changed.emit()
        self.resolve()

    def _submit(self, what: str, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        if what in self._tickets:
            self._tickets[what].cancel()

        def arrived(result: Any) -> None:  # noqa: ANN401 - results of several types
            self._tickets.pop(what, None)
            then(result)

        def failed(error: Exception) -> None:
            self._tickets.pop(what, None)
            self.busy_changed.emit("")
            self.refused.emit(error)

        self._tickets[what] = self._lane.submit(work, arrived, failed, FIRST)

    def classify(self, path: Path, then: Callable[[str], None]) -> None:
        """What a dropped file or folder is (`fracview.ui.compare.dropping`), told a moment later."""
        from fracview.ui.compare.dropping import kind_of

        self._submit("dropped", lambda: kind_of(path), then)

    # What the reader asks

    def set_threshold(self, name: str, value: float) -> None:
        """``score``, ``iou`` or ``probability``."""
        self._moved.add(name)
        self._ask(**{name: value})

    def set_queue(self, queue: str) -> None:
        """Another queue."""
        self._ask(queue=queue)

    def set_by(self, by: str) -> None:
        """Another second table."""
        self._ask(by=by)

    def add_chip(self, chip: Chip) -> None:
        """One more filter; the same one again takes it away."""
        chips = self.state.chips
        self._ask(chips=tuple(one for one in chips if one != chip) if chip in chips else (*chips, chip))

    def remove_chip(self, chip: Chip) -> None:
        """One filter less."""
        self._ask(chips=tuple(one for one in self.state.chips if one != chip))

    def choose_cell(self, kind: str, row: int, column: int) -> None:
        """Filter by a cell of a confusion matrix."""
        if self._resolver is not None:
            self.add_chip(self._resolver.chip_of_cell(kind, row, column, self.state))

    def choose_point(self, curve: str, at: float) -> None:
        """Filter by a point of a curve."""
        if self._resolver is not None:
            self.add_chip(filters.chip_of_point(curve, at))

    def choose_stratum(self, row: int) -> None:
        """Filter by a row of the second table."""
        if self._resolver is not None and row < len(self.shown.strata):
            self.add_chip(filters.chip_of_stratum(self.state.by, self.shown.strata[row]))

    def set_notes(self, names: frozenset[str]) -> None:
        """Images that bear a reader's note."""
        if self._resolver is None:
            return
        notes = frozenset(self._resolver.index_of(name) for name in names) - {None}
        if notes != self._notes:
            self._notes = notes  # type: ignore[assignment]
            self.resolve()

    def _ask(self, **changes: Any) -> None:  # noqa: ANN401 - fields of several types
        state = replace(self.state, **changes)
        if state != self.state:
            self.state = state
            self.resolve()

    def resolve(self) -> None:
        """Everything anew at the thresholds in force."""
        if self._resolver is not None:
            self.shown = self._resolver.resolve(self.state, self._notes)
            if self._resolver.interval_wanted(self.state.iou):
                self._rest.start()
        self.shown_changed.emit(self.shown)

    def _ask_for_interval(self) -> None:
        """The slider of the IoU has come to rest: there is time for an interval."""
        resolver, iou = self._resolver, self.state.iou
        if resolver is None or not resolver.interval_wanted(iou):
            return

        def is_wanted() -> bool:
            return resolver is self._resolver and iou == self.state.iou

        def take(figure: Figure | None) -> None:
            if figure is not None:
                resolver.keep(iou, figure)
                if is_wanted():
                    self.resolve()

        self._submit("interval", lambda: resolver.with_interval(iou) if is_wanted() else None, take)

    # One image

    def name_of(self, image: int | None) -> str:
        """File name of an image of the comparison; "" for None."""
        return self._resolver.names[image] if self._resolver is not None and image is not None else ""

    def path_of(self, image: int | None) -> Path | None:
        """Its file; None where there is none."""
        return self.opened.paths.get(self.name_of(image)) if self.opened else None

    def marks_of(self, image: int) -> Marks:
        """What is drawn over it at the thresholds in force."""
        assert self._resolver is not None
        return self._resolver.marks_of(image, self.state, lines=self.lines, second=self.second_boxes)

    def close(self) -> None:
        """End the thread."""
        self._rest.stop()
        self._lane.close()
