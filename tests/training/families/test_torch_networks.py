from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch
import torchvision

from fracview.core.errors import UsageError
from tests.training.families.conftest import row_of
from training.families import torch_networks
from training.families.plan import Plan, plan_of
from training.suite.options import RunOptions

if TYPE_CHECKING:
    from pathlib import Path


def plan(tmp_path: Path, model: str, **settings: Any) -> Plan:
    return plan_of(
        row_of("torch_cls", "fracture", model, **settings), RunOptions(tmp_path, tmp_path, device="cpu")
    )


def test_every_tensor_but_the_last_layer_s_is_copied(tmp_path: Path) -> None:
    given = torchvision.models.get_model("mobilenet_v3_small", weights=None).state_dict()
    torch.save(given, tmp_path / "start.pth")
    made = torch_networks.classifier(
        plan(tmp_path, "mobilenet_v3_small"), 5, tmp_path / "start.pth"
    ).state_dict()
    other = {key for key, value in given.items() if not torch.equal(made[key], value)} - {
        key for key, value in given.items() if made[key].shape == value.shape
    }
    assert other == {"classifier.3.weight", "classifier.3.bias"}


def test_a_vision_transformer_takes_its_positions_to_another_size(tmp_path: Path) -> None:
    from torchvision.models.vision_transformer import VisionTransformer

    small = VisionTransformer(64, 16, num_layers=1, num_heads=2, hidden_dim=32, mlp_dim=64)
    state = small.state_dict()
    moved = torch_networks.interpolate_embeddings(32, 16, dict(state))
    assert state["encoder.pos_embedding"].shape == (1, 17, 32)
    assert moved["encoder.pos_embedding"].shape == (1, 5, 32)


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    other = torchvision.models.get_model("squeezenet1_1", weights=None).state_dict()
    torch.save(other, tmp_path / "other.pth")
    with pytest.raises(UsageError, match=r"other\.pth: only 0% of the tensors fit"):
        torch_networks.classifier(plan(tmp_path, "mobilenet_v3_small"), 2, tmp_path / "other.pth")


def test_unknown_networks_and_sizes_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no network resnet51"):
        torch_networks.classifier(plan(tmp_path, "resnet51"), 2, None)
    with pytest.raises(UsageError, match="no network vit_b_16 for this task"):
        torch_networks.detector(plan(tmp_path, "vit_b_16"), None, 0.001, 300)
    with pytest.raises(UsageError, match="size: vit_b_16 cannot take 50 px"):
        torch_networks.classifier(plan(tmp_path, "vit_b_16", size=50), 2, None)


def test_channel_means_are_the_published_ones() -> None:
    mean, std = torch_networks.channel_means("resnet50")
    assert mean == [0.485, 0.456, 0.406]
    assert std == [0.229, 0.224, 0.225]
