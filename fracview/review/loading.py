"""Reading ahead: files become prepared network inputs in threads, and come back in their order."""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fracview.core.errors import ReadingError
from fracview.reading import read
from fracview.review.outcomes import broken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Executor, Future

    import numpy as np
    from numpy.typing import NDArray

    from fracview.core.analysis import Analysis
    from fracview.inference import Analyzer, Prepared

logger = logging.getLogger(__name__)


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

    `display_image` is kept only when asked for. `frame_count` is above 1 where the networks are to run
    on the file's other frames too.
    """

    task: Task
    prepared: Prepared | None = None
    analysis: Analysis | None = None
    display_image: NDArray[np.uint8] | None = None
    frame_count: int = 1

    @property
    def for_networks(self) -> bool:
        """Whether networks will run on it, and it counts for the size of a batch."""
        return self.prepared is not None and bool(self.prepared.inputs)


class Loader:
    """Reads and prepares one frame; called in threads.

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
        """Never raises for a file: what is wrong with it becomes its analysis."""
        try:
            return self._load(task)
        except ReadingError as error:
            return self._broken(task, error)
        except Exception as error:  # the edge of a job: one file must not end the run
            logger.debug("reading failed unexpectedly", exc_info=True)
            return self._broken(task, error)

    def _load(self, task: Task) -> Loaded:
        if isinstance(task.found, ReadingError):
            raise task.found
        radiograph = read(task.found, task.frame)
        prepared = self._analyzer.prepare(radiograph)
        image = radiograph.display_image() if self._keep_images else None
        frames = radiograph.frame_count if prepared.inputs else 1
        return Loaded(task, prepared, display_image=image, frame_count=frames)

    def _broken(self, task: Task, error: Exception) -> Loaded:
        analysis = broken(task.path, task.frame, error, self._analyzer.provenance())
        return Loaded(task, analysis=analysis)


def read_ahead(
    tasks: Iterable[Task], load: Callable[[Task], Loaded], threads: Executor, ahead: int
) -> Iterator[Loaded]:
    """Load tasks in `threads`, at most `ahead` of them at a time in memory, and yield in their order.

    Where a file's first frame says that there are more, those follow it at once.
    """
    waiting: deque[Future[Loaded]] = deque()
    for task in tasks:
        waiting.append(threads.submit(load, task))
        if len(waiting) >= ahead:
            yield from _with_other_frames(waiting.popleft().result(), load, threads, ahead)
    while waiting:
        yield from _with_other_frames(waiting.popleft().result(), load, threads, ahead)


def _with_other_frames(
    first: Loaded, load: Callable[[Task], Loaded], threads: Executor, ahead: int
) -> Iterator[Loaded]:
    yield first
    if first.task.frame == 0 and first.frame_count > 1:
        frames = range(1, first.frame_count)
        others = (Task(first.task.found, frame, first.task.number) for frame in frames)
        yield from read_ahead(others, load, threads, ahead)
