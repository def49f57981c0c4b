"""Go on from a network that ships: its graph holds fused convolutions, training wants batch normalisation.

A fused convolution is split again so that nothing changes in what the network answers: the normalisation gets
the mean and the variance that the convolution really has over some scans, and a scale and a shift that take
them out again.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import onnx
import torch
from onnx import numpy_helper
from ultralytics.nn.modules.conv import Conv
from ultralytics.nn.tasks import DetectionModel

from fracview.core.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHIPPED_DETECTOR = Path(__file__).parents[1] / "resources" / "models" / "detection" / "model.onnx"
PREFIX = "network."
"""Before every name in the exported graph."""
SCANS_A_PASS = 16


def write_start(graph: Path, images: NDArray[np.uint8], out: Path) -> Path:
    """Write the weights of a shipped YOLOv8n detector so that training can begin from them.

    Parameters
    ----------
    graph
        The ``model.onnx`` of the model folder.
    images
        (n, size, size) letterboxed training scans, grey, over which the normalisations are measured.
    out
        The safetensors file to write.

    Raises
    ------
    UsageError
        Where the graph's weights are not those of a YOLOv8n detector of one class.
    """
    from safetensors.torch import save_file

    network = DetectionModel("yolov8n.yaml", ch=3, nc=1, verbose=False).eval()
    _load_fused(network, graph)
    _measure(network, images)
    out.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: value.contiguous() for name, value in network.state_dict().items()}, out)
    return out


def _load_fused(network: DetectionModel, graph: Path) -> None:
    values = {
        one.name.removeprefix(PREFIX): torch.from_numpy(numpy_helper.to_array(one).copy())
        for one in onnx.load(graph).graph.initializer
    }
    state = network.state_dict()
    for name in state:
        if name.endswith((".conv.weight", ".2.weight", ".2.bias")) and "dfl" not in name:
            state[name] = _fitting(values, name, state[name], graph)
    for name, module in network.named_modules():
        if isinstance(module, Conv):
            bias = f"{name}.bn.bias"
            state[bias] = _fitting(values, f"{name}.conv.bias", state[bias], graph)
            state[f"{name}.bn.weight"] = torch.ones_like(state[bias])
            state[f"{name}.bn.running_mean"] = torch.zeros_like(state[bias])
            state[f"{name}.bn.running_var"] = torch.ones_like(state[bias]) - module.bn.eps
    network.load_state_dict(state)


def _fitting(values: dict[str, torch.Tensor], name: str, like: torch.Tensor, graph: Path) -> torch.Tensor:
    value = values.get(name)
    if value is None or value.shape != like.shape:
        message = f"{name} is missing in the graph, or has another shape"
        raise UsageError(
            message, reason="foreign_graph", path=graph, cure="Name the model.onnx of a YOLOv8n detector."
        )
    return value


@torch.inference_mode()
def _measure(network: DetectionModel, images: NDArray[np.uint8]) -> None:
    """Give each normalisation the mean and the variance of its convolution, and take them out again."""
    sums: dict[Conv, list[torch.Tensor]] = {}

    def add(module: Conv) -> None:
        def hook(_conv: object, _inputs: object, output: torch.Tensor) -> None:
            wide = output.double()
            count = torch.tensor(float(wide.numel() // wide.shape[1]))
            found = [count, wide.sum((0, 2, 3)), wide.square().sum((0, 2, 3))]
            so_far = sums.get(module)
            sums[module] = found if so_far is None else [a + b for a, b in zip(so_far, found, strict=True)]

        hooks.append(module.conv.register_forward_hook(hook))

    hooks: list[torch.utils.hooks.RemovableHandle] = []
    for module in network.modules():
        if isinstance(module, Conv):
            add(module)
    for first in range(0, len(images), SCANS_A_PASS):
        batch = torch.from_numpy(images[first : first + SCANS_A_PASS].copy())
        network(batch[:, None].expand(-1, 3, -1, -1).float() / 255)
    for hook in hooks:
        hook.remove()
    for module, (count, total, squares) in sums.items():
        mean = total / count
        variance = (squares / count - mean.square()).clamp_min(0)
        norm = module.bn
        norm.bias.add_(mean)
        norm.weight.copy_((variance + norm.eps).sqrt())
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)
