"""Who stands beside whom in the order that is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.intp]


class Neighbours:
    """The order that is shown, and where each case stands in it."""

    def __init__(self) -> None:
        self.order: Sequence[int] = []
        self._shown: Numbers = np.empty(0, dtype=np.intp)
        self._rows: Numbers = np.empty(0, dtype=np.intp)
        self._places: Numbers = np.empty(0, dtype=np.intp)
        self._studies: NDArray[Any] = np.empty(0, dtype=np.int32)

    def arrange(self, whole: Numbers, shown: Numbers, studies: NDArray[Any]) -> bool:
        """Take over a new order; whether it differs from the last one.

        Parameters
        ----------
        whole
            Every case, in order.
        shown
            Those that are shown, in the order that is shown.
        studies
            (cases,) code of each case's study, by number.
        """
        changed = not np.array_equal(shown, self._shown)
        self._shown = shown
        self._rows = np.full(len(whole), -1, dtype=np.intp)
        self._rows[shown] = np.arange(len(shown))
        self._places = np.empty(len(whole), dtype=np.intp)
        self._places[whole] = np.arange(len(whole))
        self._studies = studies[shown]
        if changed:
            self.order = shown.tolist()
        return changed

    def row_of(self, number: int) -> int | None:
        """Row of a case; None where it is not shown, or not yet."""
        row = int(self._rows[number]) if 0 <= number < len(self._rows) else -1
        return None if row < 0 else row

    def after(self, number: int, step: int) -> int | None:
        """The case `step` rows on, None beyond either end."""
        before, behind = self._around(number)
        row = behind + step - 1 if step > 0 else before + step + 1
        return self.order[row] if 0 <= row < len(self.order) else None

    def next_of(self, number: int, wanted: NDArray[np.bool_]) -> int | None:
        """The next case that is wanted (by number), from the top again at the end; never itself."""
        rows = np.flatnonzero(wanted[self._shown] & (self._shown != number))
        if not len(rows):
            return None
        at = int(np.searchsorted(rows, self._around(number)[1]))
        return self.order[int(rows[at % len(rows)])]

    def next_study(self, number: int, step: int) -> int | None:
        """First case of the study `step` on; a study is a run of neighbours with the same code."""
        if not len(self._shown):
            return None
        starts = np.flatnonzero(np.diff(self._studies, prepend=self._studies[0] - 1))
        row = self.row_of(number)
        if row is None:
            following = int(np.searchsorted(starts, self._around(number)[1]))
            run = following + step - 1 if step > 0 else following + step
        else:
            run = int(np.searchsorted(starts, row, side="right")) - 1 + step
        return self.order[int(starts[run])] if 0 <= run < len(starts) else None

    def _around(self, number: int) -> tuple[int, int]:
        """Rows before and behind a case: of one not shown, those between which it would stand."""
        row = self.row_of(number)
        if row is not None:
            return row - 1, row + 1
        if not 0 <= number < len(self._places):
            return len(self.order) - 1, len(self.order)
        places = self._places[self._shown]
        later = np.flatnonzero(places > self._places[number])
        row = int(later[np.argmin(places[later])]) if len(later) else len(self.order)
        return row - 1, row
