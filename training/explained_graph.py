"""Layer maps inside a classifier's ONNX graph, one EigenCAM per backbone layer.

A map is what pytorch-grad-cam's `get_2d_projection_with_sign_correction` gives for the layer's activations:
centred, projected onto their first principal direction, and turned so that the extreme of larger size is
positive (Chung and Ying, Applied Sciences 15, 2025, equation 13).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import onnx
from onnx import TensorProto, helper

from training.graph_directions import WIDTH, write_pencil, write_projection, write_solutions
from training.graph_layers import GraphError, LayerSpec, find_layers
from training.graph_writer import LEAST_OPSET, GraphWriter, opset

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["GraphError", "LayerSpec", "add_layer_maps", "find_layers"]

_PREFIX = "/layer_maps"


def add_layer_maps(model: onnx.ModelProto, layers: Sequence[LayerSpec] | None = None) -> onnx.ModelProto:
    """Copy of a classifier with one more output a layer: its EigenCAM, (N, height, width) float32, signed.

    Parameters
    ----------
    model
        A float32 Ultralytics classifier, input (N, 3, H, W); any batch, open or not.
    layers
        Which to explain, from `find_layers`; all by default.

    Raises
    ------
    GraphError
        Reason ``no_layers``, ``no_channels``, ``not_float32`` or ``old_opset``.
    """
    if opset(model) < LEAST_OPSET:
        message = f"The graph is written for opset {opset(model)}."
        raise GraphError(message, reason="old_opset", cure=f"Export with opset {LEAST_OPSET} or later.")
    layers = find_layers(model) if layers is None else layers
    explained = onnx.ModelProto()
    explained.CopyFrom(model)
    writer = GraphWriter(explained, _PREFIX)
    width = min(WIDTH, *(layer.channels for layer in layers))
    pencils = [write_pencil(writer, layer, width) for layer in layers]
    solutions = write_solutions(writer, pencils, width)
    for layer, pencil, solution in zip(layers, pencils, solutions, strict=True):
        _write_map(writer, layer, write_projection(writer, pencil, solution))
        explained.graph.output.append(_output(explained, layer))
    onnx.checker.check_model(explained)
    return explained


def _write_map(writer: GraphWriter, layer: LayerSpec, projection: str) -> None:
    """Turn the sign where |least| > |greatest|; centred, so that least <= 0 <= greatest."""
    extremes = [writer.reduce(op, projection, 2) for op in ("ReduceMin", "ReduceMax")]
    turned = writer.node("Less", writer.node("Add", *extremes), writer.constant(0.0))
    sign = writer.node("Where", turned, writer.constant(-1.0), writer.constant(1.0))
    shape = _map_shape(writer, layer)
    writer.node("Reshape", writer.node("Mul", projection, sign), shape, output=layer.name)


def _map_shape(writer: GraphWriter, layer: LayerSpec) -> str:
    if layer.height is not None and layer.width is not None:
        return writer.integers(0, layer.height, layer.width)
    return writer.node("Gather", writer.node("Shape", layer.tensor), writer.integers(0, 2, 3))


def _output(model: onnx.ModelProto, layer: LayerSpec) -> onnx.ValueInfoProto:
    batch = model.graph.input[0].type.tensor_type.shape.dim[0]
    sizes = (batch.dim_value or batch.dim_param or "N", layer.height, layer.width)
    return helper.make_tensor_value_info(layer.name, TensorProto.FLOAT, sizes)
