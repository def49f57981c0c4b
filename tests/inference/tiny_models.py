"""Networks of a few operators, whose answers can be worked out by hand; input (N, 3, 32, 64)."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from tests.inference.manifests import manifest_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

HEIGHT, WIDTH = 32, 64
DETECTIONS = (
    (2.0, 2.0, 12.0, 12.0, 0.3, 0.0),
    (10.0, 5.0, 30.0, 20.0, 0.8, 0.0),
    (0.0, 0.0, 5.0, 5.0, 0.05, 0.0),
    (0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
)
"""What the tiny detector finds on every picture, in input pixels."""


def model_bytes(
    nodes: Sequence[onnx.NodeProto],
    outputs: dict[str, Sequence[int | str | None]],
    constants: dict[str, np.ndarray[Any, Any]] | None = None,
    images: Sequence[int | str] = ("N", 3, HEIGHT, WIDTH),
    input_name: str = "images",
) -> bytes:
    """Put a graph together from its nodes and serialise it."""
    declared = [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in outputs.items()]
    given = [helper.make_tensor_value_info(input_name, TensorProto.FLOAT, images)]
    initial = [numpy_helper.from_array(value, name) for name, value in (constants or {}).items()]
    graph = helper.make_graph(list(nodes), "tiny", given, declared, initial)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def _f32(values: Any) -> np.ndarray[Any, Any]:
    return np.asarray(values, dtype=np.float32)


def fracture_bytes(input_name: str = "images") -> bytes:
    """Probability of a fracture = mean of the input; NaN on an all-white picture (x + 0 / (1 - x)).

    ``layer_00`` is the channel mean averaged over 2 x 2, less a half; ``layer_01`` that over 4 x 4.
    """
    pool = [
        node
        for i, stride in enumerate((2, 4))
        for node in (
            helper.make_node(
                "AveragePool", ["grey"], [f"p{i}"], kernel_shape=[stride] * 2, strides=[stride] * 2
            ),
            helper.make_node("Squeeze", [f"p{i}", "axis1"], [f"s{i}"]),
            helper.make_node("Sub", [f"s{i}", "half"], [f"layer_{i:02}"]),
        )
    ]
    nodes = [
        helper.make_node("ReduceMean", [input_name], ["mean"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Sub", ["one", "mean"], ["rest"]),
        helper.make_node("Div", ["zero", "rest"], ["nan_where_white"]),
        helper.make_node("Add", ["mean", "nan_where_white"], ["p"]),
        helper.make_node("Unsqueeze", ["p", "axis1"], ["yes"]),
        helper.make_node("Unsqueeze", ["rest", "axis1"], ["no"]),
        helper.make_node("Concat", ["yes", "no"], ["probabilities"], axis=1),
        helper.make_node("ReduceMean", [input_name], ["grey"], axes=[1], keepdims=1),
        *pool,
    ]
    constants = {"one": _f32(1), "zero": _f32(0), "half": _f32(0.5), "axis1": np.array([1])}
    outputs = {
        "probabilities": ["N", 2],
        "layer_00": ["N", HEIGHT // 2, WIDTH // 2],
        "layer_01": ["N", HEIGHT // 4, WIDTH // 4],
    }
    return model_bytes(nodes, outputs, constants, input_name=input_name)


def region_bytes() -> bytes:
    """Logits (9 mean, 1, 1, 1, 1); distance = 1 - mean, so that the gate refuses what is nearly black."""
    nodes = [
        helper.make_node("ReduceMean", ["images"], ["mean"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Sub", ["one", "mean"], ["scope_distance"]),
        helper.make_node("Unsqueeze", ["mean", "axis1"], ["column"]),
        helper.make_node("MatMul", ["column", "weights"], ["scaled"]),
        helper.make_node("Add", ["scaled", "bias"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["probabilities"], axis=1),
    ]
    constants = {
        "one": _f32(1),
        "axis1": np.array([1]),
        "weights": _f32([[9, 0, 0, 0, 0]]),
        "bias": _f32([0, 1, 1, 1, 1]),
    }
    return model_bytes(nodes, {"probabilities": ["N", 5], "scope_distance": ["N"]}, constants)


def detection_bytes(rows: Sequence[Sequence[float]] = DETECTIONS) -> bytes:
    """The same rows for every picture."""
    nodes = [
        helper.make_node("ReduceMean", ["images"], ["mean"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Mul", ["mean", "zero"], ["nothing"]),
        helper.make_node("Unsqueeze", ["nothing", "axes12"], ["column"]),
        helper.make_node("Add", ["column", "rows"], ["detections"]),
    ]
    constants = {"zero": _f32(0), "axes12": np.array([1, 2]), "rows": _f32([rows])}
    return model_bytes(nodes, {"detections": ["N", len(rows), 6]}, constants)


def constant_probabilities_bytes(values: Sequence[float]) -> bytes:
    """The same row of a classifier for every picture."""
    nodes = [
        helper.make_node("ReduceMean", ["images"], ["mean"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Mul", ["mean", "zero"], ["nothing"]),
        helper.make_node("Unsqueeze", ["nothing", "axis1"], ["column"]),
        helper.make_node("Add", ["column", "row"], ["probabilities"]),
    ]
    constants = {"zero": _f32(0), "axis1": np.array([1]), "row": _f32([values])}
    return model_bytes(nodes, {"probabilities": ["N", len(values)]}, constants)


def fracture_with_trap_bytes() -> bytes:
    """Fracture network whose ``layer_00`` cannot be computed: it looks up entry 1 + sum of a table of one."""
    nodes = [
        helper.make_node("ReduceMean", ["images"], ["mean"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Sub", ["one", "mean"], ["rest"]),
        helper.make_node("Unsqueeze", ["mean", "axis1"], ["yes"]),
        helper.make_node("Unsqueeze", ["rest", "axis1"], ["no"]),
        helper.make_node("Concat", ["yes", "no"], ["probabilities"], axis=1),
        helper.make_node("ReduceSum", ["images", "axis1"], ["sum"], keepdims=0),
        helper.make_node("Add", ["sum", "one"], ["beyond"]),
        helper.make_node("Cast", ["beyond"], ["index"], to=TensorProto.INT64),
        helper.make_node("Gather", ["table", "index"], ["layer_00"]),
    ]
    constants = {"one": _f32(1), "axis1": np.array([1]), "table": _f32([0])}
    return model_bytes(nodes, {"probabilities": ["N", 2], "layer_00": ["N", HEIGHT, WIDTH]}, constants)


def layers_json() -> list[dict[str, Any]]:
    """Manifest entries of the tiny fracture network's layer maps."""
    return [
        {"name": "layer_00", "index": 0, "block": "Conv", "stride": 2, "channels": 16},
        {"name": "layer_01", "index": 1, "block": "C2f", "stride": 4, "channels": 32},
    ]


BYTES = {"fracture": fracture_bytes, "region": region_bytes, "detection": detection_bytes}


def write_folder(
    folder: Path, task: str, weights: bytes | None = None, changes: dict[str, Any] | None = None
) -> Path:
    """Write a model folder; `changes` overwrite the manifest's top-level keys, the hash included."""
    weights = BYTES[task]() if weights is None else weights
    manifest = manifest_json(task, (HEIGHT, WIDTH))
    manifest["sha256"] = hashlib.sha256(weights).hexdigest()
    if task == "fracture":
        manifest["layer_maps"] = layers_json()
    manifest |= changes or {}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(weights)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder
