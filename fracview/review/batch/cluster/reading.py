"""Reading on a cluster, from the run's side: chunks of files out, frames back in the order of the walk."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from fracview.core.errors import ReadingError
from fracview.review.batch.cluster.errors import ClusterError
from fracview.review.batch.cluster.worker import Distant, Work, read_chunk
from fracview.review.loading import Known, Loaded, Task
from fracview.review.outcomes import broken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from fracview.review.batch.cluster.options import ClusterOptions
    from fracview.review.batch.recipe import LoaderRecipe

LOOK_EVERY_S = 0.05
"""While a chunk is waited for, the rest of the run is looked after so often."""

MOST_KNOWN = 256
"""Known frames that a chunk of files to read carries along at most."""


@dataclass(frozen=True, eq=False, slots=True)
class Chunk:
    """Where in the object store what a task read is; let go of, it is dropped there."""

    inputs: Any
    images: Any


@dataclass(eq=False, slots=True)
class _Segment:
    """A stretch of the walk: what is to be read, and in its place what need not be.

    Attributes
    ----------
    entries
        Tasks to read, known frames, and None where nothing came for a while.
    work
        What a worker reads of it, its paths absolute; `named` gives each file's task as the walk named it.
    refs
        Of the reading task, once it was given out.
    ready
        The frames, once they are there.
    """

    entries: list[Task | Loaded | None]
    work: Work
    named: dict[int, Task]
    refs: list[Any] = field(default_factory=list)
    ready: list[Loaded | None] | None = None


class Reading:
    """Turns tasks into frames; call it once.

    Parameters
    ----------
    ray
        The module, connected.
    recipe
        How each worker prepares.
    options
        Size of the chunks.
    ahead
        Chunks in the object store at most, being read or waiting for their turn.
    meanwhile
        Called again and again while a chunk is waited for; whether to go on.
    """

    def __init__(
        self,
        ray: Any,  # noqa: ANN401 - loosely typed module
        recipe: LoaderRecipe,
        options: ClusterOptions,
        ahead: int,
        meanwhile: Callable[[], bool],
    ) -> None:
        self._ray = ray
        self._recipe = recipe
        self._options = options
        self._ahead = ahead
        self._meanwhile = meanwhile
        self._segments: list[_Segment] = []
        self._ended = False
        self._read = ray.remote(read_chunk).options(num_cpus=1, num_returns=4, max_retries=1, name="read")

    def __call__(self, coming: Iterable[Task | Known | None]) -> Iterator[Loaded | None]:
        """Frames in the order of the walk, None handed on in its place; tasks are taken as there is room."""
        source = iter(coming)
        while True:
            self._collect()
            while not self._ended and len(self._segments) < self._ahead:
                self._give_out(self._next(source))
            if not self._segments:
                return
            head = self._segments[0]
            while head.ready is None:
                if not self._meanwhile():
                    return
                self._ray.wait(head.refs[:1], timeout=LOOK_EVERY_S)
                self._collect()
                head = self._segments[0]
            self._segments.pop(0)
            yield from head.ready

    def close(self) -> None:
        """Drop what is being read."""
        for segment in self._segments:
            if segment.refs:
                self._ray.cancel(segment.refs[0], force=True)
        self._segments.clear()

    def _next(self, source: Iterator[Task | Known | None]) -> _Segment:
        """A chunk's worth of the walk; shorter where nothing more comes for now."""
        entries: list[Task | Loaded | None] = []
        tasks: list[Task] = []
        while len(tasks) < self._options.files and len(entries) < MOST_KNOWN:
            try:
                one = next(source)
            except StopIteration:
                self._ended = True
                break
            if isinstance(one, Known):
                entries += one.frames
            elif one is None:
                entries.append(None)
                break
            elif isinstance(one.found, ReadingError):
                entries.append(self._broken(one, one.found))
            else:
                entries.append(one)
                tasks.append(one)
        there = tuple(replace(task, found=task.path.absolute()) for task in tasks)
        return _Segment(entries, Work(there), {task.number: task for task in tasks})

    def _give_out(self, segment: _Segment, at: int | None = None) -> None:
        if segment.work:
            options = self._options
            segment.refs = list(
                self._read.remote(segment.work, self._recipe, options.chunk_bytes, options.reading_s)
            )
        else:
            segment.ready = [one for one in segment.entries if not isinstance(one, Task)]
        self._segments.insert(len(self._segments) if at is None else at, segment)

    def _collect(self) -> None:
        """Take in every chunk that has come, and give out what it leaves."""
        by_ref = {
            segment.refs[0]: segment for segment in self._segments if segment.refs and not segment.ready
        }
        if not by_ref:
            return
        done, _ = self._ray.wait(list(by_ref), num_returns=len(by_ref), timeout=0, fetch_local=False)
        for ref in done:
            segment = by_ref[ref]
            place = self._segments.index(segment)
            try:
                frames, left = self._ray.get([segment.refs[0], segment.refs[3]])
            except self._ray.exceptions.RayError as error:
                self._segments.pop(place)
                for number, part in enumerate(self._parts(segment, error)):
                    self._give_out(part, place + number)
                continue
            rest = self._take(segment, frames, left)
            if rest is not None:
                self._give_out(rest, place + 1)

    def _take(self, segment: _Segment, frames: list[Distant], left: Work) -> _Segment | None:
        """Put a chunk's frames where their tasks are; the stretch that is still to be read, if any."""
        chunk = Chunk(segment.refs[1], segment.refs[2])
        segment.refs = []
        by_number: dict[int, list[Loaded | None]] = defaultdict(list)
        for one in frames:
            named = segment.named[one.task.number]
            by_number[named.number].append(replace(_at(one, named), chunk=chunk))
        before, following = self._divided(segment, left)
        opened = segment.work.before
        segment.ready = by_number.pop(opened.task.number, []) if opened is not None else []
        for entry in before:
            segment.ready += by_number[entry.number] if isinstance(entry, Task) else [entry]
        return _Segment(following, left, segment.named) if left or following else None

    def _divided(
        self, segment: _Segment, left: Work
    ) -> tuple[list[Task | Loaded | None], list[Task | Loaded | None]]:
        """Entries up to what is left to read, and from there on."""
        unread = {task.number for task in left.tasks}
        for place, entry in enumerate(segment.entries):
            if isinstance(entry, Task):
                if entry.number in unread:
                    return segment.entries[:place], segment.entries[place:]
                if left.before is not None and entry.number == left.before.task.number:
                    return segment.entries[: place + 1], segment.entries[place + 1 :]
        whole = left.before is None or segment.work.before is None
        return (segment.entries, []) if whole else ([], segment.entries)

    def _parts(self, segment: _Segment, error: Exception) -> Iterator[_Segment]:
        """A chunk whose workers died, file by file; one file whose workers died has failed."""
        work = segment.work
        alone = len(work.tasks) + (work.before is not None) == 1
        if work.before is not None:
            if alone:
                named = segment.named[work.before.task.number]
                failed = self._broken(replace(named, frame=work.before.task.frame + 1), _cause(error))
                yield _Segment([failed, *segment.entries], Work(()), {})
                return
            yield _Segment([], Work((), work.before), segment.named)
        there = {task.number: task for task in work.tasks}
        for entry in segment.entries:
            if not isinstance(entry, Task):
                yield _Segment([entry], Work(()), {})
            elif alone:
                yield _Segment([self._broken(entry, _cause(error))], Work(()), {})
            else:
                yield _Segment([entry], Work((there[entry.number],)), segment.named)

    def _broken(self, task: Task, error: Exception) -> Loaded:
        return Loaded(task, analysis=broken(task.path, task.frame, error, self._recipe.provenance))


def _at(one: Distant, named: Task) -> Distant:
    """The frame of a file as the walk named it: the worker had the absolute path."""
    path = named.path
    return replace(
        one,
        task=replace(named, frame=one.task.frame),
        prepared=replace(one.prepared, path=path) if one.prepared is not None else None,
        analysis=replace(one.analysis, path=path) if one.analysis is not None else None,
        stamp=replace(one.stamp, path=path) if one.stamp is not None else None,
    )


def _cause(error: Exception) -> Exception:
    """What the worker's own code raised, or that it died; what Ray says of that may quote paths."""
    cause = getattr(error, "cause", None)
    return cause if isinstance(cause, Exception) else died("read this file")


def died(doing: str) -> ClusterError:
    """For a frame whose workers died, alone and again."""
    return ClusterError(
        f"Every worker ended that {doing}, the last one with nothing else to do.",
        reason="worker_died",
        cure="Copy or export the file again from where it came from.",
    )
