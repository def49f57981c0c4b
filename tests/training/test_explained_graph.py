"""The maps in the graph against pytorch-grad-cam and against an eigen decomposition in float64."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import onnx
import pytest
import torch

from fracview.inference.onnx_prune import without_outputs
from tests.training.networks import (
    activations,
    classifier,
    grad_cam_projection,
    gram_projection,
    letterboxed,
    open_session,
    pearson,
    radiographs,
)
from training.calibration import LogitCalibration
from training.explained_graph import GraphError, add_layer_maps, find_layers
from training.onnx_graph import export_classifier_onnx

if TYPE_CHECKING:
    from pathlib import Path

LAYERS = [f"layer_{index:02d}" for index in range(9)]
LEAST = 0.999


@cache
def plain(scale: str, size: int) -> onnx.ModelProto:
    return export_classifier_onnx(classifier(scale), size)


@cache
def explained(scale: str, size: int) -> onnx.ModelProto:
    return add_layer_maps(plain(scale, size))


def run(model: onnx.ModelProto | bytes, images: np.ndarray) -> dict[str, np.ndarray]:
    session = open_session(model)
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, {"images": images}), strict=True))


def test_every_map_is_grad_cams_on_ten_radiographs() -> None:
    """Small enough for its full matrix of singular vectors; the sign counts."""
    images = radiographs(10, 64)
    maps = run(explained("n", 64), images)
    for name, layer in zip(LAYERS, activations(classifier("n"), images), strict=True):
        theirs = grad_cam_projection(layer)
        found = [pearson(mine, other) for mine, other in zip(maps[name], theirs, strict=True)]
        assert min(found) >= LEAST, name


@pytest.mark.parametrize(("scale", "size", "count"), [("n", 320, 10), ("m", 96, 2)])
def test_every_map_is_the_exact_direction_at_larger_sizes(scale: str, size: int, count: int) -> None:
    images = radiographs(count, size)
    maps = run(explained(scale, size), images)
    for name, layer in zip(LAYERS, activations(classifier(scale), images), strict=True):
        found = [pearson(mine, gram_projection(one)) for mine, one in zip(maps[name], layer, strict=True)]
        assert min(found) >= LEAST, name


@pytest.mark.slow
def test_parity_at_the_size_that_the_strip_is_measured_at(fracatlas_dir: Path) -> None:
    """Ten scans, 640 px: pytorch-grad-cam for layers of 400 cells, the eigenvector for larger ones."""
    images = letterboxed(sorted(fracatlas_dir.glob("images/Fractured/*.jpg"))[:300:30], 640)
    assert len(images) == 10
    maps = run(explained("n", 640), images)
    for name, layer in zip(LAYERS, activations(classifier("n"), images), strict=True):
        for number, one in enumerate(layer):
            direct = one.shape[1] * one.shape[2] <= 400
            theirs = grad_cam_projection(one[None])[0] if direct else gram_projection(one)
            assert pearson(maps[name][number], theirs) >= LEAST, (name, number)


def test_the_extreme_of_larger_size_is_positive() -> None:
    maps = run(explained("n", 96), radiographs(10, 96))
    for name in LAYERS:
        flat = maps[name].reshape(10, -1)
        assert (flat.max(axis=1) >= -flat.min(axis=1)).all(), name


def test_each_image_of_a_batch_has_its_own_direction() -> None:
    images = radiographs(4, 96)
    together = run(explained("n", 96), images)
    for number in range(4):
        alone = run(explained("n", 96), images[number : number + 1])
        for name in LAYERS:
            assert pearson(together[name][number], alone[name][0]) > 0.9999, name


def test_probabilities_are_torchs_with_and_without_maps() -> None:
    images = radiographs(10, 96)
    with torch.no_grad():
        theirs = classifier("n")(torch.from_numpy(images))[0].numpy()
    for model in (plain("n", 96), explained("n", 96)):
        assert np.abs(run(model, images)["probabilities"] - theirs).max() <= 1e-4


def test_taking_the_maps_off_gives_the_plain_graph_again() -> None:
    pruned = onnx.load_from_string(without_outputs(explained("n", 96).SerializeToString(), frozenset(LAYERS)))
    assert [node.name for node in pruned.graph.node] == [node.name for node in plain("n", 96).graph.node]
    assert [output.name for output in pruned.graph.output] == ["probabilities"]


def test_the_model_handed_in_is_left_alone() -> None:
    before = plain("n", 96).SerializeToString()
    add_layer_maps(plain("n", 96))
    assert plain("n", 96).SerializeToString() == before


def test_only_the_layers_asked_for() -> None:
    layers = [layer for layer in find_layers(plain("n", 96)) if layer.index in (2, 8)]
    outputs = run(add_layer_maps(plain("n", 96), layers), radiographs(2, 96))
    assert set(outputs) == {"probabilities", "layer_02", "layer_08"}


def test_declared_shapes_are_what_comes_out() -> None:
    model = explained("n", 96)
    maps = run(model, radiographs(2, 96))
    for output in model.graph.output[1:]:
        declared = [dim.dim_value for dim in output.type.tensor_type.shape.dim[1:]]
        assert maps[output.name].shape == (2, *declared)


def test_an_export_of_open_size_at_an_older_opset(tmp_path: object) -> None:
    path = f"{tmp_path}/open.onnx"
    axes = {"images": {0: "batch", 2: "height", 3: "width"}, "output0": {0: "batch"}}
    network = export_ready()
    example = (torch.zeros(1, 3, 64, 64),)
    torch.onnx.export(
        network, example, path, input_names=["images"], output_names=["output0"], dynamic_axes=axes,
        opset_version=13, dynamo=False,
    )  # fmt: skip
    images = radiographs(2, 96)
    maps = run(add_layer_maps(onnx.load(path)), images)
    reference = run(explained("n", 96), images)
    for name in LAYERS:
        assert maps[name].shape == reference[name].shape
        assert pearson(maps[name], reference[name]) > 0.9999, name


def export_ready() -> torch.nn.Module:
    """As Ultralytics' own exporter hands a classifier over: batch norms and chunks as they are."""
    import copy

    network = copy.deepcopy(classifier("n"))
    network.model[-1].export = True
    return network


def test_calibration_does_not_touch_the_maps() -> None:
    images = radiographs(2, 96)
    calibrated = export_classifier_onnx(classifier("n"), 96, calibration=LogitCalibration(0.5, (0.0, -1.0)))
    ours, theirs = run(add_layer_maps(calibrated), images), run(explained("n", 96), images)
    assert np.abs(ours["probabilities"] - theirs["probabilities"]).max() > 0.05
    for name in LAYERS:
        assert np.array_equal(ours[name], theirs[name])


def test_an_old_opset_is_refused() -> None:
    old = onnx.ModelProto()
    old.CopyFrom(plain("n", 96))
    old.opset_import[0].version = 11
    with pytest.raises(GraphError, match="opset") as caught:
        add_layer_maps(old)
    assert caught.value.reason == "old_opset"
