from __future__ import annotations

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper

from training.graph_writer import GraphWriter, opset


def empty(version: int) -> onnx.ModelProto:
    given = [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["a", "b", "c"])]
    graph = helper.make_graph([], "empty", given, [])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", version)], ir_version=8)


def run(model: onnx.ModelProto, names: list[str], x: np.ndarray) -> list[np.ndarray]:
    for name in names:
        model.graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, ["a", "b", "c"]))
    onnx.checker.check_model(model)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    arrays: list[np.ndarray] = session.run(names, {"x": x})
    return arrays


@pytest.mark.parametrize("version", [13, 17, 18, 20])
def test_reductions_and_splits_in_every_opset(version: int) -> None:
    model = empty(version)
    writer = GraphWriter(model, "/w")
    operations = {"ReduceSum": np.sum, "ReduceMean": np.mean, "ReduceMin": np.min, "ReduceMax": np.max}
    names = [writer.reduce(operation, "x", 1, 2) for operation in operations]
    parts = writer.split("x", 2, axis=2)
    x = np.random.default_rng(0).standard_normal((2, 3, 4)).astype(np.float32)
    *reduced, left, right = run(model, [*names, *parts], x)
    for array, function in zip(reduced, operations.values(), strict=True):
        assert np.allclose(array, function(x, axis=(1, 2), keepdims=True), atol=1e-6)
    assert np.array_equal(left, x[..., :2])
    assert np.array_equal(right, x[..., 2:])


def test_dividing_zeros_by_their_norm_gives_zeros() -> None:
    model = empty(17)
    writer = GraphWriter(model, "/w")
    quotient = writer.divide("x", writer.reduce("ReduceL2", "x", 1, 2))
    assert not run(model, [quotient], np.zeros((1, 2, 2), np.float32))[0].any()


def test_a_constant_stands_in_the_graph_once() -> None:
    model = empty(17)
    writer = GraphWriter(model, "/w")
    assert writer.constant(2.0) == writer.constant(np.float32(2.0))
    assert writer.constant([2.0]) != writer.constant(2.0)
    assert writer.integers(2) != writer.constant([2.0])
    assert len(model.graph.initializer) == 3


def test_new_names_begin_with_the_prefix() -> None:
    model = empty(17)
    writer = GraphWriter(model, "/w")
    writer.node("Abs", "x", output="named")
    writer.transpose("x")
    assert all(node.name.startswith("/w/") for node in model.graph.node)
    assert model.graph.node[0].output[0] == "named"
    assert opset(model) == 17
