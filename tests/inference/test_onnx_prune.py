from __future__ import annotations

import contextlib

import numpy as np
import onnx
import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import TensorProto, helper

from fracview.inference.onnx_prune import without_outputs
from tests.inference.tiny_models import fracture_bytes, fracture_with_trap_bytes, model_bytes

MAPS = frozenset({"layer_00", "layer_01"})


def nodes_of(model: bytes) -> list[str]:
    return [node.op_type for node in onnx.load_from_string(model).graph.node]


def run(model: bytes, images: np.ndarray) -> dict[str, np.ndarray]:
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(None, {"images": images}), strict=True))


def test_the_outputs_and_what_only_they_need_are_gone() -> None:
    pruned = without_outputs(fracture_bytes(), MAPS)
    onnx.checker.check_model(onnx.load_from_string(pruned), full_check=True)
    assert [output.name for output in onnx.load_from_string(pruned).graph.output] == ["probabilities"]
    assert "AveragePool" in nodes_of(fracture_bytes())
    assert "AveragePool" not in nodes_of(pruned)
    assert nodes_of(pruned) == ["ReduceMean", "Sub", "Div", "Add", "Unsqueeze", "Unsqueeze", "Concat"]


def test_the_answer_stays_the_same() -> None:
    images = np.random.default_rng(6).random((3, 3, 32, 64), dtype=np.float32)
    whole = run(fracture_bytes(), images)
    np.testing.assert_array_equal(
        run(without_outputs(fracture_bytes(), MAPS), images)["probabilities"], whole["probabilities"]
    )
    some = run(without_outputs(fracture_bytes(), frozenset({"layer_00"})), images)
    assert list(some) == ["probabilities", "layer_01"]
    np.testing.assert_array_equal(some["layer_01"], whole["layer_01"])


def test_what_is_gone_cannot_fail() -> None:
    images = np.full((1, 3, 32, 64), 0.5, dtype=np.float32)
    with pytest.raises(Exception, match="out of data bounds"):
        run(fracture_with_trap_bytes(), images)
    assert "probabilities" in run(without_outputs(fracture_with_trap_bytes(), MAPS), images)


def test_taking_nothing_off_leaves_the_model_as_it_was() -> None:
    before = onnx.load_from_string(fracture_bytes())
    after = onnx.load_from_string(without_outputs(fracture_bytes(), frozenset({"no_such_output"})))
    assert after.SerializeToString(deterministic=True) == before.SerializeToString(deterministic=True)


def test_inner_graphs_keep_what_they_take_from_outside() -> None:
    value = helper.make_tensor_value_info("branch", TensorProto.FLOAT, None)
    double = helper.make_graph([helper.make_node("Add", ["mean", "mean"], ["branch"])], "then", [], [value])
    same = helper.make_graph([helper.make_node("Identity", ["mean"], ["branch"])], "else", [], [value])
    nodes = [
        helper.make_node("ReduceMean", ["images"], ["mean"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("If", ["yes"], ["probabilities"], then_branch=double, else_branch=same),
        helper.make_node("Neg", ["mean"], ["layer_00"]),
    ]
    model = model_bytes(nodes, {"probabilities": ["N"], "layer_00": ["N"]}, {"yes": np.array([True])})
    pruned = without_outputs(model, MAPS)
    assert nodes_of(pruned) == ["ReduceMean", "If"]
    np.testing.assert_allclose(
        run(pruned, np.full((1, 3, 32, 64), 0.25, np.float32))["probabilities"], [0.5], rtol=1e-5
    )


@given(st.binary(max_size=60))
def test_rubbish_is_refused_or_copied_never_a_crash(rubbish: bytes) -> None:
    with contextlib.suppress(ValueError):  # UnicodeDecodeError is one
        without_outputs(rubbish, MAPS)


@pytest.mark.parametrize("cut", [1, 10, 200])
def test_a_truncated_model_is_refused(cut: int) -> None:
    with pytest.raises(ValueError, match="no protocol buffer"):
        without_outputs(fracture_bytes()[:-cut], MAPS)


def test_long_messages_keep_their_length() -> None:
    big = {"table": np.zeros(100_000, dtype=np.float32)}
    nodes = [
        helper.make_node("ReduceMean", ["images"], ["probabilities"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("ReduceSum", ["table"], ["layer_00"], keepdims=0),
    ]
    model = model_bytes(nodes, {"probabilities": ["N"], "layer_00": []}, big)
    assert nodes_of(without_outputs(model, MAPS)) == ["ReduceMean"]
