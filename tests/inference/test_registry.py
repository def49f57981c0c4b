from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fracview.core.errors import ModelFolderError
from fracview.inference import Manifest, ModelFolder, list_models, load_model_set, verify
from fracview.inference.registry import find_model_folders
from tests.inference.tiny_models import detection_bytes, write_folder

if TYPE_CHECKING:
    from pathlib import Path


def write_set(folder: Path, *tasks: str) -> Path:
    for task in tasks:
        write_folder(folder / task, task)
    return folder


def test_a_set_is_found_in_a_folder(tiny_folder: Path) -> None:
    models = load_model_set(tiny_folder)
    assert [one.manifest.task for one in models.folders] == ["fracture", "region", "detection"]
    assert models.path == tiny_folder
    assert models.detection.reference.task == "detection"


@pytest.mark.parametrize("missing", ["fracture", "region", "detection"])
def test_a_set_without_one_of_the_tasks_is_refused_by_name(tmp_path: Path, missing: str) -> None:
    tasks = {"fracture", "region", "detection"} - {missing}
    with pytest.raises(ModelFolderError, match=f"no network for {missing}") as caught:
        load_model_set(write_set(tmp_path, *tasks))
    assert caught.value.reason == "missing_task"


def test_two_networks_for_one_task_are_refused(tmp_path: Path) -> None:
    write_set(tmp_path, "fracture", "region", "detection")
    write_folder(tmp_path / "second", "region")
    with pytest.raises(ModelFolderError, match="two networks for region") as caught:
        load_model_set(tmp_path)
    assert caught.value.reason == "doubled_task"


def test_changed_weights_are_refused(tmp_path: Path) -> None:
    write_set(tmp_path, "fracture", "region", "detection")
    with (tmp_path / "region" / "model.onnx").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(ModelFolderError, match="SHA-256") as caught:
        load_model_set(tmp_path)
    assert caught.value.reason == "hash_mismatch"
    assert caught.value.path == tmp_path / "region" / "model.onnx"


def test_missing_weights_are_refused(tmp_path: Path) -> None:
    write_set(tmp_path, "fracture", "region", "detection")
    (tmp_path / "fracture" / "model.onnx").unlink()
    with pytest.raises(ModelFolderError) as caught:
        load_model_set(tmp_path)
    assert caught.value.reason == "weights_unreadable"


def test_a_wrong_manifest_stops_the_set_but_not_the_list(tmp_path: Path) -> None:
    write_set(tmp_path, "fracture", "region", "detection")
    (tmp_path / "fracture" / "manifest.json").write_text("{}")
    first, second, third = list_models(tmp_path)
    assert isinstance(second, ModelFolderError)
    assert second.field == "schema_version"
    assert isinstance(first, ModelFolder)
    assert isinstance(third, ModelFolder)
    with pytest.raises(ModelFolderError, match="schema_version"):
        load_model_set(tmp_path)


def test_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelFolderError) as caught:
        list_models(tmp_path / "nowhere")
    assert caught.value.reason == "no_folder"


def test_an_empty_folder_lists_nothing(tmp_path: Path) -> None:
    assert list_models(tmp_path) == []


def test_one_model_folder_is_found_as_itself(tiny_folder: Path) -> None:
    assert list(find_model_folders(tiny_folder / "region")) == [tiny_folder / "region"]


@pytest.mark.parametrize("task", ["fracture", "region", "detection"])
def test_a_good_folder_is_verified_with_its_shapes(tiny_folder: Path, task: str) -> None:
    shapes = {
        "fracture": {"probabilities": (1, 2), "layer_00": (1, 16, 32), "layer_01": (1, 8, 16)},
        "region": {"probabilities": (1, 5), "scope_distance": (1,)},
        "detection": {"detections": (1, 4, 6)},
    }
    verified = verify(tiny_folder / task)
    assert verified.output_shapes == shapes[task]
    assert verified.provider == "CPUExecutionProvider"
    assert verified.elapsed_ms > 0
    assert isinstance(verified.folder.manifest, Manifest)


def test_verify_takes_an_opened_folder(tiny_folder: Path) -> None:
    assert verify(ModelFolder.open(tiny_folder / "region")).folder.path == tiny_folder / "region"


def test_verify_refuses_a_wrong_hash(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, "detection", changes={"sha256": "f" * 64})
    with pytest.raises(ModelFolderError) as caught:
        verify(folder)
    assert (caught.value.reason, caught.value.field) == ("hash_mismatch", "sha256")


def test_verify_refuses_infinite_scores(tmp_path: Path) -> None:
    rows = [(0.0, 0.0, 1.0, 1.0, float("inf"), 0.0)] * 4
    with pytest.raises(ModelFolderError) as caught:
        verify(write_folder(tmp_path, "detection", detection_bytes(rows)))
    assert (caught.value.reason, caught.value.field) == ("non_finite", "detections")
