"""Bootstrap over images: how often each is drawn, and the interval of what comes of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray


def weights_of(count: int, times: int, seed: int) -> Iterator[NDArray[np.intp]]:
    """`times` resamplings of `count` things with replacement: how often each was drawn; none of nothing."""
    if count == 0:
        return
    generator = np.random.default_rng(seed)
    for _ in range(times):
        yield np.bincount(generator.integers(0, count, count), minlength=count)


def interval_of(values: Sequence[float]) -> tuple[float, float, str]:
    """Middle 95 % of resampled values, and words for the protocol; nan, nan and none where there are none."""
    known = np.asarray([value for value in values if not math.isnan(value)])
    if known.size == 0:
        return (math.nan, math.nan, "")
    how = f"; interval: bootstrap over images, {len(values)} times"
    low, high = np.percentile(known, [2.5, 97.5])
    return (float(low), float(high), how)
