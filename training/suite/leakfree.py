"""``leakfree-v1``: the committed split, train, val and test apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from training.fracatlas import REGIONS
from training.suite.samples import Samples, samples_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from training.fracatlas import Scan

Parts = tuple[Samples, Samples, Samples, tuple[str, ...]]

DETECTION_NOTE = (
    "Reported on the official valid scans, all of which lie in the test part; their near-duplicates in the "
    "official train split are not learnt from."
)


def divide(
    scans: Sequence[Scan], task: str, which_set: int, groups: dict[str, str], parts: dict[str, str]
) -> Parts:
    """Train, val, test and notes; scans that the split file does not name are left out."""
    boxes = task in {"detection", "segmentation"}

    def part(name: str) -> Samples:
        chosen = [scan for scan in scans if parts.get(scan.image_id) == name]
        if boxes and which_set == 1:
            chosen = [s for s in chosen if s.boxes_xyxy and (name != "test" or s.official == "valid")]
        return samples_of(tuple(chosen), labels_of(chosen, task), groups)

    return part("train"), part("val"), part("test"), (DETECTION_NOTE,) if boxes and which_set == 1 else ()


def labels_of(scans: Sequence[Scan], task: str) -> NDArray[np.int64]:
    """(n,) region index, or 1 where the table says fractured (for boxes: where there is a box)."""
    if task == "region":
        return np.array([REGIONS.index(scan.region) for scan in scans], np.int64)
    if task == "fracture":
        return np.array([int(scan.fractured) for scan in scans], np.int64)
    return np.array([int(bool(scan.boxes_xyxy)) for scan in scans], np.int64)
