"""A picture at its own size, half, a quarter and so on, so that drawing it costs what the screen holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SMALLEST_SIDE = 256
"""Levels end where the longer side is no larger than this."""

_FEWEST_ROWS = 2
_COARSER = 0.15
_BLOCK_ROWS = 512


@dataclass(frozen=True, eq=False, slots=True)
class Pyramid:
    """Levels of a picture, each the 2 x 2 means of the one before.

    Pixel (i, j) of level k covers rows i * 2**k to (i + 1) * 2**k of the picture, and columns likewise; where
    a side was odd, the last pixel of the next level reaches over the edge.

    Attributes
    ----------
    levels
        (rows, columns) uint8 or uint16, or (rows, columns, 3) uint8; the picture itself first.
    """

    levels: tuple[NDArray[np.generic], ...]

    @property
    def nbytes(self) -> int:
        """Bytes of all levels together."""
        return sum(level.nbytes for level in self.levels)

    def level_for(self, zoom: float) -> int:
        """Level to draw from where a picture pixel covers `zoom` screen pixels.

        The one whose pixels come nearest to screen pixels: between 0.64 and 1.28 to one, a little on the
        coarse side, since the finer level costs four times as much to window.
        """
        level = round(_COARSER - np.log2(max(zoom, 1e-9)))
        return int(min(max(level, 0), len(self.levels) - 1))


def build_pyramid(picture: NDArray[np.generic], background: int | None = None) -> Pyramid:
    """Pyramid of a picture; a block of 2 x 2 pixels that all are `background` stays so, others mix."""
    levels = [picture]
    while max(levels[-1].shape[:2]) > SMALLEST_SIDE and min(levels[-1].shape[:2]) >= _FEWEST_ROWS:
        levels.append(_halved(levels[-1], background))
    return Pyramid(tuple(levels))


def _halved(picture: NDArray[np.generic], background: int | None) -> NDArray[np.generic]:
    """2 x 2 means to the nearest, so that no level is darker than the one before.

    An odd last row or column is repeated. In blocks, to spare memory.
    """
    rows, columns = picture.shape[:2]
    half = np.empty(((rows + 1) // 2, (columns + 1) // 2, *picture.shape[2:]), picture.dtype)
    for start in range(0, rows, _BLOCK_ROWS):
        block = _even(picture[start : start + _BLOCK_ROWS])
        target = half[start // 2 : start // 2 + len(block) // 2]
        quarters = (block[::2, ::2], block[::2, 1::2], block[1::2, ::2], block[1::2, 1::2])
        total = np.add(quarters[0], quarters[1], dtype=np.uint16 if picture.itemsize == 1 else np.uint32)
        total += quarters[2]
        total += quarters[3]
        total += 2
        total >>= 2
        if background is None:
            target[...] = total
        else:
            _mix(quarters, total, background, target)
    return half


def _mix(
    quarters: tuple[NDArray[np.generic], ...],
    total: NDArray[np.generic],
    background: int,
    target: NDArray[np.generic],
) -> None:
    """Means where no pixel is background; elsewhere one pixel that is not, or background."""
    outside = [quarter == background for quarter in quarters]
    target[...] = np.where(np.logical_or.reduce(outside), background, total)
    for quarter, out in zip(quarters, outside, strict=True):
        np.copyto(target, quarter, where=(target == background) & ~out)


def _even(block: NDArray[np.generic]) -> NDArray[np.generic]:
    odd = [(0, side % 2) for side in block.shape[:2]] + [(0, 0)] * (block.ndim - 2)
    return np.pad(block, odd, mode="edge") if any(pad for _, pad in odd) else block
