"""Whose turn it is to read: what waits, who works, and who asked the others to rest."""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fracview.review.loading import Loaded, Task


@dataclass(eq=False, slots=True)
class Job:
    """One frame to be read.

    Attributes
    ----------
    task, future
        What is to be read, and who waits for it.
    before
        The frame before it in its file, without pictures; None for the first.
    deaths
        How many processes its file has ended so far.
    """

    task: Task
    future: Future[Any] = field(default_factory=Future)
    before: Loaded | None = None
    deaths: int = 0


class Turns:
    """Jobs for several threads; each has a queue of its own beside the common one."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: deque[Job] = deque()
        self._idle = 0
        self._busy = 0
        self._alone = False
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether nothing is to be read any more."""
        return self._closed

    def put(self, job: Job, own: deque[Job] | None = None) -> bool:
        """Queue a job, for any thread or for the one with that queue; whether another thread is wanted.

        Raises
        ------
        RuntimeError
            After `close`, as executors do.
        """
        with self.while_open("the readers are closed"):
            (self._waiting if own is None else own).append(job)
            self._changed.notify_all()
            return self._idle < len(self._waiting)

    def take(self, own: deque[Job]) -> Job | None:
        """Wait for a job, of the own queue first; None at the end. `done` must follow."""
        with self._changed:
            while True:
                self._idle += 1
                self._changed.wait_for(lambda: self._closed or (not self._alone and (own or self._waiting)))
                self._idle -= 1
                if self._closed:
                    return None
                job = (own or self._waiting).popleft()
                if job.future.set_running_or_notify_cancel():
                    self._busy += 1
                    return job

    def done(self) -> None:
        """The thread has finished what it took."""
        with self._changed:
            self._busy -= 1
            self._changed.notify_all()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until the others have finished what they are at, and keep them from taking more."""
        with self._changed:
            self._busy -= 1
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._closed or not self._alone)
            self._alone = True
            self._changed.wait_for(lambda: self._closed or self._busy == 0)
            self._busy += 1
        try:
            yield
        finally:
            with self._changed:
                self._alone = False
                self._changed.notify_all()

    @contextmanager
    def while_open(self, otherwise: str = "") -> Iterator[None]:
        """Nobody closes within; `CancelledError`, or `RuntimeError` with a sentence, where that is done."""
        with self._changed:
            if self._closed:
                raise RuntimeError(otherwise) if otherwise else CancelledError
            yield

    def pause(self, seconds: float) -> None:
        """Wait, but not longer than until `close`."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed, seconds)

    def close(self) -> None:
        """Let every thread end, and drop what waits for any of them."""
        with self._changed:
            self._closed = True
            dropped = list(self._waiting)
            self._waiting.clear()
            self._changed.notify_all()
        for job in dropped:
            job.future.cancel()
