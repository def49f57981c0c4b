"""The PyTorch network of a shipped classifier, from the weights that its ONNX graph holds.

The exporter leaves each weight under its name in the network (`model.4.m.0.cv1.conv.weight`), with the batch
norms fused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from fracview.core.errors import UsageError
from training.classifiers import class_logits

if TYPE_CHECKING:
    from pathlib import Path

    from fracview.inference.manifest import Manifest


class FractureLogOdds(nn.Module):
    """(N, 3, H, W) in [0, 1] to (N, 1) calibrated log-odds of a fracture: what gradients are taken of.

    The probability itself is flat where the network is sure; its logit is not.
    """

    def __init__(self, network: nn.Module, fractured: int, scale: float, bias: tuple[float, ...]) -> None:
        super().__init__()
        self.network, self.fractured, self.scale = network, fractured, scale
        self.register_buffer("bias", torch.tensor(bias))

    @property
    def layers(self) -> list[nn.Module]:
        """The backbone's layers, without the head."""
        return list(self.network.model)[:-1]  # type: ignore[arg-type]

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        """See the class."""
        x = images
        for layer in self.layers:
            x = layer(x)
        logits = class_logits(self.network, x) * self.scale + self.bias
        others = torch.cat([logits[:, : self.fractured], logits[:, self.fractured + 1 :]], dim=1)
        return logits[:, [self.fractured]] - torch.logsumexp(others, dim=1, keepdim=True)


def rebuild(graph: Path, manifest: Manifest) -> FractureLogOdds:
    """Size-n classifier with a graph's weights, in evaluation mode.

    Raises
    ------
    UsageError
        Where the graph is no yolov8n-cls: a weight is missing or has another shape.
    """
    import onnx
    from onnx import numpy_helper
    from ultralytics.nn.tasks import ClassificationModel

    tensors = onnx.load(graph).graph.initializer
    held = {t.name: torch.tensor(numpy_helper.to_array(t)) for t in tensors if t.name.startswith("model.")}
    network: Any = ClassificationModel("yolov8n-cls.yaml", nc=len(manifest.classes), verbose=False)
    network = network.eval().fuse(verbose=False)
    wanted = {key: value.shape for key, value in network.state_dict().items()}
    wrong = sorted(key for key, shape in wanted.items() if key not in held or held[key].shape != shape)
    if wrong:
        message = "this graph does not hold the weights of a yolov8n-cls"
        cure = "Only the graph's own maps can be measured of it: leave --methods out."
        raise UsageError(message, reason="other_network", path=graph, field=wrong[0], cure=cure)
    network.load_state_dict({key: held[key] for key in wanted})
    assert manifest.calibration is not None
    parameters = manifest.calibration.parameters
    fractured = manifest.classes.index(manifest.positive_class)
    return FractureLogOdds(network, fractured, parameters["scale"], tuple(parameters["bias"])).eval()
