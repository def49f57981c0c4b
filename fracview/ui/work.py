"""The one place of the viewer that owns threads.

A lane is one thread with a queue. Work is a plain function that knows no Qt; its outcome comes back to the
GUI thread, where `then` or `failed` is called with it, unless the ticket was cancelled meanwhile. Work that
returns a generator hands over each item as it comes.
"""

from __future__ import annotations

import itertools
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from queue import PriorityQueue
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from fracview.core.niceness import give_way

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

FIRST, SOON, LATER = 0, 1, 2
"""Priorities: what the reader waits for, what comes next, the rest."""
_STOP = 99
PATIENCE_S = 5.0


class Ticket:
    """One piece of work that was asked for."""

    def __init__(
        self,
        work: Callable[[], Any],
        then: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        self.work = work
        self.then = then
        self.failed = failed
        self.cancelled = False
        self.begun = False

    def cancel(self) -> None:
        """Do not begin it; where it is under way, let nobody hear of it."""
        self.cancelled = True


@dataclass(frozen=True, slots=True)
class _Outcome:
    ticket: Ticket
    result: Any = None
    error: Exception | None = None


class Lane(QObject):
    """One thread that does one thing after the other, the most urgent first.

    Parameters
    ----------
    name
        Of the thread.
    behind
        Whether it gives way to other threads.
    """

    _arrived = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None, *, behind: bool = False) -> None:
        super().__init__(parent)
        self._behind = behind
        self._queue: PriorityQueue[tuple[int, int, Ticket | None]] = PriorityQueue()
        self._numbers = itertools.count()
        self._closed = False
        self._abandoned = False
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name=f"fracview-{name}", daemon=True)
        self._thread.start()

    def submit(
        self,
        work: Callable[[], Any],
        then: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
        priority: int = SOON,
    ) -> Ticket:
        """Ask for work; of equal urgency, what was asked first is done first."""
        ticket = Ticket(work, then, failed or _log_failure)
        self._queue.put((priority, next(self._numbers), ticket))
        return ticket

    def settle(self) -> None:
        """Wait until all that waits now has been done; its outcomes are delivered when events are handled."""
        if self._closed:
            return
        done = threading.Event()
        self._queue.put((_STOP - 1, next(self._numbers), Ticket(done.set, lambda _: None, _log_failure)))
        done.wait()

    def close(self, *, finish: bool = False) -> None:
        """End the thread and wait for it; what is under way is finished, what waits only with `finish`.

        Nothing is delivered afterwards. Reading from a share that hangs is not waited for longer than
        `PATIENCE_S`: the thread ends with the program.
        """
        self._closed = True
        self._abandoned = not finish
        self._queue.put((_STOP, next(self._numbers), None))
        self._thread.join(None if finish else PATIENCE_S)

    def _run(self) -> None:
        if self._behind:
            give_way()
        while True:
            _, _, ticket = self._queue.get()
            if ticket is None or self._abandoned:
                return
            if ticket.cancelled:
                continue
            ticket.begun = True
            try:
                self._work(ticket)
            except Exception as error:  # noqa: BLE001 - the edge of a job: handed to whoever asked
                self._send(_Outcome(ticket, error=error))

    def _work(self, ticket: Ticket) -> None:
        result = ticket.work()
        if not isinstance(result, Iterator):
            self._send(_Outcome(ticket, result))
            return
        for item in result:
            self._send(_Outcome(ticket, item))
            if ticket.cancelled or self._closed:
                return

    def _send(self, outcome: _Outcome) -> None:
        if not self._closed:
            self._arrived.emit(outcome)

    @Slot(object)
    def _deliver(self, outcome: _Outcome) -> None:
        if self._closed or outcome.ticket.cancelled:
            return
        if outcome.error is not None:
            outcome.ticket.failed(outcome.error)
        else:
            outcome.ticket.then(outcome.result)


def _log_failure(error: Exception) -> None:
    """Work that nobody waits for: its kind alone, for the message may hold a name."""
    logger.warning("work in the background failed: %s", type(error).__name__)
