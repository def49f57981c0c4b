from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest
import torch

from fracview.core.errors import UsageError
from training import runs
from training.runs import RunFolder, save_checkpoint, save_text

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = {"recipe": {"size": 64, "rates": (0.1, 0.2)}, "start": "coco.safetensors"}


def epochs_of(run: RunFolder) -> list[int]:
    return [json.loads(line)["epoch"] for line in run.log.read_text().splitlines()]


def test_a_run_opens_again_with_the_same_configuration(tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "deep" / "run")
    run.open(CONFIG)
    begun = json.loads((run.path / "config.json").read_text())
    run.open(CONFIG)
    assert json.loads((run.path / "config.json").read_text()) == begun
    assert begun["config"]["recipe"]["size"] == 64


def test_another_configuration_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    run = RunFolder(tmp_path)
    run.open(CONFIG)
    with pytest.raises(UsageError, match="begun with another recipe") as caught:
        run.open(CONFIG | {"recipe": {"size": 96, "rates": (0.1, 0.2)}})
    assert caught.value.reason == "other_run"
    assert caught.value.path == tmp_path / "config.json"
    with pytest.raises(UsageError, match="another start, classes"):
        run.open(CONFIG | {"start": "other.safetensors", "classes": 5})


def test_the_environment_is_part_of_the_record(tmp_path: Path) -> None:
    RunFolder(tmp_path).open(CONFIG)
    record = json.loads((tmp_path / "config.json").read_text())["environment"]
    assert record["libraries"]["torch"] == version("torch")
    assert set(record["libraries"]) <= set(runs.LIBRARIES)
    assert {"torch", "ultralytics", "numpy", "onnx"} <= set(record["libraries"])
    assert isinstance(record["dirty"], bool)


def test_a_library_that_is_not_installed_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """ONNX Runtime has another distribution name on other platforms."""
    monkeypatch.setattr(runs, "LIBRARIES", ("numpy", "no-such-distribution"))
    assert list(runs.environment()["libraries"]) == ["numpy"]


def test_outside_a_repository_there_is_no_commit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path))
    found = runs.environment()
    assert (found["commit"], found["dirty"]) == ("", False)


def test_lines_of_a_repeated_epoch_are_replaced(tmp_path: Path) -> None:
    run = RunFolder(tmp_path)
    for epoch, loss in ((0, 1.0), (1, 0.8), (2, 0.7), (1, 0.75)):
        run.write_epoch({"epoch": epoch, "loss": loss})
    assert epochs_of(run) == [0, 1]
    assert json.loads(run.log.read_text().splitlines()[1])["loss"] == 0.75


def test_what_is_written_is_whole_or_absent(tmp_path: Path) -> None:
    path = tmp_path / "last.pt"
    save_checkpoint(path, {"epoch": 1})
    with pytest.raises((AttributeError, TypeError, RuntimeError)):
        save_checkpoint(path, {"epoch": 2, "bad": (number for number in ())})
    assert torch.load(path, weights_only=True) == {"epoch": 1}
    save_text(tmp_path / "a.json", "grün")
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == "grün"
    assert not (tmp_path / "a.json.part").exists()
