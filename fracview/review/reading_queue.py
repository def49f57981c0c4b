"""The reading order on the screen: what the reader has passed stays, what comes next is up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from fracview.review.reading_order import QueueOptions, reading_order

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.intp]


class ReadingQueue:
    """Lays out the reading order again and again without moving it under the reader.

    Attributes
    ----------
    options
        What it is made with; takes effect when it is next laid out.
    """

    def __init__(self) -> None:
        self.options = QueueOptions()
        self._order: Numbers = np.empty(0, dtype=np.intp)
        self._outcomes: NDArray[np.int8] = np.empty(0, dtype=np.int8)
        self._visited: set[int] = set()

    def visit(self, number: int | None) -> None:
        """The reader looks at a case; a verdict on it does not send it to the end."""
        if number is not None:
            self._visited.add(number)

    def renew(self) -> None:
        """Forget what the reader has passed: the next order is of one piece."""
        self._order, self._visited = self._order[:0], set()

    def lay_out(self, table: NDArray[Any], now_ns: int, held: int | None) -> Numbers:
        """Every case number in order.

        Parameters
        ----------
        table
            (cases,) the columns; cases are only ever added.
        now_ns
            In ns since 1970.
        held
            The case that the reader looks at: down to it the order stays as it was, but for cases without a
            verdict whose outcome has come since.
        """
        order = reading_order(table, now_ns, self.options, self._kept(table, held))
        self._order, self._outcomes = order, table["outcome"].copy()
        return order

    def _kept(self, table: NDArray[Any], held: int | None) -> Numbers:
        order = self._order
        at = np.flatnonzero(order == held) if held is not None else order[:0]
        if not len(at):
            return order[:0]
        visited = np.zeros(len(table), dtype=np.bool_)
        visited[[number for number in self._visited if number < len(table)]] = True
        reviewed = table["verdict"][order] != 0
        passed = reviewed | (table["outcome"][order] == self._outcomes[order])
        passed[at[0] + 1 :] = False
        passed[at[0]] = True
        kept: Numbers = order[passed | (reviewed & visited[order])]
        return kept
