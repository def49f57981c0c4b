"""The out-of-scope gate: how far a picture's activations lie from those of the training scans.

Features are the mean and the standard deviation of each channel after two early stages of the region
network; the distance is Mahalanobis', divided by the root of the number of features. One class is enough: no
negative is used to fit it. A softmax cannot do this (its logits refuse 1.5 % of the pictures at hand).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

CANDIDATES: tuple[tuple[int, ...], ...] = ((2, 4), (4, 6), (2, 4, 6, 8))
"""Backbone layers to take features from; chosen between on the validation part and half of the negatives."""

KEPT_IN_SCOPE = 0.995
"""Share of the validation scans that the limit lets through."""


class ScopeDistance(nn.Module):
    """Activations of the chosen layers to a distance (N,)."""

    def __init__(
        self, layers: Sequence[int], centre: NDArray[np.float64], whitening: NDArray[np.float64]
    ) -> None:
        super().__init__()
        self.layers = tuple(layers)
        self.register_buffer("centre", torch.tensor(centre, dtype=torch.float32))
        self.register_buffer("whitening", torch.tensor(whitening, dtype=torch.float32))

    def forward(self, activations: Sequence[torch.Tensor]) -> torch.Tensor:
        """One (N, C, H, W) tensor a layer of `layers`, in order."""
        features = torch.cat([channel_statistics(a) for a in activations], dim=1)
        whitened = (features - self.centre) @ self.whitening
        return whitened.square().mean(dim=1).sqrt()


def channel_statistics(activations: torch.Tensor) -> torch.Tensor:
    """(N, C, H, W) to (N, 2C): mean and standard deviation of each channel."""
    mean = activations.mean(dim=(2, 3))
    spread = (activations - mean[:, :, None, None]).square().mean(dim=(2, 3)).sqrt()
    return torch.cat([mean, spread], dim=1)


def fit(layers: Sequence[int], features: NDArray[np.float32]) -> ScopeDistance:
    """Fit the distance to (n, f) features of the training scans; covariance after Ledoit and Wolf."""
    from sklearn.covariance import LedoitWolf

    values = features.astype(np.float64)
    centre, spread = values.mean(axis=0), values.std(axis=0) + 1e-6
    covariance = LedoitWolf(assume_centered=True).fit((values - centre) / spread).covariance_
    eigenvalues, directions = np.linalg.eigh(covariance)
    whitening = (directions / np.sqrt(eigenvalues)) / spread[:, None]
    return ScopeDistance(layers, centre, whitening)


@dataclass(frozen=True, eq=False, slots=True)
class LayerFeatures:
    """(n, 2C) channel statistics of each backbone layer, by its index."""

    by_layer: dict[int, NDArray[np.float32]]

    def of(self, layers: Sequence[int], rows: NDArray[np.bool_] | None = None) -> NDArray[np.float32]:
        """Features of some layers side by side, optionally of some rows."""
        joined = np.concatenate([self.by_layer[layer] for layer in layers], axis=1)
        return joined if rows is None else joined[rows]


@torch.inference_mode()
def layer_features(network: nn.Module, images: Sequence[NDArray[np.uint8]], batch: int = 32) -> LayerFeatures:
    """Channel statistics of letterboxed scans (each (s, s) uint8) after every candidate layer."""
    wanted = sorted({layer for layers in CANDIDATES for layer in layers})
    found: dict[int, list[NDArray[np.float32]]] = {layer: [] for layer in wanted}
    network.eval()
    for start in range(0, len(images), batch):
        x = torch.from_numpy(np.stack(images[start : start + batch])[:, None]).float().div_(255.0)
        x = x.expand(-1, 3, -1, -1).contiguous()
        for index, layer in enumerate(network.model[: wanted[-1] + 1]):  # type: ignore[index]
            x = layer(x)
            if index in found:
                found[index].append(channel_statistics(x).numpy())
    return LayerFeatures({layer: np.concatenate(parts) for layer, parts in found.items()})


def distances(gate: ScopeDistance, features: NDArray[np.float32]) -> NDArray[np.float64]:
    """(n,) distances from (n, f) features, as the graph computes them."""
    centre, whitening = gate.centre.double().numpy(), gate.whitening.double().numpy()
    return np.sqrt(np.square((features - centre) @ whitening).mean(axis=1))


def choose(
    scans: LayerFeatures, train: NDArray[np.bool_], val: NDArray[np.bool_], choice_negatives: LayerFeatures
) -> tuple[ScopeDistance, float]:
    """The candidate that refuses most of the choice negatives, and its limit from the validation scans."""
    best: tuple[float, ScopeDistance, float] | None = None
    for layers in CANDIDATES:
        gate = fit(layers, scans.of(layers, train))
        limit = float(np.quantile(distances(gate, scans.of(layers, val)), KEPT_IN_SCOPE))
        refused = float((distances(gate, choice_negatives.of(layers)) > limit).mean())
        if best is None or refused > best[0]:
            best = (refused, gate, limit)
    assert best is not None
    return best[1], best[2]
