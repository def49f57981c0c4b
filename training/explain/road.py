"""ROAD (Rong et al., ICML 2022): remove the pixels that a map calls relevant, see what the probability does.

A removed pixel becomes the weighted mean of its eight neighbours, removed or not: a linear system, as in
pytorch-grad-cam's `NoisyLinearImputer`. That one factorises the system, half a second to three seconds a
removal at 384 px; here conjugate gradients start from a coarse guess and take some hundredths of a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from fracview.core.layermaps import resample_to_picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from fracview.core.letterbox import Letterbox

PERCENTILES = (20, 40, 60, 80)
"""Shares of the picture that are removed, in per cent."""

NOISE = 0.01
"""Standard deviation of what is added to a removed pixel, in grey from 0 to 1: smoothness gives it away."""

KERNEL = np.array([[1, 2, 1], [2, 0, 2], [1, 2, 1]], np.float32) / 12
RESIDUAL, MOST_STEPS = 1e-5, 400
"""Root mean square of what an equation may be off, in grey; pixels are then off by a tenth of the noise."""


def road(
    image: NDArray[np.uint8],
    letterbox: Letterbox,
    values: NDArray[np.float32],
    predict: Callable[[NDArray[np.float32]], NDArray[np.float64]],
    rng: np.random.Generator,
) -> float:
    """ROAD combined, (least relevant first - most relevant first) / 2, over `PERCENTILES`; in [-0.5, 0.5].

    0 for a map that knows nothing; padding is never removed.

    Parameters
    ----------
    image
        (s, s) letterboxed scan.
    values
        (h, w) signed map over the whole input; pixels are ranked by it, negative ones too.
    predict
        (n, s, s) in [0, 1] to (n,) probability of a fracture.
    """
    shape = (letterbox.resized_rows, letterbox.resized_columns)
    rows = slice(letterbox.top, letterbox.top + shape[0])
    columns = slice(letterbox.left, letterbox.left + shape[1])
    whole: NDArray[np.float32] = image.astype(np.float32) / np.float32(255)
    order = np.argsort(resample_to_picture(values, letterbox, *shape), axis=None, kind="stable")
    pictures = []
    for ranked in (order, order[::-1]):
        for percent in PERCENTILES:
            kept = np.ones(order.size, np.bool_)
            kept[ranked[: round(order.size * percent / 100)]] = False
            changed = whole.copy()
            changed[rows, columns] = impute(whole[rows, columns], kept.reshape(shape), rng)
            pictures.append(changed)
    least, most = predict(np.stack(pictures)).reshape(2, -1).mean(axis=1)
    return float(least - most) / 2


def impute(
    picture: NDArray[np.float32], kept: NDArray[np.bool_], rng: np.random.Generator | None
) -> NDArray[np.float32]:
    """(rows, columns) with every pixel that is not kept the mean of its neighbours, and noise.

    Parameters
    ----------
    picture
        In [0, 1].
    kept
        At least one pixel.
    rng
        Of the noise; None for none.
    """
    hole = (~kept).astype(np.float32)
    known = picture * kept
    filled = _solve(known, hole, _coarse_guess(known, kept.astype(np.float32)))
    if rng is not None:
        filled = filled + rng.normal(0, NOISE, filled.shape).astype(np.float32)
    return np.where(kept, picture, filled).astype(np.float32)


def _solve(known: NDArray[np.float32], hole: NDArray[np.float32], guess: NDArray[np.float32]) -> NDArray:
    """Conjugate gradients on (diagonal - neighbours) x = what the kept neighbours give, within the hole."""
    weight = _neighbours(np.ones_like(known))

    def apply(x: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(hole * (weight * x - _neighbours(x)))

    x = guess * hole
    left = hole * _neighbours(known) - apply(x)
    step, size = left.copy(), float(np.vdot(left, left))
    limit = RESIDUAL**2 * max(float(hole.sum()), 1.0)
    for _ in range(MOST_STEPS):
        if size <= limit:
            break
        turned = apply(step)
        rate = size / float(np.vdot(step, turned))
        x, left = x + rate * step, left - rate * turned
        before, size = size, float(np.vdot(left, left))
        step = left + (size / before) * step
    return known + x


def _neighbours(x: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(cv2.filter2D(x, cv2.CV_32F, KERNEL, borderType=cv2.BORDER_CONSTANT), np.float32)


def _coarse_guess(known: NDArray[np.float32], weight: NDArray[np.float32]) -> NDArray[np.float32]:
    """Fill holes with means of ever larger blocks, coarse ones first (pull and push)."""
    if min(known.shape) <= 2:
        return np.full_like(known, float(known.sum()) / max(float(weight.sum()), 1e-6))
    size = ((known.shape[1] + 1) // 2, (known.shape[0] + 1) // 2)
    small, light = (cv2.resize(one, size, interpolation=cv2.INTER_AREA) for one in (known, weight))
    mean = np.divide(small, light, out=np.zeros_like(small), where=light > 0)
    some = (light > 0).astype(np.float32)
    coarse = np.where(some > 0, mean, _coarse_guess(mean * some, some))
    back = cv2.resize(coarse, known.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.where(weight > 0, known, back), np.float32)
