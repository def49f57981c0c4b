"""What a reader has asked of a comparison, and everything that the page shows of it: frozen values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fracview.ui.compare.matrix import ShownMatrix
from fracview.ui.compare.numbers import ShownTable
from fracview.ui.compare.queue_list import ShownList

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fracview.ui.compare.chips import Chip
    from fracview.ui.compare.curves import ShownCurve
    from fracview.ui.compare.numbers import ShownFigure

DEFAULT_SCORE, DEFAULT_IOU, DEFAULT_PROBABILITY = 0.25, 0.5, 0.5
"""Where the predictions name no operating points of their own."""

STRATA = {
    "region": "by region",
    "body part": "by body part shown",
    "view": "by view",
    "hardware": "by hardware",
    "multiscan": "by multi-scan",
    "part": "by part of the split",
}


_NO_TABLE = ShownTable(())
_NO_FRACTURE = ShownMatrix("Fracture, per image", note="No reference standard is open.")
_NO_REGION = ShownMatrix("Region, per image", note="No reference standard is open.")


@dataclass(frozen=True, slots=True)
class State:
    """Thresholds, queue, filters, and what the second table is by (a key of `STRATA`)."""

    score: float = DEFAULT_SCORE
    iou: float = DEFAULT_IOU
    probability: float = DEFAULT_PROBABILITY
    queue: str = "all"
    chips: tuple[Chip, ...] = ()
    by: str = "region"


@dataclass(frozen=True, eq=False, slots=True)
class Shown:
    """Everything on the page but the radiograph, at one `State`."""

    state: State = State()
    figures: tuple[ShownFigure, ...] = ()
    by: ShownTable = _NO_TABLE
    strata: tuple[str, ...] = ()
    fracture: ShownMatrix = _NO_FRACTURE
    region: ShownMatrix = _NO_REGION
    curves: Mapping[str, ShownCurve] = field(default_factory=dict)
    listing: ShownList = field(default_factory=ShownList)
