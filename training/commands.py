"""What each command does; every function returns the exit code."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from fracview.core.errors import FracViewError, UsageError
from training.cli_parser import JOINT, PRETRAINED

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from training.suite.options import RunOptions
    from training.suite.outcomes import Outcome
    from training.suite.rows import Row, Suite


def data(options: argparse.Namespace) -> int:
    """Print the leak report, the table's counts and every quirk as JSON."""
    from training import data as dataset_module
    from training import data_report, splits
    from training.tables import counts

    dataset = dataset_module.load(options.data, options.work)
    groups = dataset_module.group(dataset.scans, options.work)
    leaks = splits.leak_report(dataset.scans, groups, dataset.part)
    print(json.dumps({**leaks, "folder": data_report.report(options.data)}, indent=1))
    if options.counts:
        counts.save_counts(options.data, options.counts)
    return 0


def train(options: argparse.Namespace) -> int:
    """Train the three networks that ship, or a suite's rows."""
    if options.suite:
        return _train_suite(options)
    from training import data as dataset_module
    from training import jobs

    dataset = dataset_module.load(options.data, options.work)
    for name in options.networks:
        jobs.train(name, dataset, options.weights / PRETRAINED)
    return 0


def evaluate(options: argparse.Namespace) -> int:
    """Compute figures again and print one line a figure."""
    from training.suite import outcomes, rows, runner, tries

    suite = rows.load_suite(options.suite)
    wanted = {row.id for row in rows.select(suite.rows, options.rows)}
    folders = runner.run_folders(options.work)
    if not folders:
        message, cure = "there is no run of the suite here", "Run `train --suite` first, or name its --work."
        raise UsageError(message, reason="no_run", path=options.work, cure=cure)
    for folder in folders:
        for outcome in runner.evaluate_folder(folder, suite):
            if outcome.row_id not in wanted:
                continue
            _print_outcome(outcome)
            if options.results and outcome.signature.run == "try":
                tries.keep_try(outcome.signature, options.results)
            elif options.results:
                outcomes.save(outcome, options.results / outcomes.file_name(outcome))
    return 0


def explain(options: argparse.Namespace) -> int:
    """Measure the layer maps of every method on the reference boxes."""
    from training.explain import cli

    return cli.run(options)


def export(options: argparse.Namespace) -> int:
    """Write the model folders."""
    from training import data as dataset_module
    from training import jobs, joint, ultralytics_files

    dataset = dataset_module.load(options.data, options.work)
    for name in options.networks:
        if name == JOINT:
            manifest = joint.export_joint(dataset, options.out)
        else:
            manifest = jobs.export_network(name, dataset, options.out, options.dicom)
        if options.torch and name != JOINT:
            run = jobs.shipped_run(name, dataset)
            ultralytics_files.write_pt(name, run, options.torch, len(manifest.classes))
        print(json.dumps({"name": manifest.name, "sha256": manifest.sha256, **manifest.metrics}, indent=1))
    return 0


def tables(options: argparse.Namespace) -> int:
    """Print the tables as Markdown, or write them with CSV and plots."""
    from training.suite.outcomes import RESULTS
    from training.tables import write

    results = options.results or RESULTS
    counted = write.count(options.suite, options.data) if options.data else None
    if options.out is None:
        print(write.as_markdown(options.suite, options.work, results, counted))
        return 0
    for file in write.write(options.suite, options.out, options.work, results, counted):
        print(file)
    if options.data:
        from fracview.core.resources import resources_dir
        from training.tables.pictures import draw_pictures

        for file in draw_pictures(options.data, options.models or resources_dir() / "models", options.out):
            print(file)
    return 0


def _train_suite(options: argparse.Namespace) -> int:
    """Rows one after another; a row that fails is named, and the next one begins."""
    from training.suite import rows, runner

    suite = rows.load_suite(options.suite)
    chosen = runner.trained_rows(suite, rows.select(suite.rows, options.rows))
    if not chosen:
        message, cure = "nothing is trained for these rows", "Run `explain` or `tables` for them."
        raise UsageError(message, reason="not_trained", field="--rows", cure=cure)
    given = _run_options(options)
    failed = [
        row.id for number, row in enumerate(chosen, 1) if not _run(row, suite, given, (number, len(chosen)))
    ]
    if failed:
        print(
            f"fracview-train: {len(failed)} of {len(chosen)} rows failed: {' '.join(failed)}", file=sys.stderr
        )
    return 1 if failed else 0


def _run_options(options: argparse.Namespace) -> RunOptions:
    from training.suite.options import RunOptions

    return RunOptions(
        data_root=options.data,
        work=options.work,
        epochs=options.epochs,
        device=options.device,
        weights=options.weights,
        from_scratch=options.from_scratch,
        sample=options.sample,
        seed=options.seed,
        protocol=options.protocol,
        size=options.size,
    )


def _run(row: Row, suite: Suite, options: RunOptions, place: Sequence[int]) -> bool:
    from training.suite import runner

    print(f"[{place[0]}/{place[1]}] {row.id}", file=sys.stderr, flush=True)
    try:
        outcome = runner.run_row(row, options, suite)
    except FracViewError as error:
        print(f"fracview-train: {row.id}: {error}", file=sys.stderr, flush=True)
        return False
    _print_outcome(outcome)
    return True


def _print_outcome(outcome: Outcome) -> None:
    """One line a figure; the signature is in each."""
    for name, figure in outcome.figures.items():
        interval = "" if figure.low is None else f" [{figure.low:.3f}, {figure.high:.3f}]"
        print(f"{outcome.row_id} {name} {figure.value:.4g}{interval} {outcome.signature}", flush=True)
