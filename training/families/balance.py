"""Epochs in which each class comes equally often: under ``leakfree-v1`` one scan in six is fractured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def epoch_order(labels: NDArray[np.int64], rng: np.random.Generator, balance: bool) -> NDArray[np.intp]:
    """Indices of one epoch in random order, about as many as there are scans.

    With `balance` each class has the same share: a large class shows a part of its scans, drawn anew each
    epoch, and a small one shows each of its own as often as it goes.
    """
    classes = np.unique(labels)
    pools = [np.flatnonzero(labels == one) for one in classes]
    if not balance or len({len(pool) for pool in pools}) == 1:
        return rng.permutation(len(labels))
    share = len(labels) // len(classes)
    return rng.permutation(np.concatenate([_drawn(pool, share, rng) for pool in pools]))


def _drawn(pool: NDArray[np.intp], count: int, rng: np.random.Generator) -> NDArray[np.intp]:
    whole, rest = divmod(count, len(pool))
    return np.concatenate([np.tile(pool, whole), rng.choice(pool, rest, replace=False)])


def class_weights(labels: NDArray[np.int64]) -> NDArray[np.float64]:
    """(n,) weight of each scan with which every class is drawn equally often."""
    counts = np.bincount(labels)
    return np.asarray(1.0 / counts[labels], np.float64)
