"""A calibrated classifier as an ONNX graph: `images` (N, 3, size, size) in [0, 1] to `probabilities`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import onnx
import torch
from torch import nn

from training.classifiers import class_logits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.calibration import LogitCalibration

OPSET = 18


class Calibrated(nn.Module):
    """`images` (N, 3, H, W) to `probabilities` (N, classes)."""

    def __init__(self, network: nn.Module, calibration: LogitCalibration) -> None:
        super().__init__()
        self.network, self.scale = network, calibration.scale
        self.register_buffer("bias", torch.tensor(calibration.bias, dtype=torch.float32))

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """Forward pass; shapes as the class says."""
        layers: Any = self.network.model
        x = images
        for layer in layers[:-1]:
            x = layer(x)
        return torch.softmax(class_logits(self.network, x) * self.scale + self.bias, dim=1)


def export_graph(module: nn.Module, size: int, outputs: Sequence[str]) -> onnx.ModelProto:
    """Export a module whose outputs all have a batch axis first; N stays open."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.onnx"
        torch.onnx.export(
            module.float().eval(),
            (torch.zeros(2, 3, size, size),),
            str(path),
            input_names=["images"],
            output_names=list(outputs),
            dynamic_axes={name: {0: "N"} for name in ("images", *outputs)},
            opset_version=OPSET,
            dynamo=False,
        )
        return onnx.load(path)
