"""The one road from paths to analyses: walk, read ahead in threads, run the networks in batches.

Work is a plain generator: each item is a result and how far the run is; closing it cancels the rest.
"""

from __future__ import annotations

import logging
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fracview.export import is_own_name
from fracview.reading import walk
from fracview.review.loading import AHEAD_BYTES, Loader, ReadAhead, Task
from fracview.review.outcomes import broken
from fracview.review.walking import BackgroundWalk

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from fracview.core.analysis import Analysis
    from fracview.core.errors import ReadingError
    from fracview.inference import Analyzer
    from fracview.review.loading import Loaded

logger = logging.getLogger(__name__)

DEFAULT_BATCH = 4
DEFAULT_READERS = 2


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
    """

    analysis: Analysis
    display_image: NDArray[np.uint8] | None
    file_number: int
    files_found: int
    walk_finished: bool
    left_out: int = 0


def analyze_paths(
    paths: Sequence[Path], analyzer: Analyzer, options: RunOptions | None = None
) -> Generator[Analysis]:
    """Analyses of every file below `paths`, in the order of the walk; see `run_paths`."""
    with closing(run_paths(paths, analyzer, options)) as steps:
        for step in steps:
            yield step.analysis


def run_paths(
    paths: Sequence[Path], analyzer: Analyzer, options: RunOptions | None = None
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
    """
    options = options or RunOptions()
    load = Loader(analyzer, keep_images=options.keep_images)
    threads = ThreadPoolExecutor(options.readers, thread_name_prefix="fracview-read")
    try:
        with BackgroundWalk(walk(paths), _Own(options.leave_out)) as found:
            tasks = (Task(item, 0, number) for number, item in enumerate(found, start=1))
            loaded = ReadAhead(load, threads, 2 * options.batch + options.readers)(tasks)
            for one, analysis in _analyses(loaded, analyzer, options):
                progress = (one.task.number, found.found, found.finished, found.left_out)
                yield Step(analysis, one.display_image, *progress)
    finally:
        threads.shutdown(wait=True, cancel_futures=True)


class _Own:
    """Says which found files are the run's own output, of this run or of one before."""

    def __init__(self, outputs: Iterable[Path]) -> None:
        self._outputs = [os.path.realpath(path) for path in outputs]

    def __call__(self, found: Path | ReadingError) -> bool:
        if not self._outputs or not isinstance(found, Path):
            return False
        resolved = Path(os.path.realpath(found))
        if str(resolved) in self._outputs:
            return True
        return is_own_name(found.name) and any(resolved.is_relative_to(output) for output in self._outputs)


def _analyses(
    loaded: Iterable[Loaded], analyzer: Analyzer, options: RunOptions
) -> Iterator[tuple[Loaded, Analysis]]:
    """Gather batches without leaving the order: what needs no network waits for its turn."""
    gathered: list[Loaded] = []
    for one in loaded:
        gathered.append(one)
        ready = sum(item.for_networks for item in gathered)
        full = len(gathered) >= 4 * options.batch or sum(item.held_bytes for item in gathered) > AHEAD_BYTES
        if ready in (0, options.batch) or full:
            yield from _finish(gathered, analyzer, options.layer_maps)
            gathered = []
    yield from _finish(gathered, analyzer, options.layer_maps)


def _finish(
    gathered: Sequence[Loaded], analyzer: Analyzer, layer_maps: bool
) -> Iterator[tuple[Loaded, Analysis]]:
    batch = [one for one in gathered if one.prepared is not None]
    analyses = iter(run_networks(batch, analyzer, layer_maps))
    for one in gathered:
        yield one, one.analysis or next(analyses)


def run_networks(batch: Sequence[Loaded], analyzer: Analyzer, layer_maps: bool) -> list[Analysis]:
    """One pass over what is prepared; where it breaks, one pass a frame, so that only one frame fails."""
    prepared = [one.prepared for one in batch if one.prepared is not None]
    if not prepared:
        return []
    try:
        return analyzer.analyze(prepared, layer_maps=layer_maps)
    except Exception as error:  # the edge of a job: one frame must not end the run
        logger.debug("the networks failed on a batch of %d", len(batch), exc_info=True)
        if len(batch) == 1:
            return [_failed(batch[0], error, analyzer)]
        return [analysis for one in batch for analysis in run_networks([one], analyzer, layer_maps)]


def _failed(one: Loaded, error: Exception, analyzer: Analyzer) -> Analysis:
    sha256 = one.prepared.sha256 if one.prepared else ""
    return broken(one.task.path, one.task.frame, error, analyzer.provenance(), sha256)
