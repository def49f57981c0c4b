"""The region classifier and its out-of-scope gate as one PyTorch module, ready for export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from training.classifiers import class_logits

if TYPE_CHECKING:
    from training.calibration import LogitCalibration
    from training.gate import ScopeDistance


class RegionWithGate(nn.Module):
    """`images` (N, 3, H, W) to calibrated `probabilities` (N, 5) and `scope_distance` (N,)."""

    def __init__(self, network: nn.Module, calibration: LogitCalibration, gate: ScopeDistance) -> None:
        super().__init__()
        self.network, self.gate, self.scale = network, gate, calibration.scale
        self.register_buffer("bias", torch.tensor(calibration.bias, dtype=torch.float32))

    def forward(self, images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Forward pass; shapes as the class says."""
        layers: Any = self.network.model
        kept, x = [], images
        for index, layer in enumerate(layers[:-1]):
            x = layer(x)
            if index in self.gate.layers:
                kept.append(x)
        logits = class_logits(self.network, x) * self.scale + self.bias
        return torch.softmax(logits, dim=1), self.gate(kept)
