from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fracview.core.errors import ModelFolderError
from fracview.inference.manifest import TASKS, Manifest, read_manifest
from tests.inference.manifests import manifest_json

PATH = Path("folder/manifest.json")


def _leaves(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Paths of every key of every object, but not of those that are free form or figures."""
    if isinstance(value, dict) and not (at and at[-1] in ("metrics", "parameters", "libraries")):
        return [(*at, key) for key in value] + [p for k, v in value.items() for p in _leaves(v, (*at, k))]
    return []


OPTIONAL = {"scope", "refused_in_scope", "sensitivity_ci"}
REQUIRED = [
    (task, path)
    for task in TASKS
    for path in _leaves(manifest_json(task))
    if path[-1] not in OPTIONAL and not (task == "detection" and path[-1] == "specificity")
]


def _at(value: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    for key in path[:-1]:
        value = value[key]
    return value


@pytest.mark.parametrize("task", TASKS)
def test_what_is_read_is_written_again(task: str) -> None:
    value = manifest_json(task)
    assert json.loads(json.dumps(Manifest.from_json(value, PATH).to_json())) == value


@pytest.mark.parametrize(("task", "path"), REQUIRED)
def test_each_missing_key_is_refused_by_name(task: str, path: tuple[Any, ...]) -> None:
    value = manifest_json(task)
    del _at(value, path)[path[-1]]
    with pytest.raises(ModelFolderError) as caught:
        Manifest.from_json(value, PATH)
    assert caught.value.reason == "manifest_missing_key"
    assert caught.value.field == ".".join(path)
    assert caught.value.path == PATH
    assert caught.value.cure


@pytest.mark.parametrize(("task", "path"), REQUIRED)
def test_each_ill_typed_key_is_refused_by_name(task: str, path: tuple[Any, ...]) -> None:
    value = manifest_json(task)
    _at(value, path)[path[-1]] = None
    with pytest.raises(ModelFolderError) as caught:
        Manifest.from_json(value, PATH)
    assert caught.value.field == ".".join(path)
    assert caught.value.reason == "manifest_type"


@pytest.mark.parametrize(
    ("task", "path", "wrong"),
    [
        ("fracture", ("schema_version",), 2),
        ("fracture", ("schema_version",), True),
        ("fracture", ("task",), "segmentation"),
        ("fracture", ("classes",), ["a", "a"]),
        ("fracture", ("classes",), []),
        ("fracture", ("positive_class",), "crack"),
        ("fracture", ("input", "height"), 31),
        ("fracture", ("input", "height"), 640.5),
        ("fracture", ("input", "resize"), "centre_crop"),
        ("fracture", ("input", "preprocessing"), "letterbox-v0"),
        ("fracture", ("input", "normalisation"), "imagenet"),
        ("fracture", ("outputs",), ["logits"]),
        ("fracture", ("operating_points", "high_specificity", "threshold"), 0.1),
        ("fracture", ("operating_points", "high_sensitivity", "threshold"), float("nan")),
        ("fracture", ("operating_points", "high_sensitivity", "threshold"), 1.5),
        ("fracture", ("operating_points", "high_sensitivity", "sensitivity_ci"), [0.1, 0.2, 0.3]),
        ("fracture", ("calibration", "in_graph"), False),
        ("fracture", ("calibration", "ece"), -0.1),
        ("fracture", ("training", "data_sha256"), "ABC"),
        ("fracture", ("training", "dirty"), 0),
        ("fracture", ("sha256",), "1" * 63),
        ("fracture", ("licence",), "  "),
        ("region", ("scope", "output"), "distance"),
        ("region", ("scope", "limit"), float("inf")),
        ("detection", ("detector", "score_floor"), 0.3),
        ("detection", ("detector", "max_detections"), 0),
    ],
)
def test_impossible_values_are_refused(task: str, path: tuple[Any, ...], wrong: Any) -> None:
    value = manifest_json(task)
    _at(value, path)[path[-1]] = wrong
    with pytest.raises(ModelFolderError) as caught:
        Manifest.from_json(value, PATH)
    assert caught.value.field is not None


@pytest.mark.parametrize(
    ("task", "path"),
    [
        ("region", ("scop",)),
        ("fracture", ("scope",)),
        ("region", ("operating_points",)),
        ("fracture", ("input", "channels")),
        ("fracture", ("operating_points", "balanced")),
    ],
)
def test_unknown_keys_are_refused_by_name(task: str, path: tuple[Any, ...]) -> None:
    value = manifest_json(task)
    _at(value, path)[path[-1]] = {}
    with pytest.raises(ModelFolderError) as caught:
        Manifest.from_json(value, PATH)
    assert (caught.value.reason, caught.value.field) == ("manifest_unknown_key", ".".join(path))


def test_a_layer_named_as_another_output_is_refused() -> None:
    value = manifest_json("fracture")
    layer = {"name": "layer_00", "index": 0, "block": "Conv", "stride": 2, "channels": 16}
    value["layer_maps"] = [layer, copy.deepcopy(layer)]
    with pytest.raises(ModelFolderError, match="twice"):
        Manifest.from_json(value, PATH)


def test_a_layer_without_its_block_is_named_with_its_place() -> None:
    value = manifest_json("fracture")
    value["layer_maps"] = [{"name": "layer_00", "index": 0, "stride": 2, "channels": 16}]
    with pytest.raises(ModelFolderError) as caught:
        Manifest.from_json(value, PATH)
    assert caught.value.field == "layer_maps[0].block"


def test_a_region_network_without_a_gate_is_fine() -> None:
    value = manifest_json("region")
    del value["scope"]
    assert Manifest.from_json(value, PATH).scope is None


@pytest.mark.parametrize("value", [None, [], "text", 3])
def test_what_is_no_object_is_refused(value: Any) -> None:
    with pytest.raises(ModelFolderError, match="must be a JSON object"):
        Manifest.from_json(value, PATH)


@pytest.mark.parametrize(("content", "reason"), [(None, "manifest_unreadable"), ("{", "manifest_no_json")])
def test_unreadable_files_are_refused(tmp_path: Path, content: str | None, reason: str) -> None:
    path = tmp_path / "manifest.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(ModelFolderError) as caught:
        read_manifest(path)
    assert caught.value.reason == reason


def test_a_folder_stands_for_its_manifest(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps(manifest_json("region")), encoding="utf-8")
    manifest = read_manifest(tmp_path)
    assert manifest.task == "region"
    assert manifest.scope is not None
    assert manifest.scope.limit == 0.9


def test_thresholds_come_from_the_manifest() -> None:
    thresholds = Manifest.from_json(manifest_json("detection"), PATH).thresholds
    assert (thresholds.high_sensitivity, thresholds.high_specificity) == (0.2, 0.7)


@pytest.mark.parametrize("module", ["manifest", "preprocess", "registry", "analyzer"])
def test_importing_loads_no_onnxruntime(module: str) -> None:
    code = f"import sys, fracview.inference.{module}; sys.exit('onnxruntime' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
