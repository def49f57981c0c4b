"""Files and folders on their way into the list: walked on a thread, handed over in batches."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from fracview.ui.work import Lane

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fracview.core.errors import ReadingError
    from fracview.ui.work import Ticket

    Found = list[Path | ReadingError]

BATCH_S = 0.05
MOST_TOGETHER = 250
BREATH_S = 0.008
"""Between batches: the list takes each in before the next comes, and frames are painted meanwhile."""


class FolderWalk(QObject):
    """Walks what was opened.

    Attributes
    ----------
    paths
        What is walked, or was last; empty until something is opened.

    Signals
    -------
    found
        A list of paths, and errors for what cannot be walked.
    finished
        Everything was found.
    """

    found = Signal(list)
    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.paths: tuple[Path, ...] = ()
        self._lane = Lane("walk", self)
        self._ticket: Ticket | None = None

    @property
    def is_walking(self) -> bool:
        """Whether more may be found."""
        return self._ticket is not None

    def start(self, paths: Sequence[Path], leave_out: Path | None = None) -> None:
        """Walk these instead of what was walked before; `leave_out` is in the list already."""
        self.stop()
        self.paths = tuple(paths)
        self._ticket = self._lane.submit(lambda: batches(paths, leave_out), self._take, self._broken)

    def stop(self) -> None:
        """Walk no further."""
        if self._ticket is not None:
            self._ticket.cancel()
            self._ticket = None

    def close(self) -> None:
        """Stop, and end the thread."""
        self.stop()
        self._lane.close()

    def _take(self, batch: Found | None) -> None:
        if batch is None:
            self._ticket = None
            self.finished.emit()
        else:
            self.found.emit(batch)

    def _broken(self, error: Exception) -> None:
        self._ticket = None
        self.finished.emit()
        raise error


def batches(paths: Sequence[Path], leave_out: Path | None) -> Iterator[Found | None]:
    """Lists of what is found, a few a second and never long; None at the end."""
    from fracview.reading import walk

    batch: Found = []
    began = time.monotonic()
    for item in walk(paths):
        if item == leave_out:
            continue
        batch.append(item)
        if len(batch) >= MOST_TOGETHER or time.monotonic() - began > BATCH_S:
            yield batch
            time.sleep(BREATH_S)
            batch, began = [], time.monotonic()
    if batch:
        yield batch
    yield None


def what_to_walk(paths: Sequence[Path]) -> tuple[list[Path], Path | None]:
    """What to walk, and on which file to stand: a single file opens its folder."""
    if len(paths) == 1 and not paths[0].is_dir():
        return [paths[0].parent], paths[0]
    return list(paths), None
