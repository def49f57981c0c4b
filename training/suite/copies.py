"""The paper's augmentation for Shoulder and Hip (section III.B), as Keras' ImageDataGenerator draws it.

Rotation range 40 (degrees, either way), width and height shift range 0.2 (of the side), shear range 0.2
(Keras reads it in degrees), zoom range 0.2 (each axis by 0.8 to 1.2), horizontal flip; the edge is repeated.
"""

from __future__ import annotations

import hashlib
import math
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROTATION_DEG, SHIFT, SHEAR_DEG, ZOOM = 40.0, 0.2, 0.2, 0.2


def augmented_copy(image: NDArray[np.uint8], key: str) -> NDArray[np.uint8]:
    """An (h, w[, 3]) picture moved at random, the draw depending on `key` alone; same shape."""
    rng = np.random.default_rng(list(hashlib.sha256(key.encode()).digest()[:8]))
    angle, shear = (math.radians(rng.uniform(-limit, limit)) for limit in (ROTATION_DEG, SHEAR_DEG))
    shift_x, shift_y = rng.uniform(-SHIFT, SHIFT, 2)
    zoom_x, zoom_y = rng.uniform(1 - ZOOM, 1 + ZOOM, 2)
    flipped = rng.random() < 0.5
    height, width = image.shape[:2]
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    lean = np.array([[1.0, -math.sin(shear)], [0.0, math.cos(shear)]])
    matrix = turn @ lean @ np.diag([zoom_x, zoom_y])
    centre = np.array([width - 1, height - 1]) / 2
    offset = centre - matrix @ (centre + np.array([shift_x * width, shift_y * height]))
    moved = _affine(image, matrix, offset)
    return np.ascontiguousarray(moved[:, ::-1] if flipped else moved)


def _affine(
    image: NDArray[np.uint8], matrix: NDArray[np.float64], offset: NDArray[np.float64]
) -> NDArray[np.uint8]:
    """Output pixel (x, y) is read at `matrix @ (x, y) + offset`; edges repeated by padding before."""
    pad = max(image.shape[:2])
    edges = ((pad, pad), (pad, pad), *(((0, 0),) if image.ndim == 3 else ()))
    source = Image.fromarray(np.pad(image, edges, mode="edge"))
    (a, b), (d, e) = matrix
    half = 0.5  # Pillow counts from pixel corners, the matrix from pixel centres
    c = offset[0] + pad + half - (a + b) * half
    f = offset[1] + pad + half - (d + e) * half
    size = (image.shape[1], image.shape[0])
    coefficients = (a, b, c, d, e, f)
    return np.asarray(source.transform(size, Image.Transform.AFFINE, coefficients, Image.Resampling.BILINEAR))
