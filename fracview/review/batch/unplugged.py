"""A drive or share that has gone: said once, and not as thousands of files that cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.core.analysis import Status
from fracview.reading import ReadingReason
from fracview.reading.reasons import refusal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fracview.core.analysis import Analysis

IN_A_ROW = 20
"""So many files one after the other that are not there, or that the system cannot read, are no accident."""

_SYSTEM = frozenset({ReadingReason.NOT_FOUND.value, ReadingReason.UNREADABLE.value})


class Unplugged:
    """Looks at each result.

    Parameters
    ----------
    roots
        What the run was started on.
    """

    def __init__(self, roots: Sequence[Path]) -> None:
        self._roots = [root for root in roots if root.exists()]
        self._in_a_row = 0

    def check(self, analysis: Analysis) -> None:
        """Take in one result.

        Raises
        ------
        ReadingError
            `root_gone`: what the run was started on is not there any more.
        """
        code = analysis.reason.partition(":")[0]
        if analysis.status is not Status.UNREADABLE or code not in _SYSTEM:
            self._in_a_row = 0
            return
        self._in_a_row += 1
        gone = next((root for root in self._roots if not root.exists()), None)
        if gone is not None:
            raise refusal(ReadingReason.ROOT_GONE, "This is not there any more.", gone)
        if self._in_a_row >= IN_A_ROW:
            sentence = f"The last {IN_A_ROW} files that were found could not be read any more."
            raise refusal(ReadingReason.ROOT_GONE, sentence, self._roots[0] if self._roots else None)
