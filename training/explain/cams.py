"""The CAM family through pytorch-grad-cam: signed maps of every layer of a PyTorch classifier.

The library resizes, cuts negatives off and averages over the layers; here each layer's map is kept as its
method makes it, in the layer's own cells, so that it is measured like the maps in the graph.
"""

from __future__ import annotations

from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from pytorch_grad_cam import (
    EigenCAM,
    EigenGradCAM,
    GradCAM,
    GradCAMPlusPlus,
    HiResCAM,
    LayerCAM,
    ScoreCAM,
    score_cam,
)
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

from fracview.inference.preprocess import network_input
from training.explain.projection import principal_projections

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray
    from torch import nn


class ExactEigenCAM(EigenCAM):
    """EigenCAM with its sign corrected; no decomposition of a cells x cells matrix."""

    def get_cam_image(self, *given: Any) -> Any:
        """(n, h, w) from (n, channels, h, w) activations, the fourth argument."""
        return principal_projections(given[3])


class ExactEigenGradCAM(EigenGradCAM):
    """Eigen-GradCAM, likewise."""

    def get_cam_image(self, *given: Any) -> Any:
        """(n, h, w) from activations and gradients, the fourth and fifth argument."""
        return principal_projections(given[3] * given[4])


FAMILY: dict[str, Any] = {
    "EigenCAM": ExactEigenCAM,
    "Grad-CAM": GradCAM,
    "Grad-CAM++": GradCAMPlusPlus,
    "HiResCAM": HiResCAM,
    "LayerCAM": LayerCAM,
    "Eigen-GradCAM": ExactEigenGradCAM,
    "Score-CAM": ScoreCAM,
}
"""Score-CAM runs the network once a channel: a thousand times a scan for size n."""

SCORE_CAM_BATCH = 32


class CamSource:
    """Maps of a PyTorch classifier, a `training.explain.sources.MapSource`.

    Parameters
    ----------
    network
        (N, 3, H, W) in [0, 1] to (N, 1) log-odds of a fracture.
    layers
        Modules to explain, by name.
    methods
        Names of `FAMILY`.
    """

    def __init__(self, network: nn.Module, layers: dict[str, nn.Module], methods: Sequence[str]) -> None:
        self._network, self._modules = network, layers
        self.layers, self.methods = tuple(layers), tuple(methods)

    def maps(self, images: NDArray[np.uint8]) -> dict[tuple[str, str], NDArray[np.float32]]:
        """(n, s, s) letterboxed scans to (n, h, w) signed maps by (method, layer)."""
        pixels = torch.from_numpy(network_input(list(images)))
        found = {}
        for method in self.methods:
            # Score-CAM holds all masked copies of its scans at once, 450 MB a scan at 384 px
            parts = pixels.split(1) if method == "Score-CAM" else (pixels,)
            of_parts = [self._of_method(method, part) for part in parts]
            for index, name in enumerate(self.layers):
                found[method, name] = np.concatenate([layers[index] for layers in of_parts])
        return found

    @torch.inference_mode()
    def predict(self, images: NDArray[np.float32]) -> NDArray[np.float64]:
        """(n, s, s) in [0, 1] to (n,) probability of a fracture."""
        pixels = torch.from_numpy(images)[:, None].expand(-1, 3, -1, -1)
        return torch.sigmoid(self._network(pixels)[:, 0]).double().numpy()

    def _of_method(self, method: str, pixels: torch.Tensor) -> list[NDArray[np.float32]]:
        modules = list(self._modules.values())
        targets = [ClassifierOutputTarget(0)] * len(pixels)
        cam = FAMILY[method](self._network, modules)
        cam.batch_size = SCORE_CAM_BATCH
        seen, gradients = self._passes(cam, pixels)
        gradients = gradients or [None] * len(modules)
        with _quiet():
            return [
                cam.get_cam_image(pixels, module, targets, activations, gradient, False)
                for module, activations, gradient in zip(modules, seen, gradients, strict=True)
            ]

    def _passes(self, cam: Any, pixels: torch.Tensor) -> tuple[list[Any], list[Any]]:
        """Activations and gradients by layer; the hooks go at once, or Score-CAM's passes would fill them."""
        hooks = cam.activations_and_grads
        try:
            with torch.enable_grad():
                outputs = hooks(pixels.clone().requires_grad_(cam.uses_gradients))
                if cam.uses_gradients:
                    self._network.zero_grad()
                    outputs.sum().backward()
            return [one.numpy() for one in hooks.activations], [one.numpy() for one in hooks.gradients]
        finally:
            hooks.release()


@contextmanager
def _quiet() -> Iterator[None]:
    """Without Score-CAM's progress bar for each layer of each scan."""
    before = score_cam.tqdm
    score_cam.tqdm = SimpleNamespace(tqdm=lambda steps: steps)
    try:
        yield
    finally:
        score_cam.tqdm = before
