from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from fracview.core.errors import ModelFolderError
from fracview.inference.graph import check_arrays, check_graph, expected_shapes
from fracview.inference.manifest import Manifest
from tests.inference.manifests import manifest_json
from tests.inference.tiny_models import layers_json

PATH = Path("folder")


def manifest(task: str) -> Manifest:
    value = manifest_json(task)
    if task == "fracture":
        value["layer_maps"] = layers_json()
    return Manifest.from_json(value, PATH)


def value(name: str, shape: list[Any], kind: str = "tensor(float)") -> SimpleNamespace:
    return SimpleNamespace(name=name, shape=shape, type=kind)


class Session:
    """What `check_graph` asks of a session."""

    def __init__(
        self, outputs: dict[str, list[Any]], images: list[Any] | None = None, **changes: Any
    ) -> None:
        self.outputs = [
            value(name, shape, changes.get("kind", "tensor(float)")) for name, shape in outputs.items()
        ]
        self.inputs = [value(changes.get("input_name", "images"), images or ["N", 3, 32, 64])]
        self.inputs += changes.get("more_inputs", [])

    def get_inputs(self) -> list[Any]:
        return self.inputs

    def get_outputs(self) -> list[Any]:
        return self.outputs


FRACTURE = {"probabilities": ["N", 2], "layer_00": ["N", 16, 32], "layer_01": ["N", 8, 16]}
REGION = {"probabilities": ["N", 5], "scope_distance": ["N"]}
DETECTION = {"detections": ["N", 4, 6]}


@pytest.mark.parametrize(
    ("task", "outputs"),
    [
        ("fracture", FRACTURE),
        ("fracture", FRACTURE | {"features": ["N", 256]}),
        ("fracture", {name: [None] * len(shape) for name, shape in FRACTURE.items()}),
        ("region", REGION),
        ("region", REGION | {"scope_distance": ["N", 1]}),
        ("detection", DETECTION),
    ],
)
def test_graphs_that_fit_pass(task: str, outputs: dict[str, list[Any]]) -> None:
    check_graph(Session(outputs), manifest(task), PATH)


@pytest.mark.parametrize("images", [["N", 3, "height", "width"], [None, 3, 32, 64], ["N", "C", 32, 64]])
def test_sizes_left_open_pass(images: list[Any]) -> None:
    check_graph(Session(DETECTION, images), manifest("detection"), PATH)


@pytest.mark.parametrize(
    ("session", "name"),
    [
        (Session(DETECTION, [1, 3, 32, 64]), "images"),
        (Session(DETECTION, ["N", 1, 32, 64]), "images"),
        (Session(DETECTION, ["N", 3, 64, 32]), "images"),
        (Session(DETECTION, ["N", 3, 32]), "images"),
        (Session(DETECTION, input_name="x"), "images"),
        (Session(DETECTION, more_inputs=[value("threshold", [])]), "images"),
    ],
)
def test_a_wrong_input_is_refused(session: Session, name: str) -> None:
    with pytest.raises(ModelFolderError) as caught:
        check_graph(session, manifest("detection"), PATH)
    assert (caught.value.reason, caught.value.field) == ("graph_input", name)


@pytest.mark.parametrize(
    ("task", "outputs"), [("fracture", FRACTURE), ("region", REGION), ("detection", DETECTION)]
)
def test_each_missing_output_is_refused_by_name(task: str, outputs: dict[str, list[Any]]) -> None:
    for name in outputs:
        rest = {other: shape for other, shape in outputs.items() if other != name}
        with pytest.raises(ModelFolderError) as caught:
            check_graph(Session(rest), manifest(task), PATH)
        assert (caught.value.reason, caught.value.field) == ("missing_output", name)


@pytest.mark.parametrize(
    ("task", "name", "shape"),
    [
        ("fracture", "probabilities", ["N", 3]),
        ("fracture", "probabilities", ["N"]),
        ("fracture", "layer_01", ["N", 8, 8]),
        ("fracture", "layer_00", ["N", 1, 16, 32]),
        ("region", "scope_distance", ["N", 2]),
        ("detection", "detections", ["N", 300, 6]),
        ("detection", "detections", ["N", 4, 5]),
        ("detection", "detections", [1, 4, 6]),
    ],
)
def test_each_wrong_shape_is_refused_by_name(task: str, name: str, shape: list[Any]) -> None:
    outputs = {"fracture": FRACTURE, "region": REGION, "detection": DETECTION}[task]
    with pytest.raises(ModelFolderError) as caught:
        check_graph(Session(outputs | {name: shape}), manifest(task), PATH)
    assert (caught.value.reason, caught.value.field) == ("wrong_shape", name)


def test_a_wrong_type_is_refused() -> None:
    with pytest.raises(ModelFolderError, match="float16"):
        check_graph(Session(DETECTION, kind="tensor(float16)"), manifest("detection"), PATH)


def test_layer_maps_round_their_size_up() -> None:
    text = manifest_json("fracture", (33, 65))
    text["layer_maps"] = layers_json()
    assert expected_shapes(Manifest.from_json(text, PATH))["layer_00"] == ((None, 17, 33),)


def test_arrays_are_checked_against_the_batch() -> None:
    good = {"probabilities": np.zeros((3, 5), np.float32), "scope_distance": np.zeros((3, 1), np.float32)}
    check_arrays(good, 3, manifest("region"), PATH)
    with pytest.raises(ModelFolderError) as caught:
        check_arrays(good, 2, manifest("region"), PATH)
    assert (caught.value.reason, caught.value.field) == ("wrong_shape", "probabilities")
