"""A network that ships can be gone on from: fused convolutions are split again, and nothing changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from safetensors.torch import load_file
from ultralytics.nn.modules.conv import Conv
from ultralytics.nn.tasks import DetectionModel

from fracview.core.errors import UsageError
from tests.training.networks import radiographs
from training.graph_start import SHIPPED_DETECTOR, write_start
from training.onnx_detector import Suppression, export_detector

if TYPE_CHECKING:
    from pathlib import Path

SIZE = 96


def detector(seed: int) -> DetectionModel:
    """A YOLOv8n detector of one class with normalisations that do something."""
    torch.manual_seed(seed)
    network = DetectionModel("yolov8n.yaml", nc=1, verbose=False)
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, Conv):
                module.bn.weight.uniform_(0.5, 1.5)
                module.bn.bias.uniform_(-0.5, 0.5)
                module.bn.running_mean.uniform_(-0.5, 0.5)
                module.bn.running_var.uniform_(0.5, 2.0)
        for name, value in network.named_parameters():
            if name.endswith(".2.bias"):
                value.uniform_(-1.0, 1.0)  # equal ones would be one constant in the graph
    return network.eval()


def scans() -> np.ndarray:
    return (radiographs(6, SIZE)[:, 0] * 255).round().astype(np.uint8)


def answer(network: DetectionModel, images: np.ndarray) -> torch.Tensor:
    with torch.inference_mode():
        pixels = torch.from_numpy(images)[:, None].expand(-1, 3, -1, -1).float() / 255
        return network(pixels)[0]


def test_the_network_answers_as_before_and_is_normalised_as_in_training(tmp_path: Path) -> None:
    import onnx

    shipped, images = detector(1), scans()
    graph = tmp_path / "model.onnx"
    expected = answer(shipped, images)
    onnx.save(export_detector(shipped, SIZE, Suppression()), graph)
    start = write_start(graph, images, tmp_path / "new" / "start.safetensors")
    again = DetectionModel("yolov8n.yaml", nc=1, verbose=False)
    again.load_state_dict(load_file(start))
    found = answer(again.eval(), images)
    torch.testing.assert_close(found, expected, rtol=1e-3, atol=1e-3)

    first = next(module for module in again.modules() if isinstance(module, Conv))
    with torch.inference_mode():
        pixels = torch.from_numpy(images)[:, None].expand(-1, 3, -1, -1).float() / 255
        raw = first.conv(pixels)
    torch.testing.assert_close(first.bn.running_mean, raw.mean((0, 2, 3)), rtol=1e-3, atol=1e-3)
    torch.testing.assert_close(first.bn.running_var, raw.var((0, 2, 3)), rtol=1e-2, atol=1e-3)


def test_the_detector_that_ships_can_be_gone_on_from(tmp_path: Path) -> None:
    start = write_start(SHIPPED_DETECTOR, scans(), tmp_path / "start.safetensors")
    network = DetectionModel("yolov8n.yaml", nc=1, verbose=False)
    network.load_state_dict(load_file(start))


def test_a_graph_of_another_network_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"model\.0\.conv\.weight|missing in the graph"):
        write_start(
            SHIPPED_DETECTOR.parents[1] / "fracture" / "model.onnx", scans(), tmp_path / "start.safetensors"
        )
    assert not (tmp_path / "start.safetensors").exists()
