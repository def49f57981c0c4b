"""A thread with a process that reads for it, and another process where that one has ended."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from fracview.core.errors import FracViewError
from fracview.review.batch.process import EndedError, ReaderProcess, Starter
from fracview.review.loading import Loaded
from fracview.review.outcomes import broken

if TYPE_CHECKING:
    from fracview.core.analysis import Provenance
    from fracview.review.batch.turns import Job, Turns
    from fracview.review.batch.worker import Answer

MOST_DEATHS = 2
"""Processes that one file may end."""

_CURES = {
    "worker_died": "Copy or export the file again from where it came from.",
    "reading_timeout": "Check the disk or the network share, then try again.",
}
_GIVE_MEMORY = "Give the run more memory, or leave the file out."


class GivenUpError(FracViewError, RuntimeError):
    """A file that no process could read: reason ``worker_died`` or ``reading_timeout``."""


@dataclass(eq=False, slots=True)
class More:
    """Stands for the further frames of a file: who has it open, and how many processes it has ended."""

    lane: Lane
    process: ReaderProcess
    number: int
    deaths: int
    __weakref__: Any = field(init=False, repr=False)


class Lane:
    """Reads one frame at a time, until the turns are closed.

    Parameters
    ----------
    turns
        Where its jobs come from, beside those of `own`.
    starter
        Where its processes come from.
    provenance
        For files that are given up.
    name
        Of the thread.

    Attributes
    ----------
    own
        Jobs for this lane alone: further frames of files that its process has open.
    process
        The process at hand, if any.
    """

    def __init__(self, turns: Turns, starter: Starter, provenance: Provenance, name: str) -> None:
        self.own: deque[Job] = deque()
        self.process: ReaderProcess | None = None
        self._turns = turns
        self._starter = starter
        self._provenance = provenance
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def kill(self) -> None:
        """End its process, whatever that is doing; the lane notices."""
        process = self.process
        if process is not None:
            process.kill()

    def join(self) -> None:
        """Wait until the thread has ended, and its process with it."""
        self._thread.join()

    def _run(self) -> None:
        while (job := self._turns.take(self.own)) is not None:
            try:
                job.future.set_result(self._load(job))
            except Exception as error:  # noqa: BLE001 - handed to the thread that waits, and raised there
                job.future.set_exception(error)
            finally:
                self._turns.done()
        for job in self.own:
            job.future.cancel()
        if self.process is not None:
            self.process.end()

    def _load(self, job: Job) -> Loaded | None:
        """Read a frame; where that ends the process, once more while the other lanes rest."""
        try:
            return self._attempt(job)
        except EndedError as ended:
            if self._is_hopeless(job, ended):
                return self._given_up(job, ended)
        with self._turns.alone():
            try:
                return self._attempt(job)
            except EndedError as ended:
                self._is_hopeless(job, ended)
                return self._given_up(job, ended)

    def _is_hopeless(self, job: Job, ended: EndedError) -> bool:
        with self._turns.while_open():  # closing ends processes too, and no file is to blame for that
            job.deaths += 1
        return ended.reason == "reading_timeout" or job.deaths >= MOST_DEATHS

    def _attempt(self, job: Job) -> Loaded | None:
        """Ask the process at hand, or the first new one that takes the question."""
        while True:
            try:
                process = self.process or self._start()
                loaded, number = _ask(process, job)
            except OSError as error:
                self._turns.pause(self._starter.failed(error))
            except EndedError as ended:
                self.process = None
                if ended.reason != "not_taken":
                    self._starter.worked()
                    raise
                self._turns.pause(self._starter.failed(ended))
            else:
                self._starter.worked()
                return self._with_more(loaded, number, process, job.deaths)

    def _start(self) -> ReaderProcess:
        with self._turns.while_open():
            self.process = self._starter.start()
            return self.process

    def _with_more(
        self, loaded: Loaded | None, number: int | None, process: ReaderProcess, deaths: int
    ) -> Loaded | None:
        if loaded is None or number is None:
            return loaded
        more = More(self, process, number, deaths)
        process.release_with(more, number)
        return replace(loaded, others=more)

    def _given_up(self, job: Job, ended: EndedError) -> Loaded:
        if ended.reason == "reading_timeout":
            sentence = f"Reading it was stopped {ended.message}"
        else:
            sentence = f"Reading it ended the process that reads, {job.deaths} times ({ended.message})"
        cure = _GIVE_MEMORY if "SIGKILL" in ended.message else _CURES[ended.reason]
        message = f"{sentence}; what is left of the file was not read."
        error = GivenUpError(message, reason=ended.reason, path=job.task.path, cure=cure)
        return Loaded(job.task, analysis=broken(job.task.path, job.task.frame, error, self._provenance))


def _ask(process: ReaderProcess, job: Job) -> Answer:
    if job.before is None:
        return process.ask(job.task)
    more = job.before.others
    number = more.number if isinstance(more, More) and more.process is process else None
    return process.ask(replace(job.before, others=None), number)
