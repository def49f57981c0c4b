"""``fracview analyze``: from paths to a file of records, pictures, and a table."""

from __future__ import annotations

import sys
from contextlib import ExitStack, closing
from functools import partial
from typing import TYPE_CHECKING

from fracview.cli import ALL_DONE, INTERRUPTED, SOME_FAILED
from fracview.cli.checks import check_outputs, check_paths
from fracview.cli.interrupt import Interrupt
from fracview.cli.jobs import open_job, open_store
from fracview.cli.outputs import check_replaceable, plan_of
from fracview.cli.progress import progress
from fracview.cli.report import Report
from fracview.core.errors import FracViewError, UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

    from fracview.cli.jobs import Job
    from fracview.review.batch.outputs import Outputs
    from fracview.review.store import Store


def run(arguments: argparse.Namespace) -> int:
    """Analyse and return the exit code.

    Raises
    ------
    FracViewError
        Before anything has started: wrong usage, no such path, a model folder or a device that must not run.
    """
    with Interrupt() as interrupt:
        arguments.paths = _paths(arguments.paths)
        check_paths(arguments.paths)
        check_outputs(arguments)
        report = Report(arguments.out, quiet=arguments.quiet)
        try:
            code = _run(arguments, report, interrupt)
        except KeyboardInterrupt:  # a second Ctrl-C: no table, but how far it got and where that is
            report.say_stopped()
            return interrupt.exit_code or INTERRUPTED
    if not interrupt.hung_up:
        report.print()
    return code


def _paths(named: Sequence[str]) -> list[Path]:
    """Paths as they were named; URLs of object storage among them."""
    from fracview.reading import as_path

    return [as_path(name) for name in named]


def _run(arguments: argparse.Namespace, report: Report, interrupt: Interrupt) -> int:
    """Run to the end, to Ctrl-C, or to what cannot be written any more: the exit code."""
    from fracview.review.batch.outputs import Outputs

    with ExitStack() as stack:
        store = stack.enter_context(open_store(arguments.store)) if arguments.store else None
        job = open_job(arguments, store)
        plan = plan_of(arguments)
        check_replaceable(plan, store)
        if arguments.watch and not interrupt.signal_number:
            job = _watch(arguments, job, store, interrupt)
        interrupt.then = job.cancel
        if interrupt.signal_number:
            report.interrupted = True
            return interrupt.exit_code
        outputs = Outputs(plan, job.model_set.region.manifest.classes, store)
        try:
            _analyze(job, outputs, report, interrupt, quiet=arguments.quiet)
        except FracViewError as error:
            report.whole = False
            if not outputs.count:
                raise
            print(f"fracview: error: {error}", file=sys.stderr)
            return SOME_FAILED
        finally:
            report.placed = outputs.placed
            report.in_place = arguments.out in outputs.placed
            report.out = outputs.placed.get(arguments.out, arguments.out)
        report.say(job.notes())
    if interrupt.exit_code:
        report.interrupted = interrupt.signal_number != 0
        return interrupt.exit_code
    if not outputs.count:
        raise UsageError(
            "there is no file to analyse in what was named.",
            reason="nothing_to_analyze",
            cure="Name files, or a folder that holds some; FracView's own pictures are not read again.",
        )
    return SOME_FAILED if report.summary.failures or outputs.not_drawn else ALL_DONE


def _watch(arguments: argparse.Namespace, job: Job, store: Store | None, interrupt: Interrupt) -> Job:
    """Watch until Ctrl-C; the run that then says what became of each file, out of the store.

    A file that came in halves, or was mended, has one row in the end, and that of its last state.
    """
    known = 0
    interrupt.then = job.cancel
    with closing(job.steps()) as steps, progress(quiet=arguments.quiet) as bar:
        for step in steps:
            known += step.recalled and step.analysis.frame == 0
            bar.update(step.file_number, step.files_found, False, known)
    interrupt.begin_again()
    return open_job(arguments, store, after=job)


def _analyze(job: Job, outputs: Outputs, report: Report, interrupt: Interrupt, *, quiet: bool) -> None:
    """Walk, read, analyse, write, until something asks to stop."""
    known = 0
    with ExitStack() as stack:
        stack.push(partial(_place, outputs, interrupt))
        stack.callback(interrupt.hold)  # called before the outputs are closed
        steps = stack.enter_context(closing(job.steps()))
        bar = stack.enter_context(progress(quiet=quiet))
        for step in steps:
            known += step.recalled and step.analysis.frame == 0
            report.add(outputs.write(step))
            bar.update(step.file_number, step.files_found, step.walk_finished, known)
            if interrupt.signal_number:
                break
        outputs.remarks += job.notes()


def _place(outputs: Outputs, interrupt: Interrupt, kind: type[BaseException] | None, *_: object) -> None:
    """A part of the results goes beside those of an earlier run, not in their place."""
    outputs.place(whole=kind is None and not interrupt.signal_number)
