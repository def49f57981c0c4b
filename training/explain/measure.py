"""Maps of many scans to figures: by method and layer, on one part, with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from training import evaluate
from training.explain.localise import THRESHOLDS, localise
from training.explain.road import road

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from fracview.inference.manifest_parts import Figure
    from training.explain.scans import BoxedScans
    from training.explain.sources import MapSource

BATCH = 8
ROAD_SEED = 13

Key = tuple[str, str]
"""Method and layer."""


@dataclass(frozen=True, eq=False, slots=True)
class Measured:
    """Figures of one method's maps of one layer, scan by scan.

    Attributes
    ----------
    energy, area, hit
        (n,), see `training.explain.localise.Pointing`.
    dice
        (n, thresholds).
    road
        (k,) of the first k scans that ROAD was measured on; may be empty.
    """

    energy: NDArray[np.float64]
    area: NDArray[np.float64]
    hit: NDArray[np.float64]
    dice: NDArray[np.float64]
    road: NDArray[np.float64]

    def mean(self, criterion: str, threshold: float | None = None) -> float:
        """Mean over the scans of one of `CRITERIA`; Dice at its best threshold by default."""
        if criterion == "dice":
            return float(self.dice_at(threshold or self.best_threshold()).mean())
        values = self.hit if criterion == "pointing" else getattr(self, criterion)
        return float(values.mean()) if len(values) else float("nan")

    def best_threshold(self) -> float:
        """Heat at which Dice is best on these scans; for the part that things are chosen on."""
        return THRESHOLDS[int(np.argmax(self.dice.mean(axis=0)))]

    def dice_at(self, threshold: float) -> NDArray[np.float64]:
        """(n,) at one of `THRESHOLDS`."""
        return np.asarray(self.dice[:, THRESHOLDS.index(threshold)])

    def figures(self, dice_threshold: float) -> dict[str, Figure]:
        """Means over the scans, each with its 95 % bootstrap interval, as a manifest holds them."""
        by_name = {"energy": self.energy, "pointing": self.hit, "dice": self.dice_at(dice_threshold)}
        by_name |= {"road": self.road} if len(self.road) else {}
        found: dict[str, Figure] = {}
        for name, values in by_name.items():
            low, high = evaluate.bootstrap(len(values), partial(_mean_of, values))
            found |= {name: float(values.mean()), f"{name}_ci": (low, high)}
        return found | {"dice_threshold": dice_threshold}


def measure(
    source: MapSource,
    scans: BoxedScans,
    road_scans: int = 0,
    tell: Callable[[int], None] = lambda _: None,
) -> dict[Key, Measured]:
    """Measure every map of a source on boxed scans.

    Parameters
    ----------
    road_scans
        On how many of the scans, drawn by a fixed seed, ROAD is measured; it takes most of the time.
    tell
        Called with the number of scans that are done.
    """
    on_road = set(np.random.default_rng(ROAD_SEED).permutation(len(scans))[:road_scans].tolist())
    rows: dict[Key, list[tuple[float, ...]]] = {}
    dice: dict[Key, list[NDArray[np.float64]]] = {}
    roads: dict[Key, list[float]] = {}
    for start, images in scans.batches(BATCH):
        for key, maps in source.maps(images).items():
            for offset, values in enumerate(maps):
                index = start + offset
                letterbox = scans.letterboxes[index]
                found = localise(values, letterbox, scans.boxes_xyxy[index])
                rows.setdefault(key, []).append((found.energy, found.area, float(found.hit)))
                dice.setdefault(key, []).append(found.dice)
                if index in on_road:
                    rng = np.random.default_rng([ROAD_SEED, index])
                    one = road(scans.images[index], letterbox, values, source.predict, rng)
                    roads.setdefault(key, []).append(one)
        tell(min(start + BATCH, len(scans)))
    found_of = {}
    for key, by_scan in rows.items():
        energy, area, hit = np.array(by_scan).T
        found_of[key] = Measured(energy, area, hit, np.array(dice[key]), np.array(roads.get(key, [])))
    return found_of


def _mean_of(values: NDArray[np.float64], rows: NDArray[np.intp]) -> float:
    return float(values[rows].mean())


def best(measured: dict[Key, Measured], criterion: str) -> Key:
    """Method and layer with the greatest mean of a criterion; the first of equals."""
    return max(measured, key=lambda key: measured[key].mean(criterion))
