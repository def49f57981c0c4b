"""Measure a classifier's maps on the two parts: choose on validation, report on test."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from training.data import SPLIT_FILE
from training.explain import report
from training.explain.measure import measure
from training.explain.scans import boxed_scans
from training.explain.sources import GraphSource
from training.runs import environment
from training.splits import split_sha256

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from fracview.inference.manifest import Manifest
    from fracview.inference.manifest_explain import Localisation
    from training.data import Dataset
    from training.explain.measure import Key, Measured
    from training.explain.report import MethodResult
    from training.explain.sources import MapSource


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured.

    Attributes
    ----------
    scans
        At most so many of each part; None for all.
    road
        On how many test scans ROAD is measured (validation needs none: nothing is chosen by it).
    """

    scans: int | None = None
    road: int = 1000


def measure_graph(
    graph: Path | bytes,
    manifest: Manifest,
    dataset: Dataset,
    extent: Extent,
    tell: Callable[[str], None] = lambda _: None,
) -> MethodResult:
    """The layer maps in an explained graph, through ONNX Runtime alone."""
    source = GraphSource(graph, manifest)
    return measure_source(source, manifest, dataset, extent, tell, "graph")[0]


def measure_family(
    graph: Path,
    manifest: Manifest,
    dataset: Dataset,
    extent: Extent,
    methods: Sequence[str],
    tell: Callable[[str], None] = lambda _: None,
) -> list[MethodResult]:
    """Methods of the CAM family on the PyTorch network with the graph's weights."""
    from training.explain.cams import CamSource
    from training.explain.rebuild import rebuild

    network = rebuild(graph, manifest)
    names = [layer.name for layer in manifest.layer_maps]
    source = CamSource(network, dict(zip(names, network.layers, strict=True)), methods)
    by = f"torch-{version('torch')}+grad-cam-{version('grad-cam')}"
    return measure_source(source, manifest, dataset, extent, tell, by)


def measure_source(
    source: MapSource,
    manifest: Manifest,
    dataset: Dataset,
    extent: Extent,
    tell: Callable[[str], None],
    by: str,
) -> list[MethodResult]:
    """All methods of a source, each with its figures; `by` says what made the maps."""
    size = manifest.input.height
    val, test = (boxed_scans(dataset, part, size, extent.scans) for part in ("val", "test"))
    road = min(extent.road, len(test))
    on_val = measure(source, val, 0, lambda done: tell(f"validation {done}/{len(val)}"))
    on_test = measure(source, test, road, lambda done: tell(f"test {done}/{len(test)}"))
    signature = _signature(manifest, by, (len(val), len(test), road))
    return [
        report.result_of(
            method,
            _by_layer(on_val, method),
            _by_layer(on_test, method),
            (val.where, test.where),
            signature,
        )
        for method in source.methods
    ]


def localisation_of(graph: bytes, manifest: Manifest, dataset: Dataset) -> Localisation:
    """What `export` writes into the manifest of a new network."""
    return measure_graph(graph, manifest, dataset, Extent()).localisation


def _by_layer(measured: dict[Key, Measured], method: str) -> dict[str, Measured]:
    return {layer: one for (of, layer), one in measured.items() if of == method}


def _signature(manifest: Manifest, by: str, counts: tuple[int, int, int]) -> str:
    made = environment()
    commit = f"{made['commit'][:7] or 'unknown'}{'-dirty' if made['dirty'] else ''}"
    parts: dict[str, object] = {"model": f"{manifest.name}-{manifest.version}@{manifest.sha256[:8]}"}
    parts |= {"split": f"leakfree-v1@{split_sha256(SPLIT_FILE)[:8]}", "val": counts[0], "test": counts[1]}
    parts |= {"road": counts[2], "by": by, "commit": commit, "device": "cpu"}
    return "|".join(f"{key}:{value}" for key, value in parts.items())
