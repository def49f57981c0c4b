"""Calibrated probabilities: scale and bias on the logits, fitted on validation, put into the graph."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

PENALTY = 1e-3
"""Weight of the squared distance from "unchanged": keeps a rare class from running away."""


@dataclass(frozen=True, slots=True)
class LogitCalibration:
    """probabilities = softmax(scale * logits + bias); Platt scaling where there are two classes.

    The training epochs are balanced, the validation part is not: the bias brings the class frequencies
    of the data back, so a probability holds for scans drawn like FracAtlas.
    """

    scale: float
    bias: tuple[float, ...]

    def apply(self, logits: NDArray[np.float32]) -> NDArray[np.float64]:
        """(n, classes) logits to (n, classes) probabilities."""
        shifted = logits.astype(np.float64) * self.scale + np.array(self.bias)
        shifted -= shifted.max(axis=1, keepdims=True)
        grown = np.exp(shifted)
        return np.asarray(grown / grown.sum(axis=1, keepdims=True))


def fit(logits: NDArray[np.float32], labels: NDArray[np.int64]) -> LogitCalibration:
    """Least cross entropy over scale (positive) and bias of (n, classes) logits; deterministic."""
    x, y = torch.from_numpy(logits).double(), torch.from_numpy(labels)
    log_scale = torch.zeros((), dtype=torch.float64, requires_grad=True)
    bias = torch.zeros(logits.shape[1], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([log_scale, bias], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = F.cross_entropy(x * log_scale.exp() + bias, y) + PENALTY * (log_scale**2 + (bias**2).sum())
        loss.backward()
        return loss

    optimizer.step(closure)  # type: ignore[arg-type]
    centred = bias.detach() - bias.detach().mean()
    return LogitCalibration(float(log_scale.detach().exp()), tuple(float(b) for b in centred))
