from __future__ import annotations

import onnx
import pytest
from onnx import TensorProto

from tests.training.networks import classifier
from training.graph_layers import GraphError, find_layers
from training.onnx_graph import export_classifier_onnx


@pytest.fixture(scope="module")
def exported() -> onnx.ModelProto:
    return export_classifier_onnx(classifier("n"), (96, 160))


@pytest.fixture
def model(exported: onnx.ModelProto) -> onnx.ModelProto:
    copied = onnx.ModelProto()
    copied.CopyFrom(exported)
    return copied


def test_the_backbone_in_order_with_its_sizes(model: onnx.ModelProto) -> None:
    found = [(x.name, x.index, x.block, x.channels, x.stride, x.height, x.width) for x in find_layers(model)]
    assert found == [
        ("layer_00", 0, "Conv", 16, 2, 48, 80),
        ("layer_01", 1, "Conv", 32, 4, 24, 40),
        ("layer_02", 2, "C2f", 32, 4, 24, 40),
        ("layer_03", 3, "Conv", 64, 8, 12, 20),
        ("layer_04", 4, "C2f", 64, 8, 12, 20),
        ("layer_05", 5, "Conv", 128, 16, 6, 10),
        ("layer_06", 6, "C2f", 128, 16, 6, 10),
        ("layer_07", 7, "Conv", 256, 32, 3, 5),
        ("layer_08", 8, "C2f", 256, 32, 3, 5),
    ]


def test_names_of_weights_will_do_where_nodes_were_renamed(model: onnx.ModelProto) -> None:
    expected = find_layers(model)
    values: dict[str, str] = {}
    for number, node in enumerate(model.graph.node):
        node.name = f"node_{number}"
        for place, name in enumerate(node.output):
            if name != "probabilities":
                values[name] = node.output[place] = f"value_{number}_{place}"
    for node in model.graph.node:
        for place, name in enumerate(node.input):
            node.input[place] = values.get(name, name)
    found = find_layers(model)
    assert [layer.index for layer in found] == [layer.index for layer in expected]
    assert [layer.channels for layer in found] == [layer.channels for layer in expected]
    made = {name: node.op_type for node in model.graph.node for name in node.output}
    assert {made[layer.tensor] for layer in found} == {"Mul"}, (
        "activations, not what the activation starts from"
    )


def test_names_in_metadata_will_do(model: onnx.ModelProto) -> None:
    expected = find_layers(model)
    for number, node in enumerate(model.graph.node):
        entry = node.metadata_props.add()
        entry.key, entry.value = (
            "pkg.torch.onnx.name_scopes",
            f"['', '{node.name.strip('/').replace('/', '.')}']",
        )
        node.name = f"node_{number}"
    assert find_layers(model) == expected


def test_a_graph_without_names_is_refused(model: onnx.ModelProto) -> None:
    anonymous = onnx.load_from_string(model.SerializeToString().replace(b"model.", b"modul_"))
    with pytest.raises(GraphError) as caught:
        find_layers(anonymous)
    assert caught.value.reason == "no_layers"
    assert "Export the network" in str(caught.value)


def test_half_precision_is_refused(model: onnx.ModelProto) -> None:
    model.graph.input[0].type.tensor_type.elem_type = TensorProto.FLOAT16
    with pytest.raises(GraphError) as caught:
        find_layers(model)
    assert caught.value.reason == "not_float32"


def test_weights_that_are_no_constants_are_refused(model: onnx.ModelProto) -> None:
    del model.graph.initializer[:]
    with pytest.raises(GraphError) as caught:
        find_layers(model)
    assert caught.value.reason == "no_channels"
