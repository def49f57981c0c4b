"""One run over folders and a store, for command line and window alike: paused, cancelled, resumed."""

from __future__ import annotations

import time
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from fracview.inference import replaced
from fracview.reading import distinct, walk
from fracview.review.batch.own_files import OwnFiles
from fracview.review.batch.progress import BatchProgress, Meter
from fracview.review.batch.recall import remembering
from fracview.review.batch.unplugged import Unplugged, system_refused
from fracview.review.batch.watching import Watch
from fracview.review.run import (
    DEFAULT_BATCH,
    DEFAULT_READERS,
    RunOptions,
    Surroundings,
    run_paths,
)
from fracview.review.stopping import Stop

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

    from fracview.core.analysis import Analysis
    from fracview.inference import Analyzer, ModelSet
    from fracview.review.batch.saving import Saver
    from fracview.review.loading import Loader, Readers
    from fracview.review.run import Step
    from fracview.review.store import Store

LOOK_EVERY_S = 0.05
"""While it is paused, a run looks so often whether it is to go on."""


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How a run goes; the first five as in `RunOptions`.

    Attributes
    ----------
    watch
        Go on after the walk, and take new files as they come.
    run_anyway, ignore_gate
        Also run on what is asked about first; also on what the gate refuses. Such results are kept apart.
    isolated
        Read in processes of their own, so that a file that crashes its decoder costs itself alone.
    """

    batch: int = DEFAULT_BATCH
    layer_maps: bool = False
    keep_images: bool = False
    readers: int = DEFAULT_READERS
    leave_out: tuple[Path, ...] = ()
    watch: bool = False
    run_anyway: bool = False
    ignore_gate: bool = False
    isolated: bool = True

    @property
    def run_options(self) -> RunOptions:
        """What of it concerns the road itself."""
        return RunOptions(
            batch=self.batch,
            layer_maps=self.layer_maps,
            keep_images=self.keep_images,
            readers=self.readers,
            leave_out=self.leave_out,
        )


class BatchJob:
    """A run; `steps` is called once, the other methods from any thread.

    Parameters
    ----------
    roots
        Files and folders.
    open_analyzer
        Called on the thread of `steps`.
    store
        Where results are kept and looked up; None for a run that remembers nothing.
    options
        How the run goes.
    """

    def __init__(
        self,
        roots: Sequence[Path],
        open_analyzer: Callable[[], Analyzer],
        store: Store | None,
        options: BatchOptions | None = None,
    ) -> None:
        self._analyzer: Analyzer | None = None
        self._roots = distinct(roots)
        self._open_analyzer = open_analyzer
        self._store = store
        self._options = options or BatchOptions()
        self._stop = Stop()
        self._paused = False
        self._watch = Watch(self._stop) if self._options.watch else None
        self._meter = Meter()
        self._state = "opening"
        self._error: Exception | None = None

    @property
    def analyzer(self) -> Analyzer:
        """The networks, with what this run permits; opened when first asked for."""
        if self._analyzer is None:
            options, opened = self._options, self._open_analyzer()
            self._analyzer = opened.permitting(run_anyway=options.run_anyway, ignore_gate=options.ignore_gate)
        return self._analyzer

    @property
    def model_set(self) -> ModelSet:
        """The networks' folders."""
        return self.analyzer.model_set

    def steps(self) -> Generator[Step]:
        """Results in the order of the walk, kept before the generator ends.

        Ends when all is done (a watch never is), or soon after `cancel`. Closing it early keeps what was
        yielded.

        Raises
        ------
        FracViewError
            What ended the run before its end: networks that do not open, a store that cannot be written, a
            drive that has gone. Everything that was done is kept.
        """
        try:
            yield from self._run()
        except GeneratorExit:
            self._state = "cancelled"
            raise
        except BaseException as error:
            self._state = "failed"
            self._error = error if isinstance(error, Exception) else None
            raise
        else:
            self._state = "cancelled" if self._stop.is_set() else "finished"

    def _run(self) -> Generator[Step]:
        analyzer = self.analyzer
        self._state = "running"
        unplugged = Unplugged(self._roots)
        with ExitStack() as stack:
            saver, around = self._surroundings(stack, analyzer)
            found = run_paths(self._roots, analyzer, self._options.run_options, around)
            for step in stack.enter_context(closing(found)):
                self._look_at(step.analysis, unplugged)
                if saver is not None and not step.recalled:
                    saver.keep(step)
                self._meter.add(step)
                yield step
                while self._paused and not self._stop.is_set():
                    time.sleep(LOOK_EVERY_S)

    def _look_at(self, analysis: Analysis, unplugged: Unplugged) -> None:
        """End where a drive has gone; a watch waits for it instead."""
        if self._watch is None:
            unplugged.check(analysis)
        elif system_refused(analysis):
            self._watch.forget(analysis.path)

    def _surroundings(self, stack: ExitStack, analyzer: Analyzer) -> tuple[Saver | None, Surroundings]:
        options = self._options
        saver, memory = remembering(stack, self._store, analyzer, options.run_options)
        return saver, Surroundings(
            memory=memory,
            walk=self._watch or walk,
            readers=partial(_isolated, analyzer, options) if options.isolated else None,
            is_own=OwnFiles(self._store),
            stop=self._stop,
            keep_rows=saver is not None,
        )

    def notes(self) -> list[str]:
        """What is to be said at the end besides the results."""
        if self._analyzer is None or not replaced(self.model_set):
            return []
        references = [one.reference for one in self.model_set.folders]
        names = ", ".join(f"{one.name} {one.sha256[:6]}" for one in references)
        changed = "The networks' folder was changed during the run."
        return [f"{changed} Every result is of the networks that were opened at its start: {names}."]

    def pause(self, paused: bool) -> None:
        """Take no further frame, or go on."""
        self._meter.pause()
        self._paused = paused

    def cancel(self) -> None:
        """End after what is under way; may be called by a signal's handler."""
        self._stop.set()

    def progress(self) -> BatchProgress:
        """How far the run is."""
        return self._meter.read(self._shown_state(), self._error)

    def _shown_state(self) -> str:
        state = self._state
        if state != "running":
            return state
        if self._paused:
            return "paused"
        return "watching" if self._watch is not None and self._watch.idle else state


def _isolated(analyzer: Analyzer, options: BatchOptions, _load: Loader) -> Readers:
    """Readers in processes of their own."""
    from fracview.review.batch.isolated import IsolatedReaders
    from fracview.review.batch.recipe import LoaderRecipe

    return IsolatedReaders(LoaderRecipe.of(analyzer, keep_images=options.keep_images), options.readers)
