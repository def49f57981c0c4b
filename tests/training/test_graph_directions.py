"""Directions against eigh in float64, on activations of known spectrum."""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from tests.training.networks import gram_projection, open_session, pearson
from training.graph_directions import GRAM_UP_TO, WIDTH, write_pencil, write_projection, write_solutions
from training.graph_layers import LayerSpec
from training.graph_writer import GraphWriter


def projections(layers: list[np.ndarray], opset: int = 17, known_size: bool = True) -> list[np.ndarray]:
    """Run the nodes on activations (N, channels, h, w) given as inputs; (N, h, w) each."""
    inputs = {f"x{number}": layer for number, layer in enumerate(layers)}
    shapes = {name: ("N", *layer.shape[1:]) for name, layer in inputs.items()}
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, s) for name, s in shapes.items()]
    graph = helper.make_graph([], "directions", values, [])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
    writer = GraphWriter(model, "/test")
    specs = []
    for number, (name, (_, channels, height, width)) in enumerate(shapes.items()):
        size = (height, width) if known_size else (None, None)
        specs.append(LayerSpec(f"layer_{number}", number, "Conv", channels, 2, name, *size))
    block = min(WIDTH, *(spec.channels for spec in specs))
    pencils = [write_pencil(writer, spec, block) for spec in specs]
    solved = write_solutions(writer, pencils, block)
    names = [write_projection(writer, *pair) for pair in zip(pencils, solved, strict=True)]
    sizes = ("N", 1, "cells")
    model.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, sizes) for name in names)
    onnx.checker.check_model(model)
    arrays: list[Any] = open_session(model).run(names, inputs)
    return [array.reshape(len(layer), *layer.shape[2:]) for array, layer in zip(arrays, layers, strict=True)]


def activations(spectrum: np.ndarray, cells: int, seed: int, count: int = 1) -> np.ndarray:
    """(count, channels, cells, 1) whose covariance has these eigenvalues, about a mean of like size."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        scores = rng.standard_normal((len(spectrum), cells))
        scores -= scores.mean(axis=1, keepdims=True)
        scores = np.linalg.qr(scores.T)[0].T * np.sqrt(cells)
        turn = np.linalg.qr(rng.standard_normal((len(spectrum),) * 2))[0]
        made.append(turn @ (np.sqrt(spectrum)[:, None] * scores) + rng.standard_normal((len(spectrum), 1)))
    return np.float32(made)[..., None]


def similarity(mine: np.ndarray, layer: np.ndarray) -> float:
    return min(abs(pearson(one, gram_projection(sample))) for one, sample in zip(mine, layer, strict=True))


@pytest.mark.parametrize("channels", [16, 48, GRAM_UP_TO, GRAM_UP_TO + 16, 256])
@pytest.mark.parametrize("second", [0.5, 0.93, 0.97])
def test_direction_with_a_close_second(channels: int, second: float) -> None:
    spectrum = 1.0 / (1 + np.arange(channels))
    spectrum[1] = second
    layer = activations(spectrum, cells=400, seed=channels, count=2)
    assert similarity(projections([layer])[0], layer) >= 0.9999


def test_a_few_bright_cells_decide_as_they_should() -> None:
    """A marker or a screw: a handful of cells holds most of the variance, in a channel of its own."""
    layer = activations(1.0 / (1 + np.arange(128)), cells=1600, seed=5)
    layer[0, 37, 700:705] += 60
    layer[0, 90, 20:23] -= 70
    assert similarity(projections([layer])[0], layer) >= 0.9999


def test_a_large_grey_background_does_not_drown_the_rest() -> None:
    """102,400 cells, nearly all of one value: a float32 sum over all of them would be off by 1e-3."""
    rng = np.random.default_rng(8)
    layer = np.full((1, 16, 320, 320), 0.1337, np.float32) * np.arange(1, 17, dtype=np.float32)[:, None, None]
    spread = 0.3 * np.exp(-np.arange(16) / 9)[:, None, None]
    layer[0, :, 150:190, 100:200] += (spread * rng.standard_normal((16, 40, 100))).astype(np.float32)
    assert similarity(projections([layer])[0], layer) >= 0.9999


def test_projection_is_centred_and_in_units_of_the_activations() -> None:
    layer = activations(1.0 / (1 + np.arange(96)), cells=400, seed=6)
    mine, theirs = projections([layer])[0][0], gram_projection(layer[0])
    assert abs(mine.mean()) < 1e-4
    assert mine.std() == pytest.approx(theirs.std(), rel=1e-3)


@pytest.mark.parametrize("scale", [1e-4, 1.0, 1e4])
def test_scale_of_the_activations_does_not_matter(scale: float) -> None:
    layers = [activations(1.0 / (1 + np.arange(n)), 400, seed=n) * np.float32(scale) for n in (32, 128)]
    for mine, layer in zip(projections(layers), layers, strict=True):
        assert similarity(mine, layer) >= 0.9999


def test_a_dead_layer_gives_zeros_and_leaves_the_others_alone() -> None:
    layers = [activations(1.0 / (1 + np.arange(n)), 400, seed=n) for n in (32, 32, 128, 128)]
    layers[0][:] = 0.0
    layers[2][:] = 0.0
    mine = projections(layers)
    assert not mine[0].any()
    assert not mine[2].any()
    assert similarity(mine[1], layers[1]) >= 0.9999
    assert similarity(mine[3], layers[3]) >= 0.9999


def test_fewer_channels_than_a_block_is_wide() -> None:
    layers = [activations(0.7 ** np.arange(n), 400, seed=n) for n in (8, 80)]
    for mine, layer in zip(projections(layers), layers, strict=True):
        assert similarity(mine, layer) >= 0.999


def test_fewer_cells_than_channels_in_much_noise() -> None:
    layer = np.random.default_rng(1).standard_normal((2, 256, 5, 4)).astype(np.float32)
    layer[:, :100] += np.linspace(-1, 1, 20, dtype=np.float32).reshape(5, 4)
    assert similarity(projections([layer])[0], layer) >= 0.999


@pytest.mark.parametrize("opset", [13, 18, 20])
@pytest.mark.parametrize("known_size", [True, False])
def test_other_opsets_and_open_sizes(opset: int, known_size: bool) -> None:
    layers = [activations(1.0 / (1 + np.arange(n)), 400, seed=n, count=2) for n in (32, 128)]
    for mine, layer in zip(projections(layers, opset, known_size), layers, strict=True):
        assert similarity(mine, layer) >= 0.9999
