"""Test-time augmentation: mirrored scans, answers that are joined, and a gain with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from training import data, test_time

if TYPE_CHECKING:
    from pathlib import Path

    from tests.training.tiny_fracatlas import Tiny


def test_a_mirrored_scan_has_left_and_right_exchanged() -> None:
    images = np.arange(8, dtype=np.uint8).reshape(2, 2, 2)
    np.testing.assert_array_equal(test_time.mirrored(images)[0], [[1, 0], [3, 2]])


def test_log_odds_are_averaged() -> None:
    found = test_time.mean_of_logits([np.array([0.9, 0.5, 1.0]), np.array([0.1, 0.5, 1.0])])
    np.testing.assert_allclose(found, [0.5, 0.5, 1.0], atol=1e-6)


def test_boxes_that_agree_are_joined_and_others_lose_half_their_score() -> None:
    plain = np.array([[10, 10, 30, 30, 0.8], [60, 60, 80, 80, 0.4]], np.float32)
    other = np.array([[70, 10, 90, 30, 0.6], [5, 40, 15, 50, 0.2]], np.float32)
    found = test_time.merged(plain, other, 100)
    np.testing.assert_allclose(
        found, [[10, 10, 30, 30, 0.7], [60, 60, 80, 80, 0.2], [85, 40, 95, 50, 0.1]], rtol=1e-5
    )
    assert test_time.merged(plain[:0], other[:0], 100).shape == (0, 5)


def test_the_three_networks_are_compared_on_the_part_that_is_named(tiny: Tiny, tmp_path: Path) -> None:
    from fracview.core.resources import resources_dir

    dataset = data.load(tiny.root, tmp_path / "work")
    found = test_time.compare(dataset, resources_dir() / "models", "train")
    assert found["part"] == "train"
    for name in ("fracture_auc", "region_accuracy", "detection_ap50"):
        figures = found[name]
        assert figures["gain"] == pytest.approx(figures["mirrored_too"] - figures["plain"])
        low, high = figures["gain_ci"]
        assert low <= high
