"""Initial weights: a local file first, never a silent download."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.core.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    import torch
    from torch import nn

BACKBONE_LAYERS = range(9)
"""`model.0` to `model.8` have the same shapes in yolov8n.yaml and yolov8n-cls.yaml."""


def load_state(path: Path) -> dict[str, torch.Tensor]:
    """State dict of a `.safetensors` file, or of the averaged network in one of our `.pt` checkpoints."""
    if not path.is_file():
        message = "there are no weights to start from"
        cure = "Put the file there or name another folder with --weights; another run must have ended first."
        raise UsageError(message, reason="no_weights", path=path, cure=cure)
    if path.suffix == ".safetensors":
        from safetensors.torch import load_file

        return load_file(path)
    import torch

    state: dict[str, torch.Tensor] = torch.load(path, weights_only=True)["average"]
    return state


def load_backbone(network: nn.Module, path: Path) -> int:
    """Copy the backbone's tensors into an Ultralytics network; returns how many were copied.

    Raises
    ------
    UsageError
        Where a backbone tensor is missing in the file or has another shape.
    """
    state = load_state(path)
    own = network.state_dict()
    wanted = [key for key in own if _layer(key) in BACKBONE_LAYERS]
    for key in wanted:
        if key not in state or state[key].shape != own[key].shape:
            message = "this backbone does not fit the network"
            cure = "Use weights of the same family and size."
            raise UsageError(message, reason="wrong_weights", path=path, field=key, cure=cure)
        own[key] = state[key]
    network.load_state_dict(own)
    return len(wanted)


def _layer(key: str) -> int:
    parts = key.split(".")
    return int(parts[1]) if parts[0] == "model" and parts[1].isdigit() else -1
