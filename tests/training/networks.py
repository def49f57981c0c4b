"""Classifiers that behave like trained ones, and letterboxed radiographs to show them."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnxruntime
import torch
from PIL import Image
from threadpoolctl import threadpool_limits

from fracview.reading import read

if TYPE_CHECKING:
    from collections.abc import Sequence

    import onnx
    from ultralytics.nn.tasks import ClassificationModel

ROOT = Path(__file__).resolve().parents[2]
COCO = ROOT.parent / "shared" / "weights" / "yolov8n_coco.safetensors"


@cache
def radiographs(count: int, size: int) -> np.ndarray:
    """(count, 3, size, size) float32 in [0, 1]: the app's samples, turned over where there are too few."""
    paths = sorted((ROOT / "resources" / "samples").glob("IMG*.jpg"))
    upright = letterboxed(paths, size)
    return np.concatenate([upright, upright[..., ::-1], upright[..., ::-1, :]])[:count].copy()


def letterboxed(paths: Sequence[Path], size: int) -> np.ndarray:
    """(n, 3, size, size) float32 in [0, 1] of radiographs, grey as the networks see them."""
    squares = np.stack([_letterboxed(path, size) for path in paths])
    return np.repeat(squares[:, None], 3, axis=1)


@cache
def classifier(scale: str = "n", classes: int = 2) -> ClassificationModel:
    """yolov8-cls in evaluation mode; size n has COCO's backbone where the shared weights are.

    Elsewhere the weights are random and the batch norms know the samples' statistics, as after training.
    """
    from ultralytics.nn.tasks import ClassificationModel

    torch.manual_seed(3)
    network = ClassificationModel(f"yolov8{scale}-cls.yaml", nc=classes, verbose=False)
    if scale == "n" and COCO.is_file():
        _load_backbone(network)
    else:
        _estimate_statistics(network)
    with torch.no_grad():
        network.model[-1].linear.weight.mul_(8)  # scores away from one half
    return network.eval()


@torch.no_grad()
def activations(network: ClassificationModel, images: np.ndarray) -> list[np.ndarray]:
    """What each backbone layer gives, (N, channels, h, w) float32."""
    values = torch.from_numpy(images)
    kept = []
    for layer in list(network.model)[:-1]:
        values = layer(values)
        kept.append(values.numpy())
    return kept


def grad_cam_projection(layers: np.ndarray) -> np.ndarray:
    """pytorch-grad-cam's own projections: (N, channels, h, w) to (N, h, w), sign corrected.

    Its file is loaded by itself: importing the package would import torchvision, OpenCV and Matplotlib too.
    """
    with threadpool_limits(1):
        return np.asarray(_grad_cam_module().get_2d_projection_with_sign_correction(layers))


def gram_projection(layer: np.ndarray) -> np.ndarray:
    """Independent reference in float64: (channels, h, w) to the sign-corrected projection (h, w).

    The eigenvector of the channels' covariance; pytorch-grad-cam's own way needs an h*w by h*w matrix.
    """
    flat = layer.reshape(len(layer), -1).astype(np.float64)
    flat -= flat.mean(axis=1, keepdims=True)
    with threadpool_limits(1):  # tests run beside each other: more threads only fight
        _, vectors = np.linalg.eigh(flat @ flat.T)
        projection = vectors[:, -1] @ flat
    if abs(projection.min()) > abs(projection.max()):
        projection = -projection
    return projection.reshape(layer.shape[1:])


def open_session(model: onnx.ModelProto | bytes) -> Any:
    """One thread: tests run beside each other."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    content = model if isinstance(model, bytes) else model.SerializeToString()
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def pearson(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.corrcoef(one.ravel(), other.ravel())[0, 1])


@cache
def _grad_cam_module() -> Any:
    package = importlib.util.find_spec("pytorch_grad_cam")
    assert package is not None
    assert package.submodule_search_locations is not None
    path = Path(package.submodule_search_locations[0]) / "utils" / "svd_on_activations.py"
    spec = importlib.util.spec_from_file_location("svd_on_activations", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _load_backbone(network: ClassificationModel) -> None:
    from safetensors.torch import load_file

    own = network.state_dict()
    given = {
        name: tensor
        for name, tensor in load_file(COCO).items()
        if int(name.split(".")[1]) < 9 and own[name].shape == tensor.shape
    }
    network.load_state_dict(given, strict=False)


def _estimate_statistics(network: ClassificationModel) -> None:
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.reset_running_stats()
            module.momentum = None  # cumulative average
    network.train()
    with torch.no_grad():
        network(torch.from_numpy(radiographs(8, 160)))


def _letterboxed(path: Path, size: int) -> np.ndarray:
    grey = Image.fromarray(read(path).display_image()).convert("L")
    grey.thumbnail((size, size), Image.Resampling.BILINEAR)
    square = Image.new("L", (size, size))
    square.paste(grey, ((size - grey.width) // 2, (size - grey.height) // 2))
    return np.asarray(square, dtype=np.float32) / 255
