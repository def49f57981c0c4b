from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from fracview.inference.preprocess import network_input
from tests.training.networks import activations, gram_projection, pearson, radiographs
from training.evaluate import run_graph
from training.explain.sources import GRAPH_METHOD, GraphSource

if TYPE_CHECKING:
    from tests.training.explain.conftest import Folder

SIZE = 64


def images(count: int) -> np.ndarray:
    return np.round(radiographs(count, SIZE)[:, 0] * 255).astype(np.uint8)


def test_maps_are_the_graphs_own(folder: Folder) -> None:
    source = GraphSource(folder.path / "model.onnx", folder.manifest)
    found = source.maps(images(3))
    assert list(found) == [(GRAPH_METHOD, layer.name) for layer in folder.manifest.layer_maps]
    for values, (_, maps) in zip(
        activations(folder.network, network_input(list(images(3)))), found.items(), strict=True
    ):
        assert maps.shape == (3, *values.shape[2:])
        assert pearson(maps[1], gram_projection(values[1])) > 0.99


def test_the_probability_is_that_of_a_fracture(folder: Folder) -> None:
    graph = folder.path / "model.onnx"
    source = GraphSource(graph.read_bytes(), folder.manifest)
    expected = run_graph(graph, images(4), ("probabilities",))["probabilities"]
    assert folder.manifest.classes.index("fractured") == 1
    assert source.predict(images(4).astype(np.float32) / 255) == pytest.approx(expected[:, 1], abs=1e-5)
