"""Which detection has found which annotation: greedy, best score first, as COCO matches."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fracview.core.boxes import pairwise_iou_xyxy

NO_PARTNER = -1


def match_greedy(
    detections_xyxy: NDArray[np.float32], annotations_xyxy: NDArray[np.float32], iou: float = 0.5
) -> NDArray[np.intp]:
    """Partner of each detection among the annotations of one image.

    Parameters
    ----------
    detections_xyxy
        (n, 4), best score first, in the pixels of the image.
    annotations_xyxy
        (m, 4) in the same frame.
    iou
        Least overlap of a pair, inclusive.

    Returns
    -------
    (n,) index of the partner or `NO_PARTNER`; no annotation is taken twice, and each detection takes the
    free one it overlaps most.
    """
    partners = np.full(len(detections_xyxy), NO_PARTNER, dtype=np.intp)
    if len(detections_xyxy) == 0 or len(annotations_xyxy) == 0:
        return partners
    overlaps = pairwise_iou_xyxy(detections_xyxy, annotations_xyxy)
    for index in range(len(detections_xyxy)):
        best = int(np.argmax(overlaps[index]))
        if overlaps[index, best] >= iou:
            partners[index] = best
            overlaps[:, best] = -1.0
    return partners
