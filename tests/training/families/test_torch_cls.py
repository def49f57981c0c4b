from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from tests.training.families.conftest import row_of
from training.families.plan import CHOICES, Plan, plan_of
from training.families.torch_cls import augmentation, coloured
from training.suite.options import RunOptions

if TYPE_CHECKING:
    from pathlib import Path

PICTURE = np.random.default_rng(0).integers(0, 256, (48, 48)).astype(np.uint8)


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return plan_of(row_of("torch_cls", "fracture", "resnet18"), RunOptions(tmp_path, tmp_path, device="cpu"))


@pytest.mark.parametrize("name", CHOICES["augmentation"])
def test_augmentation_keeps_type_and_shape_and_is_drawn_by_seed(name: str, plan: Plan) -> None:
    augment = augmentation(replace(plan, augmentation=name))

    def drawn(seed: int) -> torch.Tensor:
        torch.manual_seed(seed)
        return torch.stack([augment(coloured(PICTURE)) for _ in range(8)])

    first = drawn(1)
    assert first.shape == (8, 3, 48, 48)
    assert first.dtype == torch.uint8
    assert torch.equal(first, drawn(1))
    assert torch.equal(first, drawn(2)) == (name == "none")
