"""Reading in processes of their own: a file that crashes, kills or hangs its decoder costs itself alone."""

from __future__ import annotations

import atexit
from concurrent.futures import Future
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from fracview.core.errors import ReadingError
from fracview.review.batch.lane import Lane, More
from fracview.review.batch.process import Starter
from fracview.review.batch.turns import Job, Turns
from fracview.review.loading import Loaded
from fracview.review.outcomes import broken

if TYPE_CHECKING:
    from fracview.review.batch.recipe import LoaderRecipe
    from fracview.review.loading import Task

Result = TypeVar("Result")

PROCESSES = 2

TIMEOUT_S = 120.0
"""No frame that FracView reads takes so long from a disk; a share that does has stopped answering."""


class IsolatedReaders:
    """Reads in processes, the first started when a file needs one (`fracview.review.loading.Readers`).

    Each process reads one frame at a time and keeps the files open that have more. Where it ends in the
    middle of a file, the file is tried once more in a fresh process while the others rest; a file that ends
    two processes, or takes longer than `timeout_s` for one frame, has failed (reasons ``worker_died`` and
    ``reading_timeout``), and what is left of it is not read. Other files that the process had open go on at
    the frame they had got to.

    Parameters
    ----------
    open_loader
        Sent to each process.
    processes
        How many at most.
    timeout_s
        How long one frame may take.
    """

    def __init__(
        self, open_loader: LoaderRecipe, processes: int = PROCESSES, timeout_s: float = TIMEOUT_S
    ) -> None:
        self._processes = processes
        self._provenance = open_loader.provenance
        self._turns = Turns()
        self._starter = Starter(open_loader, timeout_s)
        self._lanes: list[Lane] = []

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that there are at the moment."""
        processes = [lane.process for lane in self._lanes]
        return tuple(process.pid for process in processes if process is not None)

    def first(self, task: Task) -> Future[Loaded]:
        """First frame of a file.

        The future raises `fracview.review.batch.process.ReadersError` where no process starts, and
        `CancelledError` where the readers were closed.
        """
        if isinstance(task.found, ReadingError):
            analysis = broken(task.path, task.frame, task.found, self._provenance)
            return _at_once(Loaded(task, analysis=analysis))
        job = Job(task)
        if self._turns.put(job) and len(self._lanes) < self._processes:
            self._add_lane()
        return job.future

    def following(self, before: Loaded) -> Future[Loaded | None]:
        """The frame after one whose `others` is set; raises as `first` does."""
        more = before.others
        if not isinstance(more, More):
            return _at_once(None)
        task = replace(before.task, frame=before.task.frame + 1)
        job = Job(task, before=replace(before, prepared=None, display_image=None), deaths=more.deaths)
        self._turns.put(job, more.lane.own)
        return job.future

    def close(self) -> None:
        """Drop what is still to be read, and end every process at once, whatever it is doing."""
        self._turns.close()
        for lane in self._lanes:
            lane.kill()
        for lane in self._lanes:
            lane.join()
        atexit.unregister(self.close)

    def _add_lane(self) -> None:
        if not self._lanes:  # before multiprocessing waits at the end for processes that nobody has closed
            atexit.register(self.close)
        name = f"fracview-reader-{len(self._lanes) + 1}"
        self._lanes.append(Lane(self._turns, self._starter, self._provenance, name))


def _at_once(result: Result) -> Future[Result]:
    future: Future[Result] = Future()
    future.set_result(result)
    return future
