"""What a batch found, written out: the run once more, recalled from the store, into files and pictures."""

from __future__ import annotations

import time
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fracview.review.batch.job import BatchJob
from fracview.review.batch.outputs import Outputs
from fracview.ui.batch.files import plan_into
from fracview.ui.batch.kinds import PICTURES, output_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from threading import Event

    from fracview.inference import Analyzer
    from fracview.review.store import Store
    from fracview.ui.batch.run import Request

TOLD_EVERY_S = 0.2


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be written.

    Attributes
    ----------
    folder
        Made where it is not there.
    kinds
        Keys of `fracview.ui.batch.kinds.KINDS`.
    with_identifiers
        Whether tables and records name the patients.
    request
        What was run over, and how: results of a run past the gate are kept apart from others.
    """

    folder: Path
    kinds: frozenset[str]
    with_identifiers: bool
    request: Request


@dataclass(frozen=True, slots=True)
class Written:
    """How far it is.

    Attributes
    ----------
    done, found, all_found
        Files; the total once `all_found`.
    not_drawn
        Pictures that could not be drawn.
    is_over
        Whether everything is in place.
    paths
        What is in place then.
    """

    done: int = 0
    found: int = 0
    all_found: bool = False
    not_drawn: int = 0
    is_over: bool = False
    paths: tuple[Path, ...] = ()


def save(order: Order, open_analyzer: Callable[[], Analyzer], store: Store, stop: Event) -> Iterator[Written]:
    """Write it, and say a few times a second how far that is; long, and not for the GUI thread.

    A reader's work is never replaced, nor a file of another program: the new file then gets a number. What
    the store does not know is analysed, and kept. Once `stop` is set, or where the iterator is closed early,
    every file stays as it was, and so do pictures that are drawn.

    Raises
    ------
    FracViewError
        A file that cannot be written, networks that do not open, a drive that has gone.
    """
    analyzer, roots = open_analyzer(), order.request.roots
    options = replace(
        order.request.options,
        watch=False,
        keep_images=any(kind in order.kinds for kind in PICTURES),
        layer_maps="strips" in order.kinds,
        leave_out=output_paths(order.folder),
    )
    job = BatchJob(roots, lambda: analyzer, store, options)
    labels = analyzer.model_set.region.manifest.classes
    plan = plan_into(order.folder, order.kinds, order.with_identifiers, roots, store)
    outputs = Outputs(plan, labels, store)
    done, told = 0, time.monotonic()
    with ExitStack() as stack:
        stack.callback(outputs.discard)  # without effect on what is in place
        for step in stack.enter_context(closing(job.steps())):
            if stop.is_set():
                return
            outputs.write(step)
            done = step.file_number
            if time.monotonic() - told > TOLD_EVERY_S:
                told = time.monotonic()
                yield Written(done, step.files_found, step.walk_finished, outputs.not_drawn)
        outputs.place()
    yield Written(done, done, True, outputs.not_drawn, is_over=True, paths=outputs.all_placed)
