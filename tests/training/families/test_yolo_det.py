from __future__ import annotations

import numpy as np
import pytest
import torch

from fracview.core.letterbox import Letterbox
from training.families.yolo_det import in_original, suppressed


def test_boxes_go_back_into_the_pixels_of_the_scan() -> None:
    letterbox = Letterbox(200, 100, 64, 64)
    boxes = np.array([[20.0, 30.0, 60.0, 90.0]], np.float32)
    found = np.hstack([letterbox.to_input(boxes), [[0.7]]]).astype(np.float32)
    (back,) = in_original([found], [letterbox])
    assert back[0] == pytest.approx([20, 30, 60, 90, 0.7], abs=1e-4)
    (none,) = in_original([found[:0]], [letterbox])
    assert none.shape == (0, 5)


def test_overlapping_boxes_give_way_to_the_best() -> None:
    boxes = torch.tensor([[20.0, 20, 10, 10], [20.5, 20, 10, 10], [50, 50, 10, 10]])  # cx cy w h
    scores = torch.tensor([[0.6], [0.9], [0.0005]])
    answers = torch.cat([boxes, scores], 1).T[None]
    (kept,) = suppressed(answers)
    assert kept[:, 4].tolist() == pytest.approx([0.9])
    assert kept[0, :4].tolist() == pytest.approx([15.5, 15, 25.5, 25])
