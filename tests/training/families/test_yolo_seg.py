from __future__ import annotations

import numpy as np
import pytest

from fracview.core.letterbox import Letterbox
from training.families.yolo_seg import outline, to_original


def area(points: np.ndarray) -> float:
    x, y = points.T
    return abs(float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))) / 2


def test_an_outline_runs_along_pixel_edges_of_the_largest_piece() -> None:
    mask = np.zeros((40, 40), np.uint8)
    mask[10:20, 5:25] = 1
    mask[30:32, 30:32] = 1
    drawn = outline(mask)
    assert (drawn.min(axis=0).tolist(), drawn.max(axis=0).tolist()) == ([5, 10], [25, 20])
    assert area(drawn) == 200


def test_no_mask_has_no_outline() -> None:
    assert outline(np.zeros((8, 8), np.uint8)).shape == (0, 2)


def test_an_outline_goes_back_into_the_scan() -> None:
    letterbox = Letterbox(200, 100, 64, 64)
    points = np.array([[32.0, 32.0]], np.float32)
    assert to_original(points, letterbox)[0] == pytest.approx([50, 100])
    assert to_original(points[:0], letterbox).shape == (0, 2)
