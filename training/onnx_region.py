"""The region classifier and its out-of-scope gate as one PyTorch module, ready for export."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn

from training.onnx_graph import fused_layers, head_logits

if TYPE_CHECKING:
    from ultralytics.nn.tasks import ClassificationModel

    from training.calibration import LogitCalibration
    from training.gate import ScopeDistance


class RegionWithGate(nn.Module):
    """`images` (N, 3, H, W) to calibrated `probabilities` (N, 5) and `scope_distance` (N,).

    Parameters
    ----------
    network
        Not changed: a fused copy is taken.
    """

    bias: torch.Tensor

    def __init__(
        self, network: ClassificationModel, calibration: LogitCalibration, gate: ScopeDistance
    ) -> None:
        super().__init__()
        self.model, self.gate, self.scale = fused_layers(network), gate, calibration.scale
        self.register_buffer("bias", torch.tensor(calibration.bias, dtype=torch.float32))

    def forward(self, images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Forward pass; shapes as the class says."""
        kept, values = [], images
        for index, layer in enumerate(list(self.model)[:-1]):
            values = layer(values)
            if index in self.gate.layers:
                kept.append(values)
        logits = head_logits(self.model[-1], values) * self.scale + self.bias
        return torch.softmax(logits, dim=1), self.gate(kept)
