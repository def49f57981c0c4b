"""Walking folders on a thread of its own, so that the first scans are read while the last are found."""

from __future__ import annotations

import threading
from queue import Empty, Full, Queue
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from types import TracebackType

    from fracview.core.errors import ReadingError

    Found = Path | ReadingError


MOST_WAITING = 20_000
"""Found and not yet read: beyond it the walk waits, so that a share of millions fits into memory."""


class _End:
    """The last thing in the queue; carries the error that ended the walk, if any."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


class BackgroundWalk:
    """An iterator over what a walk finds; leaving its context stops the walk and joins the thread.

    Parameters
    ----------
    walk
        ``fracview.reading.walk`` of the paths, not yet started.
    leave_out
        Says which files are not to be yielded: the run's own output.

    Attributes
    ----------
    found
        How many were found so far.
    left_out
        How many were found and not yielded.
    finished
        True once `found` is the total.
    """

    def __init__(self, walk: Iterable[Found], leave_out: Callable[[Found], bool]) -> None:
        self.found = 0
        self.left_out = 0
        self.finished = False
        self._walk = walk
        self._leave_out = leave_out
        self._queue: Queue[Found | _End] = Queue(MOST_WAITING)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fracview-walk")

    def _run(self) -> None:
        error: BaseException | None = None
        try:
            for item in self._walk:
                if self._stop.is_set():
                    return
                if self._leave_out(item):
                    self.left_out += 1
                else:
                    self.found += 1
                    self._put(item)
        except Exception as raised:  # noqa: BLE001 - handed to the thread that iterates, and raised there
            error = raised
        finally:
            self.finished = True
            self._put(_End(error))

    def _put(self, item: Found | _End) -> None:
        """Wait for room, but not for a reader that has gone."""
        while not self._stop.is_set():
            try:
                self._queue.put(item, timeout=0.1)
            except Full:
                continue
            return

    def __iter__(self) -> Iterator[Found]:
        """Yield in the order of the walk; waits for the thread where nothing is there yet."""
        while not isinstance(item := self._queue.get(), _End):
            yield item
        if item.error is not None:
            raise item.error

    def take(self, most: int, timeout_s: float) -> list[Found] | None:
        """What is there, in the order of the walk; None at its end.

        Parameters
        ----------
        most
            Of what is there at most.
        timeout_s
            How long to wait for the first; an empty list where none comes.
        """
        taken: list[Found] = []
        try:
            while len(taken) < most:
                item = self._queue.get(block=not taken, timeout=timeout_s)
                if isinstance(item, _End):
                    self._put(item)  # for the next call
                    if taken:
                        break
                    if item.error is not None:
                        raise item.error
                    return None
                taken.append(item)
        except Empty:
            pass
        return taken

    def __enter__(self) -> Self:
        """Start the thread."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop after the file at hand and wait for it."""
        self._stop.set()
        self._thread.join()
