"""The one road from paths to analyses: walk, read ahead in threads, run the networks in batches.

Work is a plain generator: each item is a result and how far the run is; closing it cancels the rest.
"""

from __future__ import annotations

import logging
import os
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from fracview.export import is_own_name
from fracview.reading import RemotePath, walk
from fracview.review.loading import AHEAD_BYTES, Loader, ReadAhead, Task, ThreadReaders
from fracview.review.outcomes import broken
from fracview.review.stopping import Stop
from fracview.review.walking import BackgroundWalk

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from fracview.core.analysis import Analysis
    from fracview.core.errors import ReadingError
    from fracview.inference import Analyzer
    from fracview.review.loading import Coming, Known, Loaded, Readers
    from fracview.review.store import FileStamp

    Found = Path | ReadingError

logger = logging.getLogger(__name__)

DEFAULT_BATCH = 4
DEFAULT_READERS = 2

LOOKED_UP_TOGETHER = 256
"""Files that a memory is asked about at once."""

PATIENCE_S = 0.5
"""Where nothing is found for so long, what was read ahead is not kept waiting for more."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a run goes.

    Attributes
    ----------
    batch
        Frames a pass through the networks, 1 or more.
    layer_maps
        Whether the layer maps are computed and kept with each analysis.
    keep_images
        Whether each step carries the display picture.
    readers
        Threads that read and prepare.
    leave_out
        The run's own output, not read: the results file, and in the picture folders what is called as only
        FracView's pictures are. Scans that lie there are read.
    """

    batch: int = DEFAULT_BATCH
    layer_maps: bool = False
    keep_images: bool = False
    readers: int = DEFAULT_READERS
    leave_out: tuple[Path, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Step:
    """One analysis and how far the run is.

    Attributes
    ----------
    analysis
        The result of one frame.
    display_image
        (rows, columns[, 3]) uint8, only when kept and only where the file could be read.
    file_number
        One-based number of the frame's file in the run.
    files_found, walk_finished
        Files found so far; the total once the walk has finished.
    left_out
        FracView's own output met so far and not read; the total in the run's last step.
    recalled
        Whether the analysis was known before, and no network ran.
    stamp, frame_count, study_uid
        Of the file, as it was read; None, 1 and "" where it was not.
    """

    analysis: Analysis
    display_image: NDArray[np.uint8] | None
    file_number: int
    files_found: int
    walk_finished: bool
    left_out: int = 0
    recalled: bool = False
    stamp: FileStamp | None = None
    frame_count: int = 1
    study_uid: str = ""


class Memory(Protocol):
    """What is known from runs before."""

    def of_files(self, tasks: Sequence[Task]) -> dict[int, Known]:
        """Files that have not changed since everything on them was found, by the task's number."""

    def of_contents(self, loaded: Loaded) -> Loaded:
        """The frame with its analysis, where these contents are known; else with the rows that are."""


class Forgetful:
    """Knows nothing: every file is read and every frame analysed."""

    def of_files(self, tasks: Sequence[Task]) -> dict[int, Known]:  # noqa: ARG002
        """None."""
        return {}

    def of_contents(self, loaded: Loaded) -> Loaded:
        """As it is."""
        return loaded


@dataclass(frozen=True, eq=False, slots=True)
class Surroundings:
    """What a run works with, where it is more than a plain one.

    Attributes
    ----------
    memory
        What is known already.
    walk
        From the paths to what is found; may wait for more, as a watch does.
    readers
        Makes the readers; by default threads.
    is_own
        Which files FracView wrote itself, beyond `RunOptions.leave_out`; called on the walk's thread.
    stop
        Set: take no further file, finish what is under way.
    keep_rows
        Whether each analysis carries what its networks gave, for a store.
    """

    memory: Memory = field(default_factory=Forgetful)
    walk: Callable[[Sequence[Path]], Iterable[Found]] = walk
    readers: Callable[[Loader], Readers] | None = None
    is_own: Callable[[Path], bool] = lambda _: False
    stop: Stop = field(default_factory=Stop)
    keep_rows: bool = False


def analyze_paths(
    paths: Sequence[Path], analyzer: Analyzer, options: RunOptions | None = None
) -> Generator[Analysis]:
    """Analyses of every file below `paths`, in the order of the walk; see `run_paths`."""
    with closing(run_paths(paths, analyzer, options)) as steps:
        for step in steps:
            yield step.analysis


def run_paths(
    paths: Sequence[Path],
    analyzer: Analyzer,
    options: RunOptions | None = None,
    surroundings: Surroundings | None = None,
) -> Generator[Step]:
    """Walk, read, analyse: one step a frame, in the order of the walk.

    A file that cannot be read, or that breaks the networks, is a step like any other and the run goes on.
    Memory stays flat: a few batches of frames are held at most, and fewer of large pictures. Closing the
    generator stops the walk, drops what was read ahead and returns once every thread has ended.

    Parameters
    ----------
    paths
        Files and folders.
    analyzer
        The networks.
    options
        How the run goes; by default findings only.
    surroundings
        By default a plain run, that remembers nothing.
    """
    options, around = options or RunOptions(), surroundings or Surroundings()
    load = Loader(analyzer, keep_images=options.keep_images)
    readers = around.readers(load) if around.readers else ThreadReaders(load, options.readers)
    with (
        closing(readers),
        BackgroundWalk(around.walk(paths), OwnOutput(options.leave_out, around.is_own)) as found,
    ):
        ahead = ReadAhead(readers, 2 * options.batch + options.readers)
        loaded = remembered(ahead(coming(found, around)), around.memory)
        for one, analysis in _analyses(
            loaded, _Networks(analyzer, options.layer_maps, around.keep_rows), options
        ):
            progress = (one.task.number, found.found, found.finished, found.left_out)
            learnt = (one.recalled, one.stamp, one.frame_count, one.study_uid)
            yield Step(analysis, one.display_image, *progress, *learnt)


def coming(found: BackgroundWalk, around: Surroundings) -> Iterator[Coming]:
    """Tasks in the order of the walk, or what is known in their place; None where none comes."""
    number = 0
    while not around.stop.is_set() and (items := found.take(LOOKED_UP_TOGETHER, PATIENCE_S)) is not None:
        tasks = [Task(item, 0, number + place) for place, item in enumerate(items, start=1)]
        number += len(tasks)
        known = around.memory.of_files(tasks)
        for task in tasks:
            if around.stop.is_set():
                return
            yield known.get(task.number, task)
        if not items:
            yield None


def remembered(loaded: Iterable[Loaded | None], memory: Memory) -> Iterator[Loaded | None]:
    """Look up by its contents what had to be read, as a file that was moved or renamed."""
    for one in loaded:
        yield one if one is None or one.prepared is None else memory.of_contents(one)


class OwnOutput:
    """Says which found files are the run's own output, of this run or of one before; see `Surroundings`."""

    def __init__(self, outputs: Iterable[Path], is_own: Callable[[Path], bool]) -> None:
        self._outputs = [os.path.realpath(path) for path in outputs]
        self._is_own = is_own

    def __call__(self, found: Path | ReadingError) -> bool:
        """Whether it is; what lies in object storage never is."""
        if not isinstance(found, Path) or isinstance(found, RemotePath):
            return False
        if self._is_own(found):
            return True
        if not self._outputs:
            return False
        resolved = Path(os.path.realpath(found))
        if str(resolved) in self._outputs:
            return True
        return is_own_name(found.name) and any(resolved.is_relative_to(output) for output in self._outputs)


@dataclass(frozen=True, slots=True)
class _Networks:
    """The networks and what is wanted of them."""

    analyzer: Analyzer
    layer_maps: bool
    keep_rows: bool


def _analyses(
    loaded: Iterable[Loaded | None], networks: _Networks, options: RunOptions
) -> Iterator[tuple[Loaded, Analysis]]:
    for gathered in grouped(loaded, options.batch):
        yield from _finish(gathered, networks)


def grouped(loaded: Iterable[Loaded | None], batch: int) -> Iterator[list[Loaded]]:
    """Gather batches without leaving the order: what needs no network waits for its turn.

    Parameters
    ----------
    loaded
        Frames; None where none come for a while: what was gathered is not kept waiting then.
    batch
        Frames a pass through the networks, as many as that in each group but for the last and those that
        would hold too much.
    """
    gathered: list[Loaded] = []
    for one in loaded:
        if one is not None:
            gathered.append(one)
        ready = sum(item.for_networks for item in gathered)
        full = len(gathered) >= 4 * batch or sum(item.held_bytes for item in gathered) > AHEAD_BYTES
        if ready in (0, batch) or full or one is None:
            yield gathered
            gathered = []
    yield gathered


def _finish(gathered: Sequence[Loaded], networks: _Networks) -> Iterator[tuple[Loaded, Analysis]]:
    batch = [one for one in gathered if one.prepared is not None and one.analysis is None]
    analyses = iter(run_networks(batch, networks.analyzer, networks.layer_maps, networks.keep_rows))
    for one in gathered:
        yield one, one.analysis or next(analyses)


def run_networks(
    batch: Sequence[Loaded], analyzer: Analyzer, layer_maps: bool, keep_rows: bool = False
) -> list[Analysis]:
    """One pass over what is prepared; where it breaks, one pass a frame, so that only one frame fails."""
    prepared = [one.prepared for one in batch if one.prepared is not None]
    if not prepared:
        return []
    try:
        if keep_rows:
            return analyzer.analyze(prepared, layer_maps=layer_maps, keep_rows=True)
        return analyzer.analyze(prepared, layer_maps=layer_maps)
    except Exception as error:  # the edge of a job: one frame must not end the run
        logger.debug("the networks failed on a batch of %d", len(batch), exc_info=True)
        if len(batch) == 1:
            return [_failed(batch[0], error, analyzer)]
        parts = (run_networks([one], analyzer, layer_maps, keep_rows) for one in batch)
        return [analysis for part in parts for analysis in part]


def _failed(one: Loaded, error: Exception, analyzer: Analyzer) -> Analysis:
    sha256 = one.prepared.sha256 if one.prepared else ""
    return broken(one.task.path, one.task.frame, error, analyzer.provenance(), sha256)
