"""Finding the backbone's layers in the ONNX graph of an Ultralytics classifier.

PyTorch's exporters leave each node's module in its name (`/model.3/conv/Conv`) or, the newer one, in its
metadata; a graph whose nodes were renamed still has the names of the weights. The walk goes back from the
scores to the images, so it needs no shapes, which exporters often lose where the batch is open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onnx import TensorProto, helper

from fracview.core.errors import FracViewError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import onnx

_MODULE = re.compile(r"(?:^|[/.'\"])model\.(\d+)(?=$|[/.'\"])")
_SCOPES = "pkg.torch.onnx.name_scopes"
_STRIDED = ("Conv", "MaxPool", "AveragePool")


class GraphError(FracViewError, ValueError):
    """A graph that cannot be explained.

    Reason ``no_layers``, ``no_channels``, ``old_opset`` or ``not_float32``.
    """


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """One backbone layer: the fields of a manifest's ``layer_maps``, and its place in the graph.

    Attributes
    ----------
    name
        Of the map's output (``layer_03``).
    index
        Of the module in the network (`model.3`).
    block
        Its type: ``C2f``, ``Conv``, or ``Block`` for anything else.
    channels, stride
        Of its activations; stride in input pixels a cell.
    tensor
        Name of its activations in the graph, (N, channels, height, width).
    height, width
        Of its activations in cells; None where the graph leaves the input's size open.
    """

    name: str
    index: int
    block: str
    channels: int
    stride: int
    tensor: str
    height: int | None
    width: int | None


def find_layers(model: onnx.ModelProto) -> list[LayerSpec]:
    """Layers on the way from the images to the scores, in order, without the last, which is the head.

    Raises
    ------
    GraphError
        Reason ``no_layers`` where no node tells its module; ``no_channels`` where a weight is no constant.
    """
    path = _path(model.graph)
    kernels = {tensor.name: tuple(tensor.dims) for tensor in model.graph.initializer}
    blocks = _blocks(model.graph)
    state = _Activations.of_images(model.graph.input[0])
    layers: dict[int, LayerSpec] = {}
    index = None
    for node in path:
        state = state.after(node, kernels)
        found = _module(node)
        index = index if found is None else found  # a nameless node goes on with the layer before it
        if index is not None:
            name = f"layer_{index:02d}"
            block = blocks[index]
            layers[index] = LayerSpec(name, index, block, *state.sizes(), node.output[0], *state.cells)
    if len(layers) < 2:
        message = "No node of the graph says which layer it belongs to."
        cure = "Export the network with Ultralytics or torch.onnx.export, and do not rename its nodes."
        raise GraphError(message, reason="no_layers", cure=cure)
    return [layers[index] for index in sorted(layers)[:-1]]


@dataclass(frozen=True, slots=True)
class _Activations:
    """Channels, input pixels a cell, and cells (height, width) at one point of the walk."""

    channels: int
    stride: int
    cells: tuple[int | None, int | None]

    @classmethod
    def of_images(cls, images: onnx.ValueInfoProto) -> _Activations:
        if images.type.tensor_type.elem_type != TensorProto.FLOAT:
            message = "The images are not float32: the maps of a half precision network would overflow."
            raise GraphError(message, reason="not_float32", field=images.name, cure="Export without half.")
        sizes = [dim.dim_value or None for dim in images.type.tensor_type.shape.dim]
        return cls(3, 1, (sizes[2], sizes[3]))

    def after(self, node: onnx.NodeProto, kernels: dict[str, tuple[int, ...]]) -> _Activations:
        """Sizes behind a node; only convolutions and pooling change them before the head."""
        if node.op_type not in _STRIDED:
            return self
        given = {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}
        steps = given.get("strides", [1, 1])
        sides = given["kernel_shape"]
        pads = given.get("pads", [0, 0, 0, 0])
        cells = tuple(
            size and (size + pads[axis] + pads[axis + 2] - sides[axis]) // steps[axis] + 1
            for axis, size in enumerate(self.cells)
        )
        channels = self.channels
        if node.op_type == "Conv":
            channels = kernels.get(node.input[1], (0,))[0]
        return _Activations(channels, self.stride * int(steps[0]), (cells[0], cells[1]))

    def sizes(self) -> tuple[int, int]:
        """Channels and stride, checked."""
        if self.channels == 0:
            message = "A convolution's weights are no constant of the graph."
            raise GraphError(message, reason="no_channels", cure="Export the network anew, in float32.")
        return self.channels, self.stride


def _path(graph: onnx.GraphProto) -> list[onnx.NodeProto]:
    """Nodes of one way from the images to the first output."""
    makers = {name: node for node in graph.node for name in node.output}
    path: list[onnx.NodeProto] = []
    value, images = graph.output[0].name, graph.input[0].name
    while value != images and value in makers:
        path.append(makers[value])
        data = [name for name in makers[value].input if name == images or _is_data(name, makers)]
        value = data[0] if data else ""
    return path[::-1]


def _is_data(name: str, makers: dict[str, onnx.NodeProto]) -> bool:
    return name in makers and makers[name].op_type not in ("Constant", "Shape", "Gather")


def _module(node: onnx.NodeProto) -> int | None:
    """Index of the module that a node belongs to."""
    for scope in _scopes(node):
        if match := _MODULE.search(scope):
            return int(match.group(1))
    return None


def _scopes(node: onnx.NodeProto) -> Iterator[str]:
    """What may tell a node's module, best first."""
    yield node.name
    yield from (entry.value for entry in node.metadata_props if entry.key == _SCOPES)
    yield from node.output
    yield from node.input[1:]


def _blocks(graph: onnx.GraphProto) -> dict[int, str]:
    """Type of each module, by what it is made of."""
    operations: dict[int, list[str]] = {}
    for node in graph.node:
        index = _module(node)
        if index is not None:
            operations.setdefault(index, []).append(node.op_type)
    return {index: _block(found) for index, found in operations.items()}


def _block(operations: list[str]) -> str:
    if "Concat" in operations:
        return "C2f"
    return "Conv" if operations.count("Conv") == 1 else "Block"
