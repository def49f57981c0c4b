"""Letterbox geometry: fit the whole image into the network's input, pad the rest, and map back.

Never a centre crop: that cuts away the ends of long bones.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PREPROCESSING_ID = "letterbox-v1"
"""Identifier of geometry and resampling together (`fracview.inference.preprocess` resamples)."""

PAD_VALUE = 0
"""Grey level of the padding: black, as the unexposed border of a radiograph."""


@dataclass(frozen=True, slots=True)
class Letterbox:
    """How an image of (rows, columns) lies in a network input of (height, width).

    The image is resized to (`resized_rows`, `resized_columns`) and placed with its top left corner at
    (`top`, `left`), centred. Coordinates are continuous pixel-edge coordinates: (0, 0) is the top left
    corner of the top left pixel, x runs right, y runs down.
    """

    rows: int
    columns: int
    height: int
    width: int

    @property
    def scale(self) -> float:
        """Network input pixels per original pixel, before rounding to whole pixels."""
        return min(self.height / self.rows, self.width / self.columns)

    @property
    def resized_rows(self) -> int:
        """Rows of the resized image, at least 1."""
        return max(1, min(self.height, round(self.rows * self.scale)))

    @property
    def resized_columns(self) -> int:
        """Columns of the resized image, at least 1."""
        return max(1, min(self.width, round(self.columns * self.scale)))

    @property
    def top(self) -> int:
        """Padding rows above the image."""
        return (self.height - self.resized_rows) // 2

    @property
    def left(self) -> int:
        """Padding columns left of the image."""
        return (self.width - self.resized_columns) // 2

    def to_input(self, boxes_xyxy: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, 4) boxes in original pixels to (n, 4) boxes in network input pixels."""
        scale, shift = self._scale_and_shift()
        return (np.asarray(boxes_xyxy, dtype=np.float32) * scale + shift).astype(np.float32)

    def to_original(self, boxes_xyxy: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, 4) boxes in network input pixels to (n, 4) boxes in original pixels, clipped to the image."""
        scale, shift = self._scale_and_shift()
        boxes = (np.asarray(boxes_xyxy, dtype=np.float32) - shift) / scale
        limits = np.array([self.columns, self.rows, self.columns, self.rows], dtype=np.float32)
        clipped: NDArray[np.float32] = np.clip(boxes, 0.0, limits)
        return clipped.astype(np.float32)

    def _scale_and_shift(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        x = self.resized_columns / self.columns
        y = self.resized_rows / self.rows
        scale = np.array([x, y, x, y], dtype=np.float32)
        shift = np.array([self.left, self.top, self.left, self.top], dtype=np.float32)
        return scale, shift
