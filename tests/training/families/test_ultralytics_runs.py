from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import torch
from safetensors.torch import save_file
from ultralytics.nn.tasks import ClassificationModel, DetectionModel

from fracview.core.errors import UsageError
from tests.training.families.conftest import row_of
from training.families import ultralytics_runs
from training.families.plan import Plan, plan_of
from training.runs import RunFolder
from training.suite.options import RunOptions

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    options = RunOptions(tmp_path, tmp_path, epochs=3, device="cpu")
    return plan_of(row_of("yolo_det", "detection", "yolov8n", size=64), options, 32)


@pytest.fixture(scope="module")
def coco(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(1)
    path = tmp_path_factory.mktemp("coco") / "yolov8n_coco.safetensors"
    save_file(DetectionModel("yolov8n.yaml", nc=80, verbose=False).state_dict(), path)
    return path


def test_a_detector_and_a_classifier_start_from_the_same_file(coco: Path) -> None:
    detector = DetectionModel("yolov8n.yaml", nc=1, verbose=False)
    classifier = ClassificationModel("yolov8n-cls.yaml", nc=2, verbose=False)
    assert ultralytics_runs.load_fitting(detector, coco) > 0.85
    assert ultralytics_runs.load_fitting(classifier, coco) > 0.75
    assert torch.equal(detector.model[8].cv1.conv.weight, classifier.model[8].cv1.conv.weight)


def test_weights_of_another_size_are_refused(coco: Path) -> None:
    with pytest.raises(UsageError, match=r"yolov8n_coco\.safetensors: only .*% of the tensors fit"):
        ultralytics_runs.load_fitting(DetectionModel("yolov8s.yaml", nc=1, verbose=False), coco)


def test_the_plan_becomes_ultralytics_arguments(plan: Plan, tmp_path: Path) -> None:
    told = replace(
        plan, learning_rate=0.000714, optimizer="AdamW", library={"mosaic": 0.3}, augmentation="none"
    )
    made = ultralytics_runs._arguments(told, RunFolder(tmp_path), tmp_path / "data.yaml", "yolov8n.yaml")
    assert (made["lr0"], made["optimizer"], made["device"], made["amp"]) == (0.000714, "AdamW", "cpu", False)
    assert (made["mosaic"], made["fliplr"]) == (0.3, 0.0)
    assert made["resume"] is False
    again = ultralytics_runs._arguments(plan, RunFolder(tmp_path), tmp_path, tmp_path / "last.pt")
    assert again["resume"] == again["model"] == str(tmp_path / "last.pt")
    assert "lr0" not in again
    for device, name in (("cuda", "0"), ("cuda:1", "1")):
        on_gpu = ultralytics_runs._arguments(replace(plan, device=device), RunFolder(tmp_path), tmp_path, "n")
        assert (on_gpu["device"], on_gpu["amp"]) == (name, "bf16")


def test_a_policy_that_ultralytics_lacks_is_refused(plan: Plan) -> None:
    with pytest.raises(UsageError, match="Ultralytics has no trivialaugment"):
        ultralytics_runs.augmentation_arguments(replace(plan, augmentation="trivialaugment"))


@pytest.mark.parametrize(("epoch", "ended"), [(-1, True), (2, True), (1, False), (0, False)])
def test_whether_a_run_has_ended_stands_in_its_checkpoint(
    epoch: int, ended: bool, plan: Plan, tmp_path: Path
) -> None:
    """Killed between its last checkpoint and its close, it must not be resumed: Ultralytics refuses."""
    assert not ultralytics_runs._has_ended(tmp_path / "last.pt", plan)
    torch.save({"epoch": epoch}, tmp_path / "last.pt")
    assert ultralytics_runs._has_ended(tmp_path / "last.pt", plan) == ended
