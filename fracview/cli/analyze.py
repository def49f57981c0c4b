"""``fracview analyze``: from paths to a file of records, pictures, and a table."""

from __future__ import annotations

import sys
from contextlib import ExitStack, closing
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
    with ExitStack() as stack:
        store = stack.enter_context(open_store(arguments.store)) if arguments.store else None
        job = open_job(arguments, store)
        interrupt.then = job.cancel
        if interrupt.signal_number:
            report.interrupted = True
            return interrupt.exit_code
        from fracview.review.batch.outputs import Outputs

        plan = plan_of(arguments)
        check_replaceable(plan, store)
        outputs = Outputs(plan, job.model_set.region.manifest.classes, store)
        try:
            stopped = _analyze(job, outputs, report, interrupt, quiet=arguments.quiet)
        except FracViewError as error:
            if not outputs.count:
                raise
            print(f"fracview: error: {error}", file=sys.stderr)
            return SOME_FAILED
        finally:
            report.in_place = arguments.out in outputs.placed
            report.out = outputs.placed.get(arguments.out, arguments.out)
        report.say(job.notes())
    if stopped:
        report.interrupted = True
        return stopped
    if not outputs.count:
        raise UsageError(
            "there is no file to analyse in what was named.",
            reason="nothing_to_analyze",
            cure="Name files, or a folder that holds some; FracView's own pictures are not read again.",
        )
    return SOME_FAILED if report.summary.failures or outputs.not_drawn else ALL_DONE


def _analyze(job: Job, outputs: Outputs, report: Report, interrupt: Interrupt, *, quiet: bool) -> int:
    """Walk, read, analyse, write: 0, or the exit code of what asked to stop."""
    known = 0
    with ExitStack() as stack:
        stack.callback(outputs.place)
        stack.callback(interrupt.hold)  # called before the outputs are closed
        steps = stack.enter_context(closing(job.steps()))
        bar = stack.enter_context(progress(quiet=quiet))
        for step in steps:
            known += step.recalled and step.analysis.frame == 0
            report.add(outputs.write(step))
            bar.update(step.file_number, step.files_found, step.walk_finished, known)
            if interrupt.signal_number:
                break
    return interrupt.exit_code
