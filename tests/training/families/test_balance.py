from __future__ import annotations

import numpy as np

from training.families.balance import class_weights, epoch_order

LABELS = np.array([0] * 50 + [1] * 10, np.int64)


def test_each_class_comes_equally_often() -> None:
    order = epoch_order(LABELS, np.random.default_rng(1), balance=True)
    assert np.bincount(LABELS[order]).tolist() == [30, 30]
    assert np.bincount(order, minlength=60)[50:].tolist() == [3] * 10


def test_a_large_class_shows_other_scans_in_another_epoch() -> None:
    shown = [set(epoch_order(LABELS, np.random.default_rng(seed), balance=True)) for seed in (1, 2)]
    assert shown[0] != shown[1]


def test_without_balance_every_scan_comes_once() -> None:
    assert sorted(epoch_order(LABELS, np.random.default_rng(1), balance=False)) == list(range(60))
    even = np.arange(60) % 2
    assert sorted(epoch_order(even, np.random.default_rng(1), balance=True)) == list(range(60))


def test_weights_draw_every_class_equally_often() -> None:
    weights = class_weights(LABELS)
    assert weights[LABELS == 0].sum() == weights[LABELS == 1].sum()
