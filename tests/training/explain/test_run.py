from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.training.explain.conftest import SIZE
from training import evaluate
from training.explain.run import Extent, localisation_of, measure_family, measure_graph
from training.explain.scans import boxed_scans
from training.explain.sources import GRAPH_METHOD

if TYPE_CHECKING:
    from tests.training.explain.conftest import Folder
    from training.data import Dataset


@pytest.fixture(autouse=True)
def fewer_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "RESAMPLES", 20)


def test_the_graphs_maps_are_measured_on_both_parts(folder: Folder, tiny_dataset: Dataset) -> None:
    said: list[str] = []
    found = measure_graph(
        folder.path / "model.onnx", folder.manifest, tiny_dataset, Extent(road=2), said.append
    )
    layers = [layer.name for layer in folder.manifest.layer_maps]
    assert [layer.name for layer in found.localisation.layers] == layers
    assert [layer.name for layer in found.validation] == layers
    assert found.localisation.method == GRAPH_METHOD
    assert found.localisation.chosen_on == boxed_scans(tiny_dataset, "val", SIZE).where
    assert found.localisation.measured_on == boxed_scans(tiny_dataset, "test", SIZE).where
    energies = {layer.name: layer.figures["energy"] for layer in found.validation}
    assert found.localisation.best == max(energies, key=lambda name: energies[name])
    assert all("road" in layer.figures for layer in found.localisation.layers)
    assert not any("road" in layer.figures for layer in found.validation)
    assert said == ["validation 5/5", "test 5/5"]


def test_the_signature_says_what_was_run(folder: Folder, tiny_dataset: Dataset) -> None:
    extent = Extent(scans=3, road=1)
    found = measure_graph(folder.path / "model.onnx", folder.manifest, tiny_dataset, extent)
    parts = dict(part.split(":", 1) for part in found.signature.split("|"))
    assert parts["model"] == f"tiny-fracture-1.0.0@{folder.manifest.sha256[:8]}"
    assert (parts["val"], parts["test"], parts["road"], parts["by"]) == ("3", "3", "1", "graph")
    assert {"split", "commit", "device"} <= set(parts)


def test_export_writes_what_explain_measures(folder: Folder, tiny_dataset: Dataset) -> None:
    graph = folder.path / "model.onnx"
    measured = measure_graph(graph, folder.manifest, tiny_dataset, Extent()).localisation
    assert localisation_of(graph.read_bytes(), folder.manifest, tiny_dataset) == measured


def test_the_family_is_measured_on_the_same_scans(folder: Folder, tiny_dataset: Dataset) -> None:
    graph, methods = folder.path / "model.onnx", ("EigenCAM", "LayerCAM")
    found = measure_family(graph, folder.manifest, tiny_dataset, Extent(road=0), methods)
    graphs = measure_graph(graph, folder.manifest, tiny_dataset, Extent(road=0)).localisation
    assert [one.localisation.method for one in found] == list(methods)
    assert all("by:torch-" in one.signature for one in found)
    for ours, theirs in zip(found[0].localisation.layers[:6], graphs.layers[:6], strict=True):
        assert ours.figures["energy"] == pytest.approx(theirs.figures["energy"], abs=0.01)
    assert found[1].localisation.layers != found[0].localisation.layers
