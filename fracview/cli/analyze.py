"""``fracview analyze``: from paths to a file of records, pictures, and a table."""

from __future__ import annotations

import sys
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

from fracview.cli import ALL_DONE, SOME_FAILED
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
    check_paths(arguments.paths)
    check_outputs(arguments)
    analyzer = _analyzer(arguments)
    report = Report(arguments.out, quiet=arguments.quiet)
    try:
        code = _analyze(arguments, analyzer, report)
    except ExportError as error:
        if not report.rows:
            raise
        print(f"fracview: error: {error}", file=sys.stderr)
        code = SOME_FAILED
    if not report.rows and code == ALL_DONE:
        raise UsageError("there is no file in what was named.", reason="nothing_to_analyze")
    report.print()
    return code or (SOME_FAILED if report.summary.failures else ALL_DONE)


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


def _analyze(arguments: argparse.Namespace, analyzer: Analyzer, report: Report) -> int:
    """Run to the end or to Ctrl-C: 0, or the exit code of the interruption."""
    from fracview.review.run import run_paths

    with ExitStack() as stack:
        interrupt = stack.enter_context(Interrupt())
        outputs = stack.enter_context(Outputs(arguments, analyzer))
        stack.callback(interrupt.hold)  # called before the outputs are closed
        steps = stack.enter_context(closing(run_paths(arguments.paths, analyzer, _options(arguments))))
        bar = stack.enter_context(progress(quiet=arguments.quiet))
        for step in steps:
            outputs.write(step)
            report.add(step)
            bar.update(step.file_number, step.files_found, step.walk_finished)
            if interrupt.signal_number:
                report.interrupted = True
                break
    return interrupt.exit_code
