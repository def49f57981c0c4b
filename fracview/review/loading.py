"""Reading ahead: files become prepared network inputs in threads, and come back in their order."""

from __future__ import annotations

import logging
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from fracview.core.errors import ReadingError
from fracview.reading import ReadingReason, read_frames
from fracview.reading.reasons import refusal
from fracview.review.outcomes import broken
from fracview.review.stamps import stamp_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

    import numpy as np
    from numpy.typing import NDArray

    from fracview.core.analysis import Analysis, Provenance
    from fracview.core.radiograph import Radiograph
    from fracview.inference import Prepared
    from fracview.review.store import FileStamp

logger = logging.getLogger(__name__)

AHEAD_BYTES = 256 << 20
"""Pictures read ahead take about this much memory at most, however large the batch."""

FIRST_AHEAD = 16
"""Files read ahead before the size of a single one is known."""

READ_AGAIN = 2
"""How often a file that changes while it is read is read once more."""


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
    it was read once; None where there are none, or where the networks are not to run on them. `stamp` is the
    file's from before and after it was read; None where it could not be read, or has gone since. `recalled`
    says that the analysis was known before.
    """

    task: Task
    prepared: Prepared | None = None
    analysis: Analysis | None = None
    display_image: NDArray[np.uint8] | None = None
    others: object | None = None
    study_uid: str = ""
    frame_count: int = 1
    stamp: FileStamp | None = None
    recalled: bool = False

    @property
    def for_networks(self) -> bool:
        """Whether networks will run on it, and it counts for the size of a batch."""
        return self.analysis is None and self.prepared is not None and bool(self.prepared.inputs)

    @property
    def held_bytes(self) -> int:
        """Bytes of the pictures that it keeps in memory."""
        kept = 0 if self.display_image is None else self.display_image.nbytes
        return kept + sum(one.nbytes for one in self.prepared.inputs.values()) if self.prepared else kept


@dataclass(frozen=True, slots=True)
class Known:
    """A file of which everything is known already: one `Loaded` with an analysis for each frame."""

    frames: tuple[Loaded, ...]


Coming = Task | Known | None
"""What `ReadAhead` takes: a file to read, one that is known, or None: nothing more for the moment."""


class Preparer(Protocol):
    """What reading needs of an `Analyzer`; worker processes have a stand-in without networks."""

    def prepare(self, radiograph: Radiograph) -> Prepared:
        """Inputs of the networks."""

    def provenance(self, voi: str = "") -> Provenance:
        """For a file that cannot be read."""


class Readers(Protocol):
    """Where reading happens: threads, or processes."""

    def first(self, task: Task) -> Future[Loaded]:
        """First frame of a file."""

    def following(self, before: Loaded) -> Future[Loaded | None]:
        """The frame after one whose `others` is set."""

    def close(self) -> None:
        """Drop what is still to be read, and end every thread and process."""


class Loader:
    """Reads and prepares frames; called in threads, one thread a file at a time.

    Parameters
    ----------
    analyzer
        Prepares the inputs of its networks.
    keep_images
        Whether the display picture is kept, for overlays and strips.
    """

    def __init__(self, analyzer: Preparer, *, keep_images: bool) -> None:
        self._analyzer = analyzer
        self._keep_images = keep_images

    def __call__(self, task: Task) -> Loaded:
        """First frame of a file. Never raises for a file: what is wrong with it becomes its analysis.

        A file that changes while it is read is read again, and given up where it goes on changing.
        """
        if isinstance(task.found, ReadingError):
            return self._broken(task, task.found)
        for _ in range(1 + READ_AGAIN):
            before = stamp_of(task.found)
            loaded = self._next(task, read_frames(task.found))
            after = stamp_of(task.found)
            if loaded is None:  # no reader gives a file without frames
                return self._broken(task, ValueError("the file holds no frame"))
            if before == after or after is None:
                return replace(loaded, stamp=after)
        sentence = "The file changed while it was read."
        return self._broken(task, refusal(ReadingReason.CHANGED_WHILE_READ, sentence, task.found))

    def following(self, before: Loaded) -> Loaded | None:
        """Load the frame after `before`; None where there is none, or where it is not to run."""
        frames: Iterator[Radiograph | ReadingError] | None = before.others  # type: ignore[assignment]
        if frames is None:
            return None
        loaded = self._next(replace(before.task, frame=before.task.frame + 1), frames)
        return replace(loaded, stamp=before.stamp) if loaded else None

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
        return Loaded(
            task,
            prepared,
            display_image=image,
            others=frames if more else None,
            study_uid=radiograph.claims.study_uid,
            frame_count=radiograph.frame_count,
        )

    def _broken(self, task: Task, error: Exception) -> Loaded:
        analysis = broken(task.path, task.frame, error, self._analyzer.provenance())
        return Loaded(task, analysis=analysis)


class ThreadReaders:
    """Reading in threads of this process.

    Parameters
    ----------
    load
        What turns a task into its first frame, and one frame into the next.
    threads
        How many.
    """

    def __init__(self, load: Loader, threads: int) -> None:
        self._load = load
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="fracview-read")

    def first(self, task: Task) -> Future[Loaded]:
        """First frame of a file."""
        return self._threads.submit(self._load, task)

    def following(self, before: Loaded) -> Future[Loaded | None]:
        """The frame after one whose `others` is set."""
        return self._threads.submit(self._load.following, before)

    def close(self) -> None:
        """Drop what is still to be read, and wait for what is being read."""
        self._threads.shutdown(wait=True, cancel_futures=True)


class ReadAhead:
    """Loads tasks ahead and gives them back in their order; the frames of a file follow one another.

    Parameters
    ----------
    readers
        Where files are read.
    ahead
        Tasks in memory at most. Fewer, but never less than two, where as many pictures of the largest size
        seen so far would take more than `AHEAD_BYTES`.
    """

    def __init__(self, readers: Readers, ahead: int) -> None:
        self._readers = readers
        self._ahead = ahead
        self._largest = 0

    def __call__(self, coming: Iterable[Coming]) -> Iterator[Loaded | None]:
        """Load lazily: a task is taken only when there is room for it. None is handed on in its place."""
        waiting: deque[Future[Loaded] | Known] = deque()
        for one in coming:
            if one is None:
                yield from self._all(waiting)
                yield None
                continue
            waiting.append(self._readers.first(one) if isinstance(one, Task) else one)
            while waiting and (isinstance(waiting[0], Known) or len(waiting) >= self._room()):
                yield from self._frames(waiting.popleft())
        yield from self._all(waiting)

    def _all(self, waiting: deque[Future[Loaded] | Known]) -> Iterator[Loaded]:
        while waiting:
            yield from self._frames(waiting.popleft())

    def _room(self) -> int:
        largest = self._largest or AHEAD_BYTES // FIRST_AHEAD
        return min(self._ahead, max(2, AHEAD_BYTES // largest))

    def _frames(self, first: Future[Loaded] | Known) -> Iterator[Loaded]:
        """The frame and those that follow it in its file, the next one being read while one is used."""
        if isinstance(first, Known):
            yield from first.frames
            return
        current: Loaded | None = first.result()
        while current is not None:
            self._largest = max(self._largest or 1, current.held_bytes)
            coming = self._readers.following(current) if current.others is not None else None
            yield current
            current = coming.result() if coming else None
