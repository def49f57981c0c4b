from __future__ import annotations

import numpy as np
import onnxruntime
import pytest
import torch

from fracview.inference.preprocess import network_input
from tests.training.networks import classifier, radiographs
from training import gate
from training.calibration import LogitCalibration
from training.classifiers import predict
from training.onnx_graph import CalibratedClassifier, export_module
from training.onnx_region import RegionWithGate

SIZE = 96
CALIBRATION = LogitCalibration(0.7, (0.9, 0.3, -0.1, -0.4, -0.7))


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    """(12, 96, 96) uint8 letterboxed scans, the last four noise."""
    noise = np.random.default_rng(0).integers(0, 256, (4, SIZE, SIZE))
    return np.concatenate([(radiographs(8, SIZE)[:, 0] * 255).astype(np.uint8), noise.astype(np.uint8)])


@pytest.fixture(scope="module", params=gate.CANDIDATES, ids=str)
def scope(request: pytest.FixtureRequest, images: np.ndarray) -> gate.ScopeDistance:
    """A gate on one candidate's layers, fitted to the eight scans."""
    found = gate.layer_features(classifier("n", 5), list(images[:8]))
    return gate.fit(request.param, found.of(request.param))


@pytest.fixture(scope="module")
def outputs(scope: gate.ScopeDistance, images: np.ndarray) -> dict[str, np.ndarray]:
    model = export_module(
        RegionWithGate(classifier("n", 5), CALIBRATION, scope), SIZE, ("probabilities", "scope_distance")
    )
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    assert names == ["probabilities", "scope_distance"]
    return dict(zip(names, session.run(names, {"images": network_input(list(images))}), strict=True))


def test_the_graphs_distance_is_the_gates(
    scope: gate.ScopeDistance, images: np.ndarray, outputs: dict[str, np.ndarray]
) -> None:
    found = gate.layer_features(classifier("n", 5), list(images)).of(scope.layers)
    expected = gate.distances(scope, found)
    assert outputs["scope_distance"].shape == (12,)
    assert outputs["scope_distance"] == pytest.approx(expected, rel=2e-3)
    assert outputs["scope_distance"][8:].min() > outputs["scope_distance"][:8].max()


def test_the_graphs_probabilities_are_calibrated(images: np.ndarray, outputs: dict[str, np.ndarray]) -> None:
    expected = CALIBRATION.apply(predict(classifier("n", 5), images, SIZE))
    assert np.abs(outputs["probabilities"] - expected).max() < 1e-5
    assert np.ptp(expected, axis=0).max() > 0.01  # the scans differ


def test_a_calibrated_classifier_says_what_calibration_makes_of_its_logits(images: np.ndarray) -> None:
    calibration = LogitCalibration(1.4, (0.6, -0.6))
    model = export_module(CalibratedClassifier(classifier("n"), calibration), SIZE, ("probabilities",))
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    expected = calibration.apply(predict(classifier("n"), images, SIZE))
    found = session.run(["probabilities"], {"images": network_input(list(images))})[0]
    assert np.abs(found - expected).max() < 1e-5
    with torch.inference_mode():
        module = CalibratedClassifier(classifier("n"), calibration).eval()
        live = module(torch.from_numpy(network_input(list(images)))).numpy()
    assert np.abs(found - live).max() < 1e-5
