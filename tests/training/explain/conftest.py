"""A tiny fracture network, its graph with layer maps, and a model folder of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from fracview.inference.manifest import InputSpec, Manifest
from fracview.inference.manifest_parts import Calibration, LayerMapOutput
from tests.inference.manifests import manifest_json
from tests.training.networks import classifier
from training.calibration import LogitCalibration
from training.explained_graph import add_layer_maps, find_layers
from training.export import Exported, write_folder
from training.onnx_graph import export_classifier_onnx

SIZE = 64
FITTED = LogitCalibration(0.8, (0.3, -0.3))


@dataclass(frozen=True, slots=True)
class Folder:
    path: Path
    manifest: Manifest
    network: Any


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A model folder as `export` makes it, of a network that nobody has trained; nobody writes to it."""
    network = classifier()
    plain = export_classifier_onnx(network, SIZE, calibration=FITTED)
    value = manifest_json("fracture") | {"positive_class": "fractured", "classes": ["sound", "fractured"]}
    base = Manifest.from_json(value, Path("manifest.json"))
    calibration = Calibration("platt", {"scale": FITTED.scale, "bias": list(FITTED.bias)}, 0.1, "nothing")
    layers = tuple(
        LayerMapOutput(one.name, one.index, one.block, one.stride, one.channels) for one in find_layers(plain)
    )
    made = replace(base, input=InputSpec(SIZE, SIZE), calibration=calibration, layer_maps=layers)
    path = tmp_path_factory.mktemp("model") / "fracture"
    manifest = write_folder(Exported(add_layer_maps(plain), made), path)
    return Folder(path, manifest, network)
