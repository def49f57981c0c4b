from __future__ import annotations

import numpy as np
import pytest

from training.families.torch_det import ap50, example

BOX = np.array([[10, 20, 30, 40]], np.float32)


def test_a_mirrored_box_lies_on_the_mirrored_bone() -> None:
    image = np.zeros((50, 64), np.uint8)
    image[20:40, 10:30] = 255
    shown, boxes = example(image, BOX, flip=True)
    (x1, y1, x2, y2) = boxes[0].astype(int)
    assert shown[y1:y2, x1:x2].min() == 255
    assert shown.sum() == image.sum()
    assert boxes[0].tolist() == [34, 20, 54, 40]
    assert example(image, BOX, flip=False) == (image, pytest.approx(BOX))


def test_ap50_counts_a_box_once() -> None:
    good = np.array([[10, 20, 30, 40, 0.9], [11, 20, 30, 40, 0.8]], np.float32)
    assert ap50([good, good[:0]], [BOX, BOX[:0]]) == pytest.approx(1.0)
    assert ap50([good[:0]], [BOX]) == 0.0
    assert np.isnan(ap50([good], [BOX[:0]]))
