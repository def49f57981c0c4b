"""Groups of identical and near-identical scans, so that none straddles a split.

Every scan is letterboxed to 32 x 32, centred and scaled to unit length; two scans whose inner product, as
they are or mirrored, reaches `THRESHOLD` belong together, and so do their neighbours (single linkage).
At 0.985 all pairs looked at were the same exposure cropped or filtered differently; from 0.98 down
the first different patients in the same pose appear. 0.98 errs towards grouping too much.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

THRESHOLD = 0.98
THUMBNAIL = 32


def thumbnail_vectors(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(n, s, s) letterboxed scans to (n, 32, 32) float32 thumbnails, each of mean 0 and length 1."""
    thumbs = np.stack(
        [
            np.asarray(Image.fromarray(image).resize((THUMBNAIL, THUMBNAIL), Image.Resampling.BOX))
            for image in images
        ]
    ).astype(np.float32)
    thumbs -= thumbs.mean(axis=(1, 2), keepdims=True)
    norms = np.sqrt((thumbs**2).sum(axis=(1, 2), keepdims=True))
    return np.asarray(thumbs / np.maximum(norms, 1e-6), dtype=np.float32)


def similar_pairs(vectors: NDArray[np.float32], threshold: float = THRESHOLD) -> NDArray[np.intp]:
    """(k, 2) index pairs i < j whose similarity, plain or mirrored, is at least `threshold`."""
    flat = vectors.reshape(len(vectors), -1)
    mirrored = vectors[:, :, ::-1].reshape(len(vectors), -1)
    close = np.maximum(flat @ flat.T, flat @ mirrored.T) >= threshold
    return np.argwhere(np.triu(close, k=1))


def group_labels(count: int, pairs: NDArray[np.intp]) -> NDArray[np.intp]:
    """(count,) group label of each scan: the smallest index reachable through `pairs`."""
    parent = list(range(count))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for first, second in pairs:
        a, b = sorted((root(int(first)), root(int(second))))
        parent[b] = a
    return np.array([root(index) for index in range(count)], dtype=np.intp)
