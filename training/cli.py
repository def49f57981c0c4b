"""`python -m training data | train | export`, also installed as `fracview-train`."""

from __future__ import annotations

import argparse
import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from fracview.core.errors import FracViewError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NETWORKS = ("region", "detection", "fracture")
"""The three model folders."""

RUNS = ("region", "detection", "refinement", "fracture")
"""In the order that training needs: the classifier and the second cycle start from the detector."""

PRETRAINED = "yolov8n_coco.safetensors"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code (0 done, 2 wrong usage or nothing could start)."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], None] = options.command
    try:
        command(options)
    except FracViewError as error:
        print(f"fracview-train: {error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("fracview-train", description="Train FracView's networks on FracAtlas.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, function, text in (
        ("data", _data, "check a FracAtlas folder, make or read the split, print the leak report"),
        ("train", _train, "train networks, or go on where a killed run stopped"),
        ("export", _export, "calibrate, fit operating points, measure, and write the model folders"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.set_defaults(command=function)
        command.add_argument("--data", type=Path, required=True, metavar="DIR", help="the FracAtlas folder")
        command.add_argument("--work", type=Path, default=Path("runs"), metavar="DIR", help="caches and runs")
        if name != "data":
            known = RUNS if name == "train" else NETWORKS
            command.add_argument(
                "networks",
                nargs="*",
                type=partial(_network, known),
                default=list(known),
                metavar="NETWORK",
                help=", ".join(known),
            )
        if name == "train":
            command.add_argument(
                "--weights", type=Path, required=True, metavar="DIR", help=f"holds {PRETRAINED}"
            )
        if name == "export":
            command.add_argument(
                "--out", type=Path, required=True, metavar="DIR", help="receives the folders"
            )
            command.add_argument("--torch", type=Path, metavar="DIR", help="receives Ultralytics .pt files")
            command.add_argument(
                "--dicom", type=Path, metavar="DIR", help="DICOM corpus for the gate's negatives"
            )
    return parser


def _network(known: Sequence[str], name: str) -> str:
    """Refuse a misspelt network before the first of several hours begins."""
    if name not in known:
        raise argparse.ArgumentTypeError(f"there is no network {name}: choose from {', '.join(known)}")
    return name


def _data(options: argparse.Namespace) -> None:
    """Print the leak report as JSON."""
    from training import data, splits

    dataset = data.load(options.data, options.work)
    groups = data.group(dataset.scans, options.work)
    print(json.dumps(splits.leak_report(dataset.scans, groups, dataset.part), indent=1))


def _train(options: argparse.Namespace) -> None:
    from training import data, jobs

    dataset = data.load(options.data, options.work)
    for name in options.networks:
        jobs.train(name, dataset, options.weights / PRETRAINED)


def _export(options: argparse.Namespace) -> None:
    from training import data, jobs, ultralytics_files

    dataset = data.load(options.data, options.work)
    for name in options.networks:
        manifest = jobs.export_network(name, dataset, options.out, options.dicom)
        if options.torch:
            run = jobs.shipped_run(name, dataset)
            ultralytics_files.write_pt(name, run, options.torch, len(manifest.classes))
        print(json.dumps({"name": manifest.name, "sha256": manifest.sha256, **manifest.metrics}, indent=1))
