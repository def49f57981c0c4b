"""The catalog: every case that was found, in the order and under the filter that a reader asked for.

Changes are cheap and only noted; `Catalog.refresh` puts them into effect. Order, rows and neighbours are as
of the last refresh: what the reader sees is what the keys walk along.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from fracview.core.errors import ReadingError
from fracview.reading.folder import natural_key
from fracview.review.case import Case, CaseFilter, Counts, SortKey
from fracview.review.case_columns import QUEUED_FIELDS, SORTED_FIELDS, CaseColumns
from fracview.review.case_filter import folded, passing, to_review
from fracview.review.case_order import NameOrder, by_study, ordered
from fracview.review.disagreement import disagreement
from fracview.review.neighbours import Neighbours
from fracview.review.outcomes import reason_of
from fracview.review.reading_queue import ReadingQueue
from fracview.review.severity import RANK, is_discordant
from fracview.review.summary import outcome
from fracview.review.texts import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from fracview.core.analysis import Analysis
    from fracview.review.reading_order import QueueOptions

_FIXED = frozenset({"number", "path", "name"})


class Catalog:
    """All cases, numbered from 0 in the order of the walk. Used from one thread.

    Parameters
    ----------
    clock
        The time in ns since 1970, for how long cases have waited.
    """

    def __init__(self, clock: Callable[[], int] = time.time_ns) -> None:
        self._clock = clock
        self._cases: list[Case] = []
        self._columns = CaseColumns()
        self._natural_names: list[str] = []
        self._folded_names: list[str] = []
        self._name_order = NameOrder()
        self._sorting: tuple[SortKey, bool, bool] = (SortKey.SUSPICION, True, False)
        self._filter = CaseFilter()
        self._filter_is_new = False
        self._held: int | None = None
        self._dirty = False
        self._neighbours = Neighbours()
        self._queue = ReadingQueue()

    def __len__(self) -> int:
        return len(self._cases)

    # ------------------------------------------------------------------ what is known

    def add(self, items: Iterable[Path | ReadingError]) -> range:
        """Take in what a walk has found; the numbers it got. What cannot be walked is a case as well."""
        first = len(self._cases)
        for item in items:
            number = len(self._cases)
            path = item if isinstance(item, Path) else item.path or Path()
            case = Case(number, path, printable(path.name or str(path)))
            if isinstance(item, ReadingError):
                case.outcome, case.reason = "unreadable", reason_of(item)
            self._take_in(case)
        self._dirty |= len(self._cases) > first
        return range(first, len(self._cases))

    def _take_in(self, case: Case) -> None:
        self._cases.append(case)
        self._columns.append(case)
        self._natural_names.append(natural_key(case.name))
        self._folded_names.append(folded(case.name))

    def case(self, number: int) -> Case:
        """The case of a number; to be read, not changed."""
        return self._cases[number]

    def update(self, number: int, /, **changes: Any) -> bool:  # noqa: ANN401 - fields of several types
        """Change fields of a case, by name; True where the next refresh may move it.

        Raises
        ------
        ValueError
            For a field that a case does not have or keeps for life, and for an outcome that is none.
        """
        case = self._cases[number]
        for name in changes:
            if name in _FIXED or name not in Case.__dataclass_fields__:
                raise ValueError(f"{name} of a case cannot change")
        if changes.get("outcome", case.outcome) not in RANK:
            raise ValueError(f"{changes['outcome']!r} is no outcome; choose from {', '.join(RANK)}")
        changed = {name for name, value in changes.items() if getattr(case, name) != value}
        for name in changed:
            setattr(case, name, changes[name])
        queued = not changed.isdisjoint(QUEUED_FIELDS)
        moves = not changed.isdisjoint(SORTED_FIELDS) or (queued and self._is_queue)
        if moves or queued:
            self._columns.put(case)
        self._dirty |= moves
        return moves

    def answer(self, number: int, analysis: Analysis) -> bool:
        """`update` with what an analysis says; the verdict stays."""
        return self.update(
            number,
            outcome=outcome(analysis),
            probability=analysis.fracture.probability if analysis.fracture else None,
            region=analysis.region.label if analysis.region else "",
            marked=is_discordant(analysis),
            reason=analysis.reason,
            sha256=analysis.sha256 or self._cases[number].sha256,
            disagreement=disagreement(analysis),
        )

    def counts(self) -> Counts:
        """How many there are of each kind."""
        table = self._columns.table
        by_rank = np.bincount(table["outcome"], minlength=len(RANK)).tolist()
        by_region = np.bincount(table["region"], minlength=len(self._columns.regions)).tolist()
        return Counts(
            total=len(self),
            shown=len(self.order),
            unreviewed=int(to_review(table).sum()),
            outcomes={name: by_rank[rank] for name, rank in RANK.items()},
            regions={name: by_region[code] for name, code in self._columns.regions.items() if name},
            disagreements=int(np.count_nonzero(table["disagreement"])),
        )

    # ------------------------------------------------------------------ the order

    @property
    def order(self) -> Sequence[int]:
        """Numbers of the cases that are shown, from the top."""
        return self._neighbours.order

    @property
    def sorting(self) -> tuple[SortKey, bool, bool]:
        """Key, descending, grouped by study."""
        return self._sorting

    def sort_by(self, key: SortKey, descending: bool, group_studies: bool = False) -> None:
        """Ask for an order; for suspicion, descending is worst first.

        To ask for the reading order once more renews it: cases with a verdict go to its end.
        """
        self._dirty |= key is SortKey.QUEUE or (key, descending, group_studies) != self._sorting
        self._sorting = (key, descending, group_studies)
        self._queue.renew()

    @property
    def queue_options(self) -> QueueOptions:
        """What the reading order is made with; to set others renews it."""
        return self._queue.options

    @queue_options.setter
    def queue_options(self, options: QueueOptions) -> None:
        if options != self._queue.options:
            self._queue.options = options
            self._queue.renew()
            self._dirty |= self._is_queue

    @property
    def _is_queue(self) -> bool:
        return self._sorting[0] is SortKey.QUEUE

    def filter_by(self, wanted: CaseFilter) -> None:
        """Ask for a part of the cases."""
        if wanted != self._filter:
            self._filter, self._filter_is_new, self._dirty = wanted, True, True

    def hold(self, number: int | None) -> None:
        """Keep a shown case shown, though what becomes of it no longer passes the filter.

        A verdict must not take the case away under the reader's eyes. A new filter lets go of it. In the
        reading order, what stands above it keeps its place too (`fracview.review.reading_queue`).
        """
        self._queue.visit(number)
        self._dirty |= number != self._held and self._filter != CaseFilter()
        self._held = number

    def refresh(self) -> bool:
        """Put changes into effect; True where the order that is shown has changed."""
        if not self._dirty:
            return False
        table, group_studies = self._columns.table, self._sorting[2]
        whole = self._whole()
        shown = whole[self._mask()[whole]]
        if group_studies:
            shown = by_study(shown, table["study"])
        self._dirty = self._filter_is_new = False
        return self._neighbours.arrange(whole, shown, table["study"])

    def _whole(self) -> np.ndarray[Any, np.dtype[np.intp]]:
        key, descending, _ = self._sorting
        table = self._columns.table
        if key is SortKey.QUEUE:
            return self._queue.lay_out(table, self._clock(), self._held)
        names = self._name_order.ranks(self._natural_names) if key is SortKey.NAME else np.empty(0)
        return ordered(table, key, descending, self._columns.regions, names)

    def _mask(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        mask = passing(self._columns.table, self._folded_names, self._columns.regions, self._filter)
        held = self._held
        if held is not None and not self._filter_is_new and self._neighbours.row_of(held) is not None:
            mask[held] = True
        return mask

    # ------------------------------------------------------------------ walking along it

    def row_of(self, number: int) -> int | None:
        """Place in `order`; None where it is not shown."""
        return self._neighbours.row_of(number)

    def after(self, number: int, step: int) -> int | None:
        """The case `step` rows on (back where negative); of one not shown, from where it would stand."""
        return self._neighbours.after(number, step)

    def next_unreviewed(self, number: int) -> int | None:
        """The next shown case that still wants a verdict, at the end from the top again; never itself."""
        waiting = to_review(self._columns.table)
        return self._neighbours.next_of(number, waiting)

    def next_study(self, number: int, step: int) -> int | None:
        """First shown case of the study `step` studies on (back where negative)."""
        return self._neighbours.next_study(number, step)

    def numbers_of(self, sha256: str) -> list[int]:
        """Every case with these contents: a file may lie in several places. None for "", the unknown."""
        return [case.number for case in self._cases if sha256 and case.sha256 == sha256]

    def study_of(self, number: int) -> list[int]:
        """Every case of the same study in the order of the walk, itself and those not shown too."""
        studies = self._columns.table["study"]
        return [int(one) for one in np.flatnonzero(studies == studies[number])]

    def study_size(self, number: int) -> int:
        """How many files its study has here."""
        if not self._cases[number].study:
            return 1
        studies = self._columns.table["study"]
        return int(np.count_nonzero(studies == studies[number]))
