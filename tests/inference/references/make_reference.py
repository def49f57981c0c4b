"""What PyTorch says of ten radiographs, for `tests/inference/test_inference_vs_reference.py`.

Run after every export of the fracture network (needs the `training` extra and the run's checkpoint)::

    python -m tests.inference.references.make_reference runs/fracture

Writes `<name>-<version>.npz`: the letterboxed inputs (the nine sample radiographs, one of them mirrored too),
calibrated probabilities, and of every backbone layer pytorch-grad-cam's sign-corrected projection. Layer 0 is
projected by an independent float64 decomposition: pytorch-grad-cam would need a 36,864 x 36,864 matrix.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch

from fracview.core.resources import resources_dir
from fracview.inference.manifest import Manifest, read_manifest
from fracview.inference.preprocess import letterbox_image, network_input
from fracview.reading import read
from tests.training.networks import activations, grad_cam_projection, gram_projection
from training.calibration import LogitCalibration
from training.classifiers import predict
from training.weights import load_state

FOLDER = Path(__file__).parent
LARGEST_MATRIX = 10_000
"""Cells a side of the largest matrix that pytorch-grad-cam is asked for (400 MB)."""


def sample_inputs(size: int) -> np.ndarray:
    """(10, size, size) uint8 letterboxed radiographs."""
    paths = sorted((resources_dir() / "samples").glob("IMG*"))
    pictures = [letterbox_image(read(path).display_image(), size, size) for path in paths]
    return np.stack([*pictures, pictures[0][:, ::-1]])


def calibrated(manifest: Manifest, logits: np.ndarray) -> np.ndarray:
    """(n, classes) probabilities from PyTorch's logits, by the manifest's calibration."""
    assert manifest.calibration is not None
    parameters = manifest.calibration.parameters
    return LogitCalibration(parameters["scale"], tuple(parameters["bias"])).apply(logits)


def main(run: Path) -> None:
    """Write the reference of the network that ships."""
    from ultralytics.nn.tasks import ClassificationModel

    manifest = read_manifest(resources_dir() / "models" / "fracture")
    network = ClassificationModel("yolov8n-cls.yaml", nc=2, verbose=False).eval()
    network.load_state_dict(load_state(run / "best.pt"))
    inputs = sample_inputs(manifest.input.height)
    kept: dict[str, np.ndarray] = {"inputs": inputs}
    kept["probabilities"] = calibrated(manifest, predict(network, inputs, manifest.input.height))
    for layer, values in zip(
        manifest.layer_maps, activations(network, network_input(list(inputs))), strict=True
    ):
        exact = values.shape[2] * values.shape[3] > LARGEST_MATRIX
        maps = np.stack([gram_projection(v) for v in values]) if exact else grad_cam_projection(values)
        kept[layer.name] = maps.astype(np.float16)
    np.savez_compressed(FOLDER / f"{manifest.name}-{manifest.version}.npz", **kept)


if __name__ == "__main__":
    torch.set_grad_enabled(False)
    main(Path(sys.argv[1]))
