"""Networks as ONNX graphs; a trained classifier: images in, calibrated probabilities out.

Graph: `images` (N, 3, size, size) float32 in [0, 1] to `probabilities` (N, classes). Normalisation and
calibration lie inside, so that no runtime can forget them.
"""

from __future__ import annotations

import copy
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import onnx
import torch
from torch import nn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ultralytics.nn.tasks import ClassificationModel

    from training.calibration import LogitCalibration

OPSET = 17
"""ONNX Runtime's CUDA provider has kernels for every operator of it; it lacks some from opset 19 on."""


@dataclass(frozen=True, slots=True)
class Normalisation:
    """(images - mean) / std per channel, where a network was trained so; Ultralytics' own train without."""

    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    std: tuple[float, float, float] = (1.0, 1.0, 1.0)


class CalibratedClassifier(nn.Module):
    """What is exported: the network's own layers, its head up to the logits, calibration and softmax.

    Parameters
    ----------
    network
        Not changed: a fused copy is taken.
    """

    scale: torch.Tensor
    bias: torch.Tensor
    mean: torch.Tensor
    std: torch.Tensor

    def __init__(
        self,
        network: ClassificationModel,
        calibration: LogitCalibration | None = None,
        normalisation: Normalisation | None = None,
    ) -> None:
        super().__init__()
        self.model = fused_layers(network)
        self.calibrated, self.normalised = calibration is not None, normalisation is not None
        if calibration is not None:
            self.register_buffer("scale", torch.tensor(calibration.scale, dtype=torch.float32))
            self.register_buffer("bias", torch.tensor(calibration.bias, dtype=torch.float32))
        if normalisation is not None:
            self.register_buffer("mean", torch.tensor(normalisation.mean).view(1, 3, 1, 1))
            self.register_buffer("std", torch.tensor(normalisation.std).view(1, 3, 1, 1))

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """(N, 3, H, W) in [0, 1] to (N, classes) that sum to 1."""
        values = (images - self.mean) / self.std if self.normalised else images
        for layer in list(self.model)[:-1]:
            values = layer(values)
        logits = head_logits(self.model[-1], values)
        return torch.softmax(logits * self.scale + self.bias if self.calibrated else logits, dim=1)


def export_classifier_onnx(
    network: ClassificationModel,
    size: int | tuple[int, int],
    path: Path | None = None,
    *,
    calibration: LogitCalibration | None = None,
    normalisation: Normalisation | None = None,
) -> onnx.ModelProto:
    """Export an Ultralytics classifier; `training.explained_graph.add_layer_maps` explains the result.

    Parameters
    ----------
    network
        Any yolov8-cls, with or without fused batch norms; neither its weights nor its mode change.
    size
        Side of the square input, or (height, width), in pixels. The batch stays open.
    path
        Where to write the graph too, if anywhere.
    """
    exported = CalibratedClassifier(network, calibration, normalisation)
    model = export_module(exported, size, ("probabilities",))
    if path is not None:
        onnx.save(model, path)
    return model


def export_module(module: nn.Module, size: int | tuple[int, int], outputs: Sequence[str]) -> onnx.ModelProto:
    """Export a module from `images` (N, 3, height, width) to outputs whose first axis is the batch."""
    height, width = (size, size) if isinstance(size, int) else size
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "graph.onnx"
        torch.onnx.export(
            module.eval(),
            (torch.zeros(2, 3, height, width),),
            str(target),
            input_names=["images"],
            output_names=list(outputs),
            dynamic_axes={name: {0: "N"} for name in ("images", *outputs)},
            opset_version=OPSET,
            dynamo=False,
        )
        model = onnx.load(target)
    onnx.checker.check_model(model)
    return model


def fused_layers(network: ClassificationModel) -> nn.Sequential:
    """Layers of a copy of the network, batch norms folded into the convolutions, without gradients."""
    from ultralytics.nn.modules import C2f

    fused: Any = copy.deepcopy(network).float().cpu().eval().fuse(verbose=False)
    for module in fused.modules():
        if isinstance(module, C2f):
            module.forward = module.forward_split  # type: ignore[method-assign]  # one Split in the graph instead of shape arithmetic
    for parameter in fused.parameters():
        parameter.requires_grad_(False)
    layers: nn.Sequential = fused.model
    return layers


def head_logits(head: Any, features: torch.Tensor) -> torch.Tensor:
    """Ultralytics' Classify head without its softmax."""
    pooled = head.pool(head.conv(features)).flatten(1)
    logits: torch.Tensor = head.linear(head.drop(pooled))
    return logits
