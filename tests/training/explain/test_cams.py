from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from pytorch_grad_cam import GradCAM
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

from fracview.inference.preprocess import network_input
from tests.training.explain.test_sources import images
from training.explain.cams import FAMILY, CamSource
from training.explain.cli import METHODS
from training.explain.rebuild import FractureLogOdds, rebuild
from training.explain.sources import GRAPH_METHOD, GraphSource

if TYPE_CHECKING:
    from tests.training.explain.conftest import Folder


@pytest.fixture(scope="module")
def network(folder: Folder) -> FractureLogOdds:
    return rebuild(folder.path / "model.onnx", folder.manifest)


def source(network: FractureLogOdds, folder: Folder, *methods: str) -> CamSource:
    names = [layer.name for layer in folder.manifest.layer_maps]
    return CamSource(network, dict(zip(names, network.layers, strict=True)), methods)


def test_the_command_names_the_family() -> None:
    assert tuple(FAMILY) == METHODS


def test_every_method_gives_a_finite_map_of_every_layer(network: FractureLogOdds, folder: Folder) -> None:
    found = source(network, folder, *FAMILY).maps(images(1))
    assert set(found) == {(m, layer.name) for m in FAMILY for layer in folder.manifest.layer_maps}
    for (_, name), maps in found.items():
        stride = next(layer.stride for layer in folder.manifest.layer_maps if layer.name == name)
        assert maps.shape == (1, 64 // stride, 64 // stride)
        assert np.isfinite(maps).all()
    different = {method: found[method, "layer_06"] for method in FAMILY}
    for one in FAMILY:
        for other in FAMILY:
            assert one == other or not np.allclose(different[one], different[other])


def test_eigencam_is_what_the_graph_holds(network: FractureLogOdds, folder: Folder) -> None:
    pictures = images(3)
    ours = source(network, folder, "EigenCAM").maps(pictures)
    graphs = GraphSource(folder.path / "model.onnx", folder.manifest).maps(pictures)
    for layer in folder.manifest.layer_maps[:7]:  # the last ones are two by two cells here
        for one, other in zip(ours["EigenCAM", layer.name], graphs[GRAPH_METHOD, layer.name], strict=True):
            assert np.corrcoef(one.ravel(), other.ravel())[0, 1] > 0.99, layer.name


def test_grad_cam_is_the_librarys(network: FractureLogOdds, folder: Folder) -> None:
    """The library scales its map to [0, 1] and to the input; up to that they are the same."""
    pictures = images(2)
    ours = source(network, folder, "Grad-CAM").maps(pictures)["Grad-CAM", "layer_04"]
    cam = GradCAM(network, [network.layers[4]])
    pixels = torch.from_numpy(network_input(list(pictures))).requires_grad_()
    theirs = cam(pixels, [ClassifierOutputTarget(0)] * 2)
    cam.activations_and_grads.release()
    for one, other in zip(np.maximum(ours, 0), theirs, strict=True):
        if one.max() > 0:
            small = other.reshape(8, 8, 8, 8).mean(axis=(1, 3))
            assert np.corrcoef(one.ravel(), small.ravel())[0, 1] > 0.9


def test_a_scan_has_the_same_map_in_every_batch(network: FractureLogOdds, folder: Folder) -> None:
    pictures = images(3)
    for method in FAMILY:
        one = source(network, folder, method)
        together, alone = one.maps(pictures), one.maps(pictures[1:2])
        for layer in ("layer_02", "layer_06"):
            scale = float(np.abs(together[method, layer][1]).max())
            assert alone[method, layer][0] == pytest.approx(together[method, layer][1], abs=1e-3 * scale)


def test_no_hook_is_left_behind(network: FractureLogOdds, folder: Folder) -> None:
    source(network, folder, "Grad-CAM", "Score-CAM").maps(images(1))
    assert not any(module._forward_hooks for module in network.modules())


def test_the_probability_is_the_networks(network: FractureLogOdds, folder: Folder) -> None:
    pictures = images(3).astype(np.float32) / 255
    graph = GraphSource(folder.path / "model.onnx", folder.manifest)
    assert source(network, folder).predict(pictures) == pytest.approx(graph.predict(pictures), abs=1e-5)
