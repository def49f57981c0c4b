"""What a reader has said, on its way into the store: in order, one at a time, tried again, never lost."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    Keep = Callable[[Any, Callable[[Any], None], Callable[[Exception], None]], None]

RETRY_MS = 15_000


class Writing(QObject):
    """Entries that wait for the store.

    Parameters
    ----------
    keep
        Writes an entry, and calls one of two functions once that has worked or failed.

    Attributes
    ----------
    problem
        Why the last entry could not be written; "" where that is not so.

    Signals
    -------
    told
        A list of entries whose state has changed.
    """

    told = Signal(list)

    def __init__(self, keep: Keep, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.problem = ""
        self.is_writing = False
        self._keep = keep
        self._queue: deque[Any] = deque()
        self._retry = QTimer(self)
        self._retry.setInterval(RETRY_MS)
        self._retry.timeout.connect(self.retry)

    @property
    def unsaved(self) -> tuple[Any, ...]:
        """Entries that the store would not take, oldest first."""
        return tuple(self._queue) if self.problem else ()

    def state_of(self, entry: object) -> str:
        """``saved``, ``saving`` or ``unsaved``."""
        waits = any(entry is one for one in self._queue)
        return "saved" if not waits else "unsaved" if self.problem else "saving"

    def add(self, entry: object) -> None:
        """Write this, after what waits already."""
        self._queue.append(entry)
        self._write_next()

    def retry(self) -> None:
        """Try once more to write what could not be written."""
        self._write_next()

    def close(self) -> None:
        """Try no more."""
        self._retry.stop()

    def _write_next(self) -> None:
        """One at a time: in the store the order counts, so none may overtake another."""
        if self._queue and not self.is_writing:
            self.is_writing = True
            self._keep(self._queue[0], self._saved, self._not_saved)

    def _saved(self, _: object) -> None:
        self.is_writing = False
        entry = self._queue.popleft()
        if not self._queue:
            self.problem = ""
            self._retry.stop()
        self._write_next()
        self.told.emit([entry])

    def _not_saved(self, error: Exception) -> None:
        self.is_writing = False
        self.problem = str(error)
        self._retry.start()
        self.told.emit(list(self._queue))


class Journal(QObject):
    """What readers say of frames, each entry written at once; verdicts and first impressions are two of them.

    Signals
    -------
    changed
        The `FrameId` of which something was said, or whose state of being saved has changed.
    unsaved_changed
        How many entries could not be written, and why the last could not: int, str.
    """

    changed = Signal(object)
    unsaved_changed = Signal(int, str)

    def __init__(self, keep: Keep, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.reader = ""
        self._writing = Writing(keep, self)
        self._writing.told.connect(self._tell)

    @property
    def unsaved(self) -> tuple[Any, ...]:
        """Entries that the store would not take, oldest first."""
        return self._writing.unsaved

    @property
    def is_writing(self) -> bool:
        """Whether an entry is on its way to the store, and it is not known yet how that ends."""
        return self._writing.is_writing

    @property
    def problem(self) -> str:
        """Why the last could not be written; "" where that is not so."""
        return self._writing.problem

    def retry(self) -> None:
        """Try once more to write what could not be written."""
        self._writing.retry()

    def close(self) -> None:
        """Try no more."""
        self._writing.close()

    def _tell(self, entries: list[Any]) -> None:
        for frame in dict.fromkeys((entry.sha256, entry.frame) for entry in entries):
            self.changed.emit(frame)
        self.unsaved_changed.emit(len(self.unsaved), self._writing.problem)
