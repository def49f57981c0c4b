"""``fracview analyze``: from paths to a file of records, pictures, and a table."""

from __future__ import annotations

import sys
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

from fracview.cli import ALL_DONE, INTERRUPTED, SOME_FAILED
from fracview.cli.checks import check_outputs, check_paths
from fracview.cli.interrupt import Interrupt
from fracview.cli.outputs import Outputs
from fracview.cli.progress import progress
from fracview.cli.report import Report
from fracview.core.errors import ExportError, UsageError
from fracview.core.resources import resources_dir

if TYPE_CHECKING:
    import argparse

    from fracview.inference import Analyzer
    from fracview.review.run import RunOptions


def run(arguments: argparse.Namespace) -> int:
    """Analyse and return the exit code.

    Raises
    ------
    FracViewError
        Before anything has started: wrong usage, no such path, a model folder or a device that must not run.
    """
    with Interrupt() as interrupt:
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


def _run(arguments: argparse.Namespace, report: Report, interrupt: Interrupt) -> int:
    """Run to the end, to Ctrl-C, or to what cannot be written any more: the exit code."""
    analyzer = _analyzer(arguments)
    if interrupt.signal_number:
        report.interrupted = True
        return interrupt.exit_code
    outputs = Outputs(arguments, analyzer)
    try:
        stopped = _analyze(arguments, analyzer, outputs, report, interrupt)
    except ExportError as error:
        if not outputs.count:
            raise
        print(f"fracview: error: {error}", file=sys.stderr)
        return SOME_FAILED
    finally:
        report.in_place = outputs.in_place
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


def _analyzer(arguments: argparse.Namespace) -> Analyzer:
    from fracview.inference import Analyzer, load_model_set

    folder = arguments.models or resources_dir() / "models"
    return Analyzer(
        load_model_set(folder),
        device=arguments.device,
        run_anyway=arguments.run_anyway,
        ignore_gate=arguments.ignore_gate,
    )


def _options(arguments: argparse.Namespace) -> RunOptions:
    from fracview.review.run import DEFAULT_BATCH, RunOptions

    outputs = (arguments.out, arguments.overlays, arguments.strips)
    return RunOptions(
        batch=arguments.batch or DEFAULT_BATCH,
        layer_maps=arguments.strips is not None,
        keep_images=arguments.overlays is not None or arguments.strips is not None,
        leave_out=tuple(path for path in outputs if path is not None),
    )


def _analyze(
    arguments: argparse.Namespace, analyzer: Analyzer, outputs: Outputs, report: Report, interrupt: Interrupt
) -> int:
    """Walk, read, analyse, write: 0, or the exit code of what asked to stop."""
    from fracview.review.run import run_paths

    with ExitStack() as stack:
        stack.enter_context(outputs)
        stack.callback(interrupt.hold)  # called before the outputs are closed
        steps = stack.enter_context(closing(run_paths(arguments.paths, analyzer, _options(arguments))))
        bar = stack.enter_context(progress(quiet=arguments.quiet))
        for step in steps:
            report.add(outputs.write(step))
            bar.update(step.file_number, step.files_found, step.walk_finished)
            if interrupt.signal_number:
                break
    return interrupt.exit_code
