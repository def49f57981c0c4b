"""`python -m training explain`: its options, and what it does. Importing this loads no network library."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from fracview.core.errors import UsageError
from fracview.core.resources import resources_dir

if TYPE_CHECKING:
    from collections.abc import Callable

    from fracview.inference.manifest import Manifest
    from training.explain.report import MethodResult

METHODS = ("EigenCAM", "Grad-CAM", "Grad-CAM++", "HiResCAM", "LayerCAM", "Eigen-GradCAM", "Score-CAM")
"""Of pytorch-grad-cam (`training.explain.cams.FAMILY`)."""

RESULTS = Path(__file__).resolve().parents[1] / "results" / "explain"
"""Measurements that are committed."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    command.add_argument("--data", type=Path, required=True, metavar="DIR", help="the FracAtlas folder")
    command.add_argument("--work", type=Path, default=Path("runs"), metavar="DIR", help="caches and runs")
    command.add_argument("--model", type=Path, metavar="DIR", help="fracture model folder (the shipped one)")
    command.add_argument(
        "--methods",
        nargs="+",
        choices=METHODS,
        default=[],
        metavar="METHOD",
        help=f"measure these through PyTorch instead of the maps in the graph: {', '.join(METHODS)}",
    )
    command.add_argument("--scans", type=_count, metavar="N", help="at most so many scans a part (all)")
    command.add_argument("--road", type=_count, metavar="N", help="test scans that ROAD is measured on (all)")
    command.add_argument("--out", type=Path, default=RESULTS, metavar="DIR", help="receives JSON and table")
    command.add_argument(
        "--write-manifest",
        action="store_true",
        help="also write the figures of the maps in the graph into the model folder",
    )


def run(options: argparse.Namespace) -> int:
    """Measure, print the table, write the results and, if asked, the manifest; returns 0."""
    from fracview.inference.manifest import read_manifest
    from training.explain.report import save

    folder = options.model or resources_dir() / "models" / "fracture"
    manifest = read_manifest(folder)
    _refuse(options, manifest, folder)
    results = _measured(options, folder, manifest)
    path = save(results, manifest, options.out)
    print(path.with_suffix(".md").read_text(encoding="utf-8"))
    if options.write_manifest:
        from training.model_folder import write_localisation

        write_localisation(folder, results[0].localisation)
    return 0


def _measured(options: argparse.Namespace, folder: Path, manifest: Manifest) -> list[MethodResult]:
    from rich.console import Console

    from training import data
    from training.explain.run import Extent, measure_family, measure_graph

    dataset = data.load(options.data, options.work)
    extent = Extent(options.scans, Extent().road if options.road is None else options.road)
    graph = folder / "model.onnx"
    with Console(stderr=True).status("measuring") as status:
        tell: Callable[[str], None] = status.update
        if not options.methods:
            return [measure_graph(graph, manifest, dataset, extent, tell)]
        return measure_family(graph, manifest, dataset, extent, options.methods, tell)


def _refuse(options: argparse.Namespace, manifest: Manifest, folder: Path) -> None:
    if manifest.task != "fracture" or not manifest.layer_maps:
        message, cure = "this network has no layer maps", "Name a fracture model folder with --model."
        raise UsageError(message, reason="no_layer_maps", path=folder, cure=cure)
    if options.write_manifest and (options.methods or options.scans is not None):
        message = "a manifest holds the figures of the maps in the graph, on all scans"
        cure = "Leave --methods and --scans out, or --write-manifest."
        raise UsageError(message, reason="not_for_manifest", field="--write-manifest", cure=cure)


def _count(text: str) -> int:
    if not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text} is no number from 0")
    return int(text)
