from __future__ import annotations

import numpy as np
import pytest

from fracview.core.comparison import Evaluation, strata
from fracview.ui.compare import filters
from fracview.ui.compare.chips import Chip
from tests.ui.compare.standard import predictions, reference

EVALUATION = Evaluation(reference(), predictions())
SNAPSHOT = EVALUATION.at(0.25, 0.5)
STRATA = {("region", one.name): one.mask for one in strata(EVALUATION, "region")}


def passing(chip: Chip) -> list[int]:
    return np.flatnonzero(filters.mask_of(chip, EVALUATION, SNAPSHOT, STRATA)).tolist()


@pytest.mark.parametrize(("cell", "images"), [((0, 0), [0]), ((0, 1), [1]), ((1, 0), [2]), ((1, 1), [3])])
def test_cells_of_the_fracture_matrix_divide_the_answers(cell: tuple[int, int], images: list[int]) -> None:
    assert passing(filters.chip_of_cell("fracture", *cell, SNAPSHOT)) == images


def test_cells_of_the_region_matrix() -> None:
    hand, leg = (EVALUATION.regions.index(name) for name in ("hand", "leg"))
    chip = filters.chip_of_cell("region", leg, hand, SNAPSHOT)
    assert chip.text == "region: leg, called hand"
    assert passing(chip) == [1]
    silent = filters.chip_of_cell("region", hand, len(EVALUATION.regions), SNAPSHOT)
    assert silent.text == "region: hand, no answer"
    assert passing(silent) == [2]


@pytest.mark.parametrize(
    ("curve", "at", "images"),
    [
        ("precision_recall", 0.25, [1, 2]),
        ("froc", 0.1, [2]),
        ("roc", 0.5, [1, 2]),
        ("roc", 0.2, [2]),
        ("reliability", 9.0, [0]),
        ("reliability", 1.0, [3]),
    ],
)
def test_points_of_curves(curve: str, at: float, images: list[int]) -> None:
    assert passing(filters.chip_of_point(curve, at)) == images


def test_what_a_chip_says() -> None:
    assert filters.chip_of_point("reliability", 3.0).text == "probability 0.3 to 0.4"
    assert filters.chip_of_point("froc", 0.1).text == "box missed or false at score 0.100"
    assert filters.chip_of_point("roc", 0.5).text == "image called wrong at probability 0.500"


def test_a_stratum() -> None:
    assert passing(filters.chip_of_stratum("region", "leg")) == [1, 4]
