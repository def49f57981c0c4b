"""The first principal projection of a layer's activations, by the smaller of its two Gram matrices."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def principal_projections(activations: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n, channels, h, w) to (n, h, w), the sign turned so that the extreme of larger size is positive.

    What pytorch-grad-cam's `get_2d_projection_with_sign_correction` gives; that one decomposes a matrix of
    cells x cells, 5 GB for the first layer at 384 px.
    """
    return np.stack([_projection(one) for one in activations])


def _projection(activations: NDArray[np.float32]) -> NDArray[np.float32]:
    channels, height, width = activations.shape
    flat = np.nan_to_num(activations.astype(np.float64)).reshape(channels, -1)
    flat -= flat.mean(axis=1, keepdims=True)
    if channels <= flat.shape[1]:
        found = np.linalg.eigh(flat @ flat.T)[1][:, -1] @ flat
    else:
        values, vectors = np.linalg.eigh(flat.T @ flat)
        found = vectors[:, -1] * np.sqrt(max(values[-1], 0.0))
    if abs(found.min()) > abs(found.max()):
        found = -found
    return found.reshape(height, width).astype(np.float32)
