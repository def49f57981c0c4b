from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import torch

from fracview.core.errors import UsageError
from tests.training.families.conftest import row_of
from training.families.plan import device_of, plan_of
from training.suite.options import RunOptions
from training.suite.rows import load_suite

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def options(tmp_path: Path) -> RunOptions:
    return RunOptions(tmp_path, tmp_path, device="cpu")


def test_what_the_row_leaves_out_is_filled_in(options: RunOptions) -> None:
    plan = plan_of(row_of("torch_cls", "fracture", "resnet18"), options)
    assert (plan.size, plan.batch, plan.epochs, plan.patience) == (224, 8, 30, 0)
    assert (plan.optimizer, plan.learning_rate, plan.resize) == ("auto", 0.0, "letterbox")
    assert (plan.augmentation, plan.preprocessing, plan.balance) == ("default", "own", True)


def test_options_go_before_settings(options: RunOptions) -> None:
    row = row_of("yolo_det", "detection", "yolov8n", size=640, epochs=100)
    told = replace(options, size=96, epochs=1, seed=3)
    plan = plan_of(row, told)
    assert (plan.size, plan.epochs, plan.seed) == (96, 1, 3)


def test_a_size_is_rounded_up_to_the_stride(options: RunOptions) -> None:
    """The paper trains at 600 px, which no YOLO network can take."""
    assert plan_of(row_of("yolo_det", "detection", "yolov8s", size=600), options, 32).size == 608
    assert plan_of(row_of("yolo_det", "detection", "yolov8s", size=640), options, 32).size == 640


def test_a_frozen_backbone_makes_no_sense_from_scratch(options: RunOptions) -> None:
    row = row_of("keras_cls", "fracture", "VGG16", freeze=True)
    assert plan_of(row, options).freeze
    assert not plan_of(row, replace(options, from_scratch=True)).freeze


@pytest.mark.parametrize(
    ("name", "value"),
    [("resize", "crop"), ("augmentation", "mosaic"), ("preprocessing", "own "), ("optimizer", "adamw")],
)
def test_a_setting_that_is_no_choice_is_named(name: str, value: str, options: RunOptions) -> None:
    with pytest.raises(UsageError, match=f"T-resnet18: {name}: .*{value} is none of"):
        plan_of(row_of("torch_cls", "fracture", "resnet18", **{name: value}), options)


@pytest.mark.parametrize("name", ["size", "batch", "epochs"])
def test_a_number_below_one_is_named(name: str, options: RunOptions) -> None:
    with pytest.raises(UsageError, match=f"{name}: 0 is below 1"):
        plan_of(row_of("torch_cls", "fracture", "resnet18", **{name: 0}), options)


def test_every_row_of_the_paper_has_a_plan(options: RunOptions) -> None:
    rows = [row for row in load_suite().rows if row.trains and row.family != "explain"]
    assert len(rows) > 60
    for row in rows:
        assert plan_of(row, options).epochs >= 1


def test_devices_that_are_not_there_are_refused() -> None:
    assert device_of("cpu") == "cpu"
    assert device_of("auto") == ("cuda" if torch.cuda.is_available() else "cpu")
    for name in ("cuda:99", "tpu", "cuda:x"):
        with pytest.raises(UsageError, match=f"no device {name}"):
            device_of(name)
