from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from tests.training.networks import classifier, radiographs
from training.calibration import LogitCalibration
from training.onnx_graph import Normalisation, export_classifier_onnx

if TYPE_CHECKING:
    from pathlib import Path


def probabilities(model: onnx.ModelProto, images: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    array: np.ndarray = session.run(["probabilities"], {"images": images})[0]
    return array


@torch.no_grad()
def torch_output(images: np.ndarray, classes: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities and logits of the network as Ultralytics computes them."""
    probability, logits = classifier("n", classes)(torch.from_numpy(images))
    return probability.numpy(), logits.numpy()


def test_probabilities_agree_with_torch_whatever_the_batch() -> None:
    model = export_classifier_onnx(classifier("n"), 96)
    for count in (1, 3, 10):
        images = radiographs(count, 96)
        assert np.abs(probabilities(model, images) - torch_output(images)[0]).max() <= 1e-4


def test_the_graph_is_what_the_manifest_means() -> None:
    model = export_classifier_onnx(classifier("n", 5), (96, 64))
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    (images,), (scores,) = session.get_inputs(), session.get_outputs()
    assert (images.name, images.type, images.shape) == ("images", "tensor(float)", ["N", 3, 96, 64])
    assert (scores.name, scores.type, scores.shape) == ("probabilities", "tensor(float)", ["N", 5])


def test_temperature_is_in_the_graph() -> None:
    images = radiographs(4, 96)
    logits = torch_output(images, 5)[1]
    calibration = LogitCalibration(1 / 2.5, (0.0,) * 5)
    found = probabilities(export_classifier_onnx(classifier("n", 5), 96, calibration=calibration), images)
    expected = np.exp(logits / 2.5) / np.exp(logits / 2.5).sum(axis=1, keepdims=True)
    assert np.abs(found - expected).max() <= 1e-4


def test_platt_scaling_is_in_the_graph() -> None:
    images = radiographs(4, 96)
    logits = torch_output(images)[1]
    calibration = LogitCalibration(0.7, (0.0, -0.4))
    found = probabilities(export_classifier_onnx(classifier("n"), 96, calibration=calibration), images)
    expected = 1 / (1 + np.exp(-(0.7 * (logits[:, 1] - logits[:, 0]) - 0.4)))
    assert np.abs(found[:, 1] - expected).max() <= 1e-4


def test_normalisation_is_in_the_graph() -> None:
    images = radiographs(2, 96)
    rule = Normalisation(mean=(0.4, 0.5, 0.6), std=(0.2, 0.25, 0.3))
    found = probabilities(export_classifier_onnx(classifier("n"), 96, normalisation=rule), images)
    scaled = (images - np.float32(rule.mean)[:, None, None]) / np.float32(rule.std)[:, None, None]
    assert np.abs(found - torch_output(scaled.astype(np.float32))[0]).max() <= 1e-4


def test_the_network_is_left_as_it_was(tmp_path: Path) -> None:
    network = classifier("n")
    before = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    network.train()
    try:
        model = export_classifier_onnx(network, 96, tmp_path / "model.onnx")
        assert network.training
    finally:
        network.eval()
    after = network.state_dict()
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert onnx.load(tmp_path / "model.onnx") == model


def test_opset_is_one_that_every_provider_has_kernels_for() -> None:
    model = export_classifier_onnx(classifier("n"), 64)
    assert [entry.version for entry in model.opset_import if entry.domain == ""] == [17]


def test_a_calibration_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(RuntimeError, match="size of tensor"):
        export_classifier_onnx(classifier("n"), 64, calibration=LogitCalibration(1.0, (0.0,) * 3))
