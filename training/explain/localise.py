"""How well one map points at the reference boxes of one scan.

Everything is measured on the radiograph without its padding, at the resolution that the network sees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from fracview.core.layermaps import heat_share, resample_to_picture, scale_heat

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fracview.core.letterbox import Letterbox

THRESHOLDS = tuple(round(0.1 * step, 1) for step in range(1, 10))
"""Heat, relative to its 99.5th percentile in the scan, above which a map is a mask for Dice."""


class Pointing(NamedTuple):
    """Figures of one map on one scan.

    Attributes
    ----------
    energy
        Share of the heat inside the boxes, in [0, 1]; 0 where the map has no heat at all.
    area
        Share of the picture inside the boxes: what the energy of a map that knows nothing would be.
    hit
        Pointing game (Zhang et al., IJCV 126, 2018): whether the hottest place lies in a box; no margin.
    dice
        (len(THRESHOLDS),) Dice coefficient of the thresholded heat with the boxes.
    """

    energy: float
    area: float
    hit: bool
    dice: NDArray[np.float64]


def localise(values: NDArray[np.float32], letterbox: Letterbox, boxes_xyxy: NDArray[np.float32]) -> Pointing:
    """Measure a map.

    Parameters
    ----------
    values
        (h, w) signed map over the whole letterboxed input; its positive part is the heat.
    letterbox
        How the scan lies in the input.
    boxes_xyxy
        (m, 4) reference boxes in pixels of the original scan, at least one.
    """
    share = heat_share(values, letterbox, boxes_xyxy)
    picture = resample_to_picture(values, letterbox, letterbox.resized_rows, letterbox.resized_columns)
    inside = boxes_mask(letterbox, boxes_xyxy)
    hottest = np.unravel_index(int(np.argmax(picture)), picture.shape)
    hit = bool(picture[hottest] > 0 and inside[hottest])
    energy = 0.0 if np.isnan(share.heat) else share.heat
    return Pointing(energy, share.area, hit, dice_by_threshold(scale_heat(picture), inside))


def boxes_mask(letterbox: Letterbox, boxes_xyxy: NDArray[np.float32]) -> NDArray[np.bool_]:
    """(resized_rows, resized_columns): pixels whose centre lies in a box, and at least one of each box."""
    shift = np.array([letterbox.left, letterbox.top] * 2, np.float32)
    mask = np.zeros((letterbox.resized_rows, letterbox.resized_columns), np.bool_)
    for x1, y1, x2, y2 in letterbox.to_input(boxes_xyxy) - shift:
        mask[_pixels(y1, y2, mask.shape[0]), _pixels(x1, x2, mask.shape[1])] = True
    return mask


def dice_by_threshold(heat: NDArray[np.float32], inside: NDArray[np.bool_]) -> NDArray[np.float64]:
    """(len(THRESHOLDS),) of (rows, columns) heat in [0, 1] and the mask of the boxes; 0 where no heat is."""
    found = []
    for threshold in THRESHOLDS:
        mask = heat >= threshold
        found.append(2 * (mask & inside).sum() / (mask.sum() + inside.sum()))
    return np.array(found)


def _pixels(start: float, end: float, count: int) -> slice:
    first = int(np.clip(np.ceil(start - 0.5), 0, count - 1))
    return slice(first, max(first + 1, int(np.clip(np.floor(end - 0.5) + 1, 0, count))))
