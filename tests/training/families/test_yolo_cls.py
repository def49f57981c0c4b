from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from PIL import Image
from torchvision import transforms
from ultralytics.cfg import get_cfg

from training.families.ultralytics_runs import NO_AUGMENTATION
from training.families.yolo_cls import WholeScanTrainer

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve scans of the first class, three of the second."""
    for name, count in (("0 sound", 12), ("1 fractured", 3)):
        (tmp_path / "train" / name).mkdir(parents=True)
        for index in range(count):
            Image.fromarray(np.full((32, 32), 10 * index, np.uint8)).save(
                tmp_path / "train" / name / f"{index}.png"
            )
    return tmp_path / "train"


def trainer(balance: bool, **arguments: Any) -> Any:
    """A trainer that has not been set up: only its data are asked for."""
    made: Any = object.__new__(WholeScanTrainer)
    made.args = get_cfg(overrides={"imgsz": 32, "workers": 0, **arguments})
    made.data = {"names": {0: "0 sound", 1: "1 fractured"}}
    made.balance, made.device, made.model = balance, torch.device("cpu"), SimpleNamespace()
    return made


@pytest.mark.parametrize("balance", [True, False])
def test_classes_come_equally_often_where_the_plan_says_so(balance: bool, folder: Path) -> None:
    torch.manual_seed(3)
    loader = trainer(balance).get_dataloader(str(folder), 5, rank=-1)
    labels = [int(label) for _ in range(40) for batch in loader for label in batch["cls"]]
    assert len(labels) == 40 * 15
    assert np.mean(labels) == pytest.approx(0.5 if balance else 0.2, abs=0.06)


def test_the_whole_scan_is_seen_where_nothing_is_augmented(folder: Path) -> None:
    whole = trainer(True, **NO_AUGMENTATION).build_dataset(str(folder)).torch_transforms.transforms
    assert not any(isinstance(step, transforms.RandomResizedCrop) for step in whole)
    usual = trainer(True).build_dataset(str(folder)).torch_transforms.transforms
    assert isinstance(usual[0], transforms.RandomResizedCrop)
