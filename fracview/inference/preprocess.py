"""From a display picture to a network input; training goes through here too. Loads no ONNX Runtime."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from fracview.core.letterbox import PAD_VALUE, Letterbox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

REDUCING_GAP = 2.0
"""Reduce large pictures in whole steps first, to twice the size wanted: half the time of one long step."""


def to_grey(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Grey levels of a picture: the networks are trained on grey.

    Parameters
    ----------
    image
        (rows, columns) uint8, returned as it is, or (rows, columns, 3) uint8 RGB.

    Returns
    -------
    (rows, columns) uint8; colour by the luma of ITU-R BT.601, which leaves equal channels as they are.

    Raises
    ------
    ValueError
        For any other shape or dtype.
    """
    if image.dtype != np.uint8 or image.ndim not in (2, 3) or (image.ndim == 3 and image.shape[2] != 3):
        raise ValueError(f"expected (rows, columns[, 3]) uint8, got {image.shape} {image.dtype}")
    if image.ndim == 2:
        return image
    return np.asarray(Image.fromarray(np.ascontiguousarray(image)).convert("L"))


def letterbox_image(image: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    """Fit the whole picture into (height, width), centred, the rest padded (`fracview.core.letterbox`).

    Bilinear resampling whose support grows with the reduction (no aliasing); small pictures are enlarged.

    Parameters
    ----------
    image
        (rows, columns) uint8 or (rows, columns, 3) uint8 RGB, made grey first.

    Returns
    -------
    (height, width) uint8, contiguous.
    """
    grey = to_grey(image)
    box = Letterbox(grey.shape[0], grey.shape[1], height, width)
    resized = Image.fromarray(np.ascontiguousarray(grey)).resize(
        (box.resized_columns, box.resized_rows), Image.Resampling.BILINEAR, reducing_gap=REDUCING_GAP
    )
    canvas = np.full((height, width), PAD_VALUE, dtype=np.uint8)
    canvas[box.top : box.top + box.resized_rows, box.left : box.left + box.resized_columns] = np.asarray(
        resized
    )
    return canvas


def network_input(letterboxed: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
    """Stack letterboxed pictures into a network input.

    Parameters
    ----------
    letterboxed
        N arrays (height, width) uint8, all of one size.

    Returns
    -------
    (N, 3, height, width) float32 in [0, 1]: grey in each of the three channels.
    """
    stacked = np.stack(letterboxed)
    count, height, width = stacked.shape
    out = np.empty((count, 3, height, width), dtype=np.float32)
    np.divide(stacked, np.float32(255), out=out[:, 0], dtype=np.float32)
    out[:, 1] = out[:, 0]
    out[:, 2] = out[:, 0]
    return out
