from __future__ import annotations

import numpy as np
import pytest

from fracview.core.metrics import wilson_interval
from training.thresholds import (
    FALSE_BOXES,
    SENSITIVITY,
    SPECIFICITY,
    classifier_figures,
    classifier_points,
    detector_figures,
    detector_points,
)

ON = "the validation part"
FLOOR = 0.01


def answers(count: int, seed: int, gap: float = 1.5) -> tuple[np.ndarray, np.ndarray]:
    """Labels, a sixth of them fractured, and probabilities as a graph gives them: float32 made float64."""
    rng = np.random.default_rng(seed)
    labels = np.arange(count) % 6 == 0
    logits = rng.normal(0, 1, count) + gap * labels - 1
    return labels, (1 / (1 + np.exp(-logits))).astype(np.float32).astype(np.float64)


def boxes_and_truth(scans: int, seed: int) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Every third scan is fractured and its box is among the found ones; the others get false boxes."""
    rng = np.random.default_rng(seed)
    found, reference = [], []
    for index in range(scans):
        truth = rng.uniform(0, 50, (1, 2)).repeat(2, axis=1)[:, [0, 2, 1, 3]] if index % 3 == 0 else None
        count = int(rng.integers(0, 6))
        corners = rng.uniform(100, 150, (count, 2))
        scores = np.sort(rng.beta(1, 6, count))[::-1] * 0.98 + 0.011
        rows = np.column_stack([corners, corners + 20, scores]).reshape(-1, 5).astype(np.float32)
        if truth is None:
            reference.append(np.empty((0, 4), np.float32))
        else:
            box = np.concatenate([truth[0, :2], truth[0, :2] + 30]).astype(np.float32)
            reference.append(box[None])
            rows = np.vstack([np.append(box, np.float32(0.995))[None], rows]).astype(np.float32)
        found.append(rows)
    return found, reference


@pytest.mark.parametrize("count", [60, 61, 240, 477])
@pytest.mark.parametrize("seed", range(5))
def test_points_meet_their_targets_where_they_are_fitted(count: int, seed: int) -> None:
    labels, probabilities = answers(count, seed)
    points = classifier_points(labels, probabilities, ON)
    sensitive, specific = points["high_sensitivity"], points["high_specificity"]
    assert sensitive.figures["sensitivity"] >= SENSITIVITY
    assert specific.figures["specificity"] >= SPECIFICITY
    assert sensitive.threshold <= specific.threshold
    assert {point.fitted_on for point in points.values()} == {ON}
    for point in points.values():  # a runtime that compares in float32 sees the same scans raised
        narrow = probabilities.astype(np.float32) >= np.float32(point.threshold)
        assert (narrow == (probabilities >= point.threshold)).all()


def test_points_are_no_stricter_than_needed() -> None:
    labels, probabilities = answers(480, 3)
    points = classifier_points(labels, probabilities, ON)
    higher = probabilities[probabilities > points["high_sensitivity"].threshold].min()
    lower = probabilities[probabilities < points["high_specificity"].threshold].max()
    assert classifier_figures(labels, probabilities, higher)["sensitivity"] < SENSITIVITY + 1 / labels.sum()
    assert classifier_figures(labels, probabilities, lower)["specificity"] < SPECIFICITY


def test_ties_never_break_the_promise() -> None:
    labels = np.arange(40) % 2 == 0
    probabilities = np.where(np.arange(40) % 5 == 0, 0.9, 0.3).astype(np.float32).astype(np.float64)
    points = classifier_points(labels, probabilities, ON)
    assert points["high_sensitivity"].figures["sensitivity"] >= SENSITIVITY
    assert points["high_specificity"].figures["specificity"] >= SPECIFICITY


def test_a_network_so_good_that_one_threshold_meets_both_targets_has_no_doubt_zone() -> None:
    labels = np.arange(40) % 2 == 0
    points = classifier_points(labels, np.where(labels, 0.9, 0.1), ON)
    assert points["high_sensitivity"].threshold == points["high_specificity"].threshold == 0.9
    assert points["high_specificity"].figures["specificity"] == 1.0


def test_classifier_figures_of_a_case_by_hand() -> None:
    labels = np.array([True, True, True, False, False])
    figures = classifier_figures(labels, np.array([0.9, 0.5, 0.2, 0.6, 0.1]), 0.5)
    assert figures == {
        "sensitivity": 2 / 3,
        "sensitivity_ci": wilson_interval(2, 3),
        "specificity": 1 / 2,
        "specificity_ci": wilson_interval(1, 2),
    }


@pytest.mark.parametrize("seed", range(8))
def test_detector_points_allow_the_false_boxes_they_say_and_no_more(seed: int) -> None:
    found, reference = boxes_and_truth(120, seed)
    points = detector_points(found, reference, FLOOR, ON)
    sound = [rows for rows, truth in zip(found, reference, strict=True) if len(truth) == 0]
    for name, allowed in FALSE_BOXES.items():
        point = points[name]
        false = sum(int((rows[:, 4] >= point.threshold).sum()) for rows in sound)  # float32, as in the app
        assert false <= allowed * len(sound)
        assert false == int(allowed * len(sound))  # these scores have no ties: it is used up
        assert point.figures["false_boxes_per_non_fractured_scan"] == false / len(sound)
        assert point.figures["sensitivity"] == 1
    assert FLOOR <= points["high_sensitivity"].threshold < points["high_specificity"].threshold


def test_no_threshold_lies_below_the_floor() -> None:
    nothing = np.empty((0, 5), np.float32)
    points = detector_points([nothing] * 4, [np.empty((0, 4), np.float32)] * 4, FLOOR, ON)
    assert {point.threshold for point in points.values()} == {FLOOR}


def test_detector_figures_of_a_case_by_hand() -> None:
    box, other = [10, 10, 30, 30], [60, 60, 80, 80]
    found = [
        np.array([[*box, 0.9], [*other, 0.6], [*box, 0.5]], np.float32),  # hit, false, doubled
        np.array([[*other, 0.4]], np.float32),  # below the threshold
        np.array([[*box, 0.8], [*other, 0.7]], np.float32),  # two false on a sound scan
    ]
    reference = [np.array([box], np.float32), np.array([other], np.float32), np.empty((0, 4), np.float32)]
    figures = detector_figures(found, reference, 0.5)
    assert figures == {
        "sensitivity": 1 / 2,
        "sensitivity_ci": wilson_interval(1, 2),
        "precision": 1 / 5,
        "false_boxes_per_non_fractured_scan": 2.0,
    }


def test_without_a_sound_scan_nothing_is_said_of_false_boxes_on_one() -> None:
    box = np.array([[10, 10, 30, 30]], np.float32)
    figures = detector_figures([np.append(box, [[0.9]], axis=1).astype(np.float32)], [box], 0.5)
    assert "false_boxes_per_non_fractured_scan" not in figures
    assert figures["sensitivity"] == 1
