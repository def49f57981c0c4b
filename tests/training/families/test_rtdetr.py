from __future__ import annotations

import numpy as np
import pytest

from training.families.rtdetr import chosen


def test_queries_become_boxes_best_first_above_the_floor() -> None:
    answers = np.array(
        [[0.5, 0.5, 0.2, 0.4, 0.3, 0], [0.25, 0.5, 0.1, 0.1, 0.8, 0], [0.5, 0.5, 0.1, 0.1, 0.0005, 0]],
        np.float32,
    )
    found = chosen(answers, 100)
    assert found[:, 4].tolist() == pytest.approx([0.8, 0.3])
    assert found[1, :4] == pytest.approx([40, 30, 60, 70])
    assert chosen(answers[:0], 100).shape == (0, 5)
