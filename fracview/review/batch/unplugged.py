"""A drive or share that has gone: said once, and not as thousands of files that cannot be read."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from fracview.core.analysis import Status
from fracview.reading import ReadingReason, RemotePath
from fracview.reading.reasons import refusal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fracview.core.analysis import Analysis

IN_A_ROW = 20
"""So many files one after the other that the system cannot read are no accident."""


def system_refused(analysis: Analysis) -> bool:
    """Whether a file was not there any more, or could not be read by the system itself."""
    code = analysis.reason.partition(":")[0]
    return analysis.status is Status.UNREADABLE and code in (
        ReadingReason.NOT_FOUND,
        ReadingReason.UNREADABLE,
    )


class Unplugged:
    """Looks at each result.

    Parameters
    ----------
    roots
        What the run was started on. Folders count: a file that vanished is only that.
    """

    def __init__(self, roots: Sequence[Path]) -> None:
        self._folders = [root for root in roots if not isinstance(root, RemotePath) and root.is_dir()]
        self._in_a_row = 0

    def check(self, analysis: Analysis) -> None:
        """Take in one result.

        Raises
        ------
        ReadingError
            `root_gone`: a folder that the run was started on is not there any more, or is empty as the place
            is where nothing is mounted; or the disk gives nothing back.
        """
        if not system_refused(analysis):
            self._in_a_row = 0
            return
        gone = next((folder for folder in self._folders if _is_gone(folder)), None)
        if gone is not None:
            raise refusal(ReadingReason.ROOT_GONE, "This folder is not there any more.", gone)
        if analysis.reason.startswith(ReadingReason.NOT_FOUND):
            return  # moved or deleted while the folder itself is well
        self._in_a_row += 1
        if self._in_a_row >= IN_A_ROW:
            sentence = f"The system could not read the last {IN_A_ROW} files that were found."
            raise refusal(ReadingReason.ROOT_GONE, sentence, self._folders[0] if self._folders else None)


def _is_gone(folder: Path) -> bool:
    try:
        with os.scandir(folder) as entries:
            return next(entries, None) is None
    except OSError:
        return True
