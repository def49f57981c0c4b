from __future__ import annotations

import numpy as np
import pytest

from fracview.core.letterbox import Letterbox
from training.explain.localise import THRESHOLDS, boxes_mask, dice_by_threshold, localise

SIDE = Letterbox(rows=96, columns=96, height=96, width=96)
WIDE = Letterbox(rows=50, columns=100, height=64, width=64)  # the picture fills rows 16 to 48
BOX = np.array([[24, 48, 48, 72]], np.float32)  # of SIDE: cells (4..6, 2..4) of eight by eight


def spot(row: int, column: int, value: float = 1.0) -> np.ndarray:
    values = np.zeros((8, 8), np.float32)
    values[row, column] = value
    return values


def test_a_map_that_points_at_the_box() -> None:
    found = localise(spot(4, 2), SIDE, BOX)
    assert found.energy == pytest.approx(1.0)
    assert found.area == pytest.approx(1 / 16)
    assert found.hit
    assert found.dice.max() > 0.3


def test_a_map_that_points_elsewhere() -> None:
    found = localise(spot(0, 7), SIDE, BOX)
    assert (found.energy, found.hit, found.dice.max()) == (0.0, False, 0.0)


def test_an_even_map_has_the_energy_of_the_boxes_area() -> None:
    found = localise(np.ones((8, 8), np.float32), SIDE, BOX)
    assert found.energy == pytest.approx(found.area)
    expected = 2 * found.area / (1 + found.area)  # everything against the box
    assert found.dice == pytest.approx(np.full(len(THRESHOLDS), expected))


def test_a_map_without_heat_points_nowhere() -> None:
    found = localise(np.full((8, 8), -1, np.float32), SIDE, BOX)
    assert (found.energy, found.hit, found.dice.max()) == (0.0, False, 0.0)


def test_half_the_heat_in_one_of_two_boxes() -> None:
    values = spot(4, 2) + spot(0, 0)
    two = np.concatenate([BOX, [[60, 60, 90, 90]]]).astype(np.float32)
    found = localise(values, SIDE, two)
    assert found.energy == pytest.approx(0.5)


def test_heat_in_the_padding_counts_for_nothing() -> None:
    values = np.zeros((8, 8), np.float32)
    values[0] = 100.0  # rows 0 to 8 of the input: above the picture
    values[3, 3] = 1.0
    box = np.array([[37, 10, 52, 23]], np.float32)  # around that cell, in original pixels
    found = localise(values, WIDE, box)
    assert found.energy > 0.7
    assert found.hit


def test_the_mask_holds_pixels_whose_centre_lies_in_a_box() -> None:
    mask = boxes_mask(SIDE, np.array([[10.4, 20.6, 13.6, 22.4]], np.float32))
    assert np.argwhere(mask).min(axis=0).tolist() == [21, 10]
    assert np.argwhere(mask).max(axis=0).tolist() == [21, 13]
    assert boxes_mask(SIDE, BOX).sum() == 24 * 24


@pytest.mark.parametrize("box", [[10.1, 10.1, 10.2, 10.2], [95.9, 95.9, 96.0, 96.0], [0, 0, 0.1, 0.1]])
def test_the_smallest_box_keeps_a_pixel(box: list[float]) -> None:
    assert boxes_mask(SIDE, np.array([box], np.float32)).sum() == 1


def test_dice_of_a_case_by_hand() -> None:
    heat = np.array([[0.05, 0.35, 0.95, 0.95]], np.float32)
    inside = np.array([[False, False, True, True]])
    by_threshold = dict(zip(THRESHOLDS, dice_by_threshold(heat, inside), strict=True))
    assert by_threshold[0.1] == pytest.approx(2 * 2 / (3 + 2))
    assert by_threshold[0.9] == pytest.approx(1.0)
    assert dice_by_threshold(np.zeros((1, 4), np.float32), inside).max() == 0
