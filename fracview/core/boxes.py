"""Boxes: format changes, area, overlap. The format is in the name; edges are continuous (no plus one).

``xyxy`` is x1, y1, x2, y2 and ``cxcywh`` is centre x, centre y, width, height; x runs right, y runs down.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def xyxy_to_cxcywh(boxes_xyxy: ArrayLike) -> NDArray[np.float64]:
    """(n, 4) corners to (n, 4) centres and sizes."""
    boxes = _boxes(boxes_xyxy)
    return np.concatenate([(boxes[:, :2] + boxes[:, 2:]) / 2, boxes[:, 2:] - boxes[:, :2]], axis=1)


def cxcywh_to_xyxy(boxes_cxcywh: ArrayLike) -> NDArray[np.float64]:
    """(n, 4) centres and sizes to (n, 4) corners."""
    boxes = _boxes(boxes_cxcywh)
    half = boxes[:, 2:] / 2
    return np.concatenate([boxes[:, :2] - half, boxes[:, :2] + half], axis=1)


def area_xyxy(boxes_xyxy: ArrayLike) -> NDArray[np.float64]:
    """(n,) areas in square pixels; 0 where x2 < x1 or y2 < y1."""
    boxes = _boxes(boxes_xyxy)
    sides: NDArray[np.float64] = np.clip(boxes[:, 2:] - boxes[:, :2], 0.0, None)
    return sides[:, 0] * sides[:, 1]


def pairwise_iou_xyxy(boxes_xyxy: ArrayLike, others_xyxy: ArrayLike) -> NDArray[np.float64]:
    """Intersection over union of every box with every other.

    Parameters
    ----------
    boxes_xyxy, others_xyxy
        (n, 4) and (m, 4); either may be empty.

    Returns
    -------
    (n, m) float64 in [0, 1]; 0 where both boxes are without area.
    """
    boxes, others = _boxes(boxes_xyxy), _boxes(others_xyxy)
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    sides: NDArray[np.float64] = np.clip(high - low, 0.0, None)
    shared = sides[..., 0] * sides[..., 1]
    union = area_xyxy(boxes)[:, None] + area_xyxy(others)[None, :] - shared
    return np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)


def _boxes(values: ArrayLike) -> NDArray[np.float64]:
    boxes = np.asarray(values, dtype=np.float64)
    if boxes.size == 0:
        return np.zeros((0, 4))
    if boxes.ndim != 2 or boxes.shape[1] != 4:
        raise ValueError(f"expected (n, 4) boxes, got shape {boxes.shape}")
    return boxes
