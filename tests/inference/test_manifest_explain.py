from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fracview.core.errors import ModelFolderError
from fracview.inference.manifest import Manifest
from tests.inference.manifests import explain_json, manifest_json
from tests.inference.tiny_models import layers_json

PATH = Path("folder/manifest.json")


def explained(**changes: Any) -> dict[str, Any]:
    """A fracture manifest with two layer maps, and their figures."""
    value = manifest_json("fracture")
    return value | {"layer_maps": layers_json(), "explain": explain_json() | changes}


def test_what_is_read_is_written_again() -> None:
    value = explained()
    assert json.loads(json.dumps(Manifest.from_json(value, PATH).to_json())) == value


def test_the_best_layer_is_a_position_in_the_layer_maps() -> None:
    manifest = Manifest.from_json(explained(), PATH)
    assert manifest.best_layer == 1
    assert manifest.layer_maps[manifest.best_layer].name == "layer_01"
    assert manifest.explain is not None
    assert manifest.explain.layers[1].figures["energy_ci"] == (0.1, 0.3)


@pytest.mark.parametrize("value", [None, "absent"])
def test_without_figures_nobody_says_which_is_best(value: object) -> None:
    given = explained()
    if value is None:
        given["explain"] = None
    else:
        del given["explain"]
    manifest = Manifest.from_json(given, PATH)
    assert (manifest.explain, manifest.best_layer) == (None, None)
    assert "explain" not in manifest.to_json()


@pytest.mark.parametrize("task", ["region", "detection"])
def test_only_a_fracture_network_is_explained(task: str) -> None:
    with pytest.raises(ModelFolderError) as caught:
        Manifest.from_json(manifest_json(task) | {"explain": explain_json()}, PATH)
    assert caught.value.field == "explain"


@pytest.mark.parametrize(
    "key", ["method", "criterion", "best", "chosen_on", "measured_on", "box_area", "layers"]
)
def test_each_missing_key_is_refused_by_name(key: str) -> None:
    value = explained()
    del value["explain"][key]
    with pytest.raises(ModelFolderError) as caught:
        Manifest.from_json(value, PATH)
    assert (caught.value.reason, caught.value.field) == ("manifest_missing_key", f"explain.{key}")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"best": "layer_07"}, "explain.best"),
        ({"criterion": "beauty"}, "explain.criterion"),
        ({"box_area": 1.5}, "explain.box_area"),
        ({"layers": []}, "explain.best"),
        ({"layers": explain_json()["layers"][::-1]}, "explain.layers"),
        ({"layers": explain_json()["layers"][1:]}, "explain.layers"),
        ({"layers": [{"name": "layer_00"}, explain_json()["layers"][1]]}, "explain.layers[0].energy"),
        ({"layers": [explain_json()["layers"][0] | {"dice": "high"}]}, "explain.layers[0].dice"),
        ({"opinion": 1}, "explain.opinion"),
    ],
)
def test_what_cannot_be_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(ModelFolderError) as caught:
        Manifest.from_json(explained(**changes), PATH)
    assert caught.value.field == field


def test_the_network_that_ships_says_where_its_maps_point(models_dir: Path) -> None:
    from fracview.inference.manifest import read_manifest

    manifest = read_manifest(models_dir / "fracture")
    assert manifest.best_layer is not None
    assert manifest.explain is not None
    chosen = manifest.explain.layers[manifest.best_layer].figures
    assert chosen["energy"] > 5 * manifest.explain.box_area  # far from a map that knows nothing
