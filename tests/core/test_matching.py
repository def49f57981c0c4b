"""Greedy matching of detections and annotations."""

from __future__ import annotations

import numpy as np

from fracview.core.matching import NO_PARTNER, match_greedy

A, B = (0.0, 0.0, 10.0, 10.0), (20.0, 0.0, 30.0, 10.0)


def boxes(*given: tuple[float, float, float, float]) -> np.ndarray:
    return np.array(given, np.float32).reshape(-1, 4)


def test_a_duplicate_finds_nothing_more() -> None:
    assert match_greedy(boxes(A, A, B), boxes(A, B)).tolist() == [0, NO_PARTNER, 1]


def test_each_takes_the_free_annotation_it_overlaps_most() -> None:
    near = (0.0, 0.0, 10.0, 9.0)
    assert match_greedy(boxes(A, A), boxes(near, A)).tolist() == [1, 0]


def test_overlap_below_the_limit_is_no_match() -> None:
    assert match_greedy(boxes((0.0, 0.0, 10.0, 4.9)), boxes(A), 0.5).tolist() == [NO_PARTNER]
    assert match_greedy(boxes((0.0, 0.0, 10.0, 5.0)), boxes(A), 0.5).tolist() == [0]


def test_nothing_against_nothing() -> None:
    assert match_greedy(boxes(), boxes(A)).tolist() == []
    assert match_greedy(boxes(A), boxes()).tolist() == [NO_PARTNER]
