from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from fracview.core.errors import UsageError
from fracview.inference.manifest import read_manifest
from tests.training.explain.test_sources import images
from training.explain.rebuild import rebuild
from training.explain.sources import GraphSource
from training.onnx_graph import export_classifier_onnx

if TYPE_CHECKING:
    from pathlib import Path

    from tests.training.explain.conftest import Folder


def probabilities(network: torch.nn.Module, pictures: np.ndarray) -> np.ndarray:
    with torch.no_grad():
        pixels = torch.from_numpy(pictures)[:, None].expand(-1, 3, -1, -1)
        return torch.sigmoid(network(pixels)).numpy()[:, 0]


def test_the_rebuilt_network_answers_as_the_graph_does(folder: Folder) -> None:
    graph = folder.path / "model.onnx"
    pictures = images(4).astype(np.float32) / 255
    found = probabilities(rebuild(graph, folder.manifest), pictures)
    assert found == pytest.approx(GraphSource(graph, folder.manifest).predict(pictures), abs=1e-5)


def test_so_does_that_of_the_network_that_ships(models_dir: Path, samples_dir: Path) -> None:
    graph, manifest = models_dir / "fracture" / "model.onnx", read_manifest(models_dir / "fracture")
    assert hashlib.sha256(graph.read_bytes()).hexdigest() == manifest.sha256
    rng = np.random.default_rng(0)
    pictures = rng.random((2, manifest.input.height, manifest.input.width), np.float32)
    network = rebuild(graph, manifest)
    assert len(network.layers) == len(manifest.layer_maps)
    assert probabilities(network, pictures) == pytest.approx(
        GraphSource(graph, manifest).predict(pictures), abs=1e-5
    )


def test_the_other_class_has_the_opposite_odds(folder: Folder) -> None:
    graph = folder.path / "model.onnx"
    pictures = images(2).astype(np.float32) / 255
    other = rebuild(graph, replace(folder.manifest, positive_class=folder.manifest.classes[0]))
    assert probabilities(other, pictures) == pytest.approx(
        1 - probabilities(rebuild(graph, folder.manifest), pictures), abs=1e-5
    )


def test_another_architecture_is_refused(folder: Folder, tmp_path: Path) -> None:
    from ultralytics.nn.tasks import ClassificationModel

    graph = tmp_path / "small.onnx"
    export_classifier_onnx(ClassificationModel("yolov8s-cls.yaml", nc=2, verbose=False).eval(), 64, graph)
    with pytest.raises(UsageError, match="yolov8n-cls") as caught:
        rebuild(graph, folder.manifest)
    assert caught.value.reason == "other_network"
    assert caught.value.field == "model.0.conv.bias"
