"""torchvision's networks: made for our classes, started from published weights where they fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
import torchvision
from torchvision.models.vision_transformer import interpolate_embeddings

from fracview.core.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from torch import nn

    from training.families.plan import Plan

PATCHED = "vit_"
"""Prefix of the networks whose positions are tied to the input size."""

LEAST_FITTING = 0.75


def classifier(plan: Plan, classes: int, start: Path | None) -> nn.Module:
    """A classifier of torchvision for (n, 3, size, size) inputs.

    Raises
    ------
    UsageError
        Where there is none of that name, or the weights are another network's.
    """
    _refuse_unknown(plan.model, torchvision.models.list_models(module=torchvision.models))
    sized = {"image_size": plan.size} if plan.model.startswith(PATCHED) else {}
    try:
        network = torchvision.models.get_model(plan.model, weights=None, num_classes=classes, **sized)
    except (ValueError, RuntimeError, AssertionError) as error:
        raise _bad_size(plan, error) from error
    if start is not None:
        state = torch.load(start, map_location="cpu", weights_only=True)
        if sized:
            state = interpolate_embeddings(plan.size, network.patch_size, state)
        _load_fitting(network, state, start)
    return network.to(plan.device)


def detector(plan: Plan, start: Path | None, score_floor: float, most: int) -> nn.Module:
    """A detector of torchvision for background and one class; it takes and gives pixels of the square.

    Raises
    ------
    UsageError
        As `classifier`.
    """
    _refuse_unknown(plan.model, torchvision.models.list_models(module=torchvision.models.detection))
    if plan.model.startswith(("fasterrcnn", "maskrcnn", "keypointrcnn")):
        named: dict[str, Any] = {"box_score_thresh": score_floor, "box_detections_per_img": most}
        named |= {"min_size": plan.size, "max_size": plan.size}
    else:  # SSD resizes to its own fixed size
        named = {"score_thresh": score_floor, "detections_per_img": most}
    network = torchvision.models.get_model(
        plan.model, weights=None, weights_backbone=None, num_classes=2, **named
    )
    if start is not None:
        _load_fitting(network, torch.load(start, map_location="cpu", weights_only=True), start)
    return network.to(plan.device)


def channel_means(name: str) -> tuple[list[float], list[float]]:
    """Mean and deviation by channel that a classifier's published weights were trained with."""
    weights = torchvision.models.get_model_weights(name)
    asked = weights.DEFAULT.transforms()
    return list(asked.mean), list(asked.std)


def _load_fitting(network: nn.Module, state: dict[str, torch.Tensor], path: Path) -> None:
    own = network.state_dict()
    fitting = {key: value for key, value in state.items() if key in own and own[key].shape == value.shape}
    share = len(fitting) / len(own)
    if share < LEAST_FITTING:
        message, cure = f"only {share:.0%} of the tensors fit the network", "Use weights of this network."
        raise UsageError(message, reason="wrong_weights", path=path, cure=cure)
    network.load_state_dict(fitting, strict=False)


def _refuse_unknown(name: str, known: list[str]) -> None:
    if name not in known:
        message, cure = f"torchvision has no network {name} for this task", "See torchvision.models."
        raise UsageError(message, reason="no_network", field="model", cure=cure)


def _bad_size(plan: Plan, error: Exception) -> UsageError:
    message = f"{plan.model} cannot take {plan.size} px: {error}"
    return UsageError(message, reason="bad_setting", field="size", cure="Choose another size.")
