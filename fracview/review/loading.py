"""Reading ahead: files become prepared network inputs in threads, and come back in their order."""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from fracview.core.errors import ReadingError
from fracview.reading import read_frames
from fracview.review.outcomes import broken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Executor, Future

    import numpy as np
    from numpy.typing import NDArray

    from fracview.core.analysis import Analysis
    from fracview.core.radiograph import Radiograph
    from fracview.inference import Analyzer, Prepared

logger = logging.getLogger(__name__)

AHEAD_BYTES = 256 << 20
"""Pictures read ahead take about this much memory at most, however large the batch."""

FIRST_AHEAD = 16
"""Files read ahead before the size of a single one is known."""


@dataclass(frozen=True, slots=True)
class Task:
    """One frame to read: file (or why there is none), zero-based frame, one-based number of the file."""

    found: Path | ReadingError
    frame: int
    number: int

    @property
    def path(self) -> Path:
        """The file or folder concerned."""
        if isinstance(self.found, ReadingError):
            return self.found.path or Path()
        return self.found


@dataclass(frozen=True, eq=False, slots=True)
class Loaded:
    """What became of a task: either `prepared` for the analyzer, or already the `analysis` of its failure.

    `display_image` is kept only when asked for. `others` gives the file's further frames, from the file as
    it was read once; None where there are none, or where the networks are not to run on them.
    """

    task: Task
    prepared: Prepared | None = None
    analysis: Analysis | None = None
    display_image: NDArray[np.uint8] | None = None
    others: Iterator[Radiograph | ReadingError] | None = None
    study_uid: str = ""

    @property
    def for_networks(self) -> bool:
        """Whether networks will run on it, and it counts for the size of a batch."""
        return self.prepared is not None and bool(self.prepared.inputs)

    @property
    def held_bytes(self) -> int:
        """Bytes of the pictures that it keeps in memory."""
        kept = 0 if self.display_image is None else self.display_image.nbytes
        return kept + sum(one.nbytes for one in self.prepared.inputs.values()) if self.prepared else kept


class Loader:
    """Reads and prepares frames; called in threads, one thread a file at a time.

    Parameters
    ----------
    analyzer
        Prepares the inputs of its networks.
    keep_images
        Whether the display picture is kept, for overlays and strips.
    """

    def __init__(self, analyzer: Analyzer, *, keep_images: bool) -> None:
        self._analyzer = analyzer
        self._keep_images = keep_images

    def __call__(self, task: Task) -> Loaded:
        """First frame of a file. Never raises for a file: what is wrong with it becomes its analysis."""
        if isinstance(task.found, ReadingError):
            return self._broken(task, task.found)
        loaded = self._next(task, read_frames(task.found))
        if loaded is None:  # no reader gives a file without frames
            return self._broken(task, ValueError("the file holds no frame"))
        return loaded

    def following(self, before: Loaded) -> Loaded | None:
        """Load the frame after `before`; None where there is none, or where it is not to run."""
        if before.others is None:
            return None
        return self._next(replace(before.task, frame=before.task.frame + 1), before.others)

    def _next(self, task: Task, frames: Iterator[Radiograph | ReadingError]) -> Loaded | None:
        try:
            radiograph = next(frames, None)
            if isinstance(radiograph, ReadingError):  # of this frame alone
                return replace(self._broken(task, radiograph), others=frames)
            return None if radiograph is None else self._prepared(task, radiograph, frames)
        except ReadingError as error:
            return self._broken(task, error)
        except Exception as error:  # the edge of a job: one file must not end the run
            logger.debug("reading failed unexpectedly", exc_info=True)
            return replace(self._broken(task, error), others=frames)

    def _prepared(
        self, task: Task, radiograph: Radiograph, frames: Iterator[Radiograph | ReadingError]
    ) -> Loaded:
        prepared = self._analyzer.prepare(radiograph)
        image = radiograph.display_image() if self._keep_images else None
        more = bool(prepared.inputs) and task.frame + 1 < radiograph.frame_count
        return Loaded(task, prepared, display_image=image, others=frames if more else None)

    def _broken(self, task: Task, error: Exception) -> Loaded:
        analysis = broken(task.path, task.frame, error, self._analyzer.provenance())
        return Loaded(task, analysis=analysis)


class ReadAhead:
    """Loads tasks in threads and gives them back in their order; the frames of a file follow one another.

    Parameters
    ----------
    load
        What turns a task into its first frame, and one frame into the next.
    threads
        Where that happens.
    ahead
        Tasks in memory at most. Fewer, but never less than two, where as many pictures of the largest size
        seen so far would take more than `AHEAD_BYTES`.
    """

    def __init__(self, load: Loader, threads: Executor, ahead: int) -> None:
        self._load = load
        self._threads = threads
        self._ahead = ahead
        self._largest = 0

    def __call__(self, tasks: Iterable[Task]) -> Iterator[Loaded]:
        """Load lazily: a task is taken only when there is room for it."""
        waiting: deque[Future[Loaded]] = deque()
        for task in tasks:
            waiting.append(self._threads.submit(self._load, task))
            while len(waiting) >= self._room():
                yield from self._frames(waiting.popleft().result())
        while waiting:
            yield from self._frames(waiting.popleft().result())

    def _room(self) -> int:
        largest = self._largest or AHEAD_BYTES // FIRST_AHEAD
        return min(self._ahead, max(2, AHEAD_BYTES // largest))

    def _frames(self, first: Loaded) -> Iterator[Loaded]:
        """The frame and those that follow it in its file, the next one being read while one is used."""
        current: Loaded | None = first
        while current is not None:
            self._largest = max(self._largest or 1, current.held_bytes)
            coming = self._threads.submit(self._load.following, current) if current.others else None
            yield current
            current = coming.result() if coming else None
