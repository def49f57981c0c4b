"""``paper-v1``: the paper's own division, with its slip that what is chosen is chosen on what is reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from training.fracatlas import REGIONS
from training.suite.leakfree import Parts, labels_of
from training.suite.samples import Samples, samples_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from training.fracatlas import Scan

TRAIN_SHARE = 0.7
A_REGION = 300

NO_VALIDATION = (
    "The paper names no validation part: epochs are chosen on the very scans that are reported on."
)
NO_GROUPS = (
    "Near-duplicates are not kept together: a scan and its copy may lie on either side of the division."
)
COPIES = (
    "Regions with fewer than 300 scans are filled up with augmented copies in the training part only; the "
    "scans reported on are as they were taken."
)
SET_TWO = (
    "The paper does not say how Set 2 was divided: the official split of the fractured scans is kept here, "
    "and the non-fractured ones are dealt out by seed in its proportion of train to valid."
)


def divide(scans: Sequence[Scan], task: str, which_set: int, groups: dict[str, str], seed: int) -> Parts:
    """Train, val (the test part itself), test and notes."""
    if task == "fracture":
        train, test = _fracture(scans, groups, seed)
        return train, test, test, (NO_VALIDATION, NO_GROUPS)
    if task == "region":
        train, test = _region(scans, groups, seed)
        return train, test, test, (NO_VALIDATION, NO_GROUPS, COPIES)
    train, test = _boxes(scans, groups, seed, both=which_set == 2)
    return train, test, test, (NO_VALIDATION, NO_GROUPS, *((SET_TWO,) if which_set == 2 else ()))


def _fracture(scans: Sequence[Scan], groups: dict[str, str], seed: int) -> tuple[Samples, Samples]:
    """All fractured scans and as many of the others, each label divided 70 to 30."""
    rng = np.random.default_rng([seed, 1])
    fractured = [index for index, scan in enumerate(scans) if scan.fractured]
    sound = [index for index, scan in enumerate(scans) if not scan.fractured]
    drawn = rng.permutation(sound)[: len(fractured)]
    return _parts(scans, [_cut(rng, np.array(fractured)), _cut(rng, drawn)], "fracture", groups)


def _region(scans: Sequence[Scan], groups: dict[str, str], seed: int) -> tuple[Samples, Samples]:
    """Up to 300 scans a region, 70 to 30, the training side filled up with copies to 210."""
    rng = np.random.default_rng([seed, 2])
    wanted = round(TRAIN_SHARE * A_REGION)
    pairs, copies = [], []
    for region in REGIONS:
        pool = [index for index, scan in enumerate(scans) if scan.region == region]
        train, test = _cut(rng, rng.permutation(pool)[:A_REGION])
        filled = np.resize(train, max(wanted, len(train))) if len(pool) < A_REGION and len(train) else train
        pairs.append((filled, test))
        copies.append(np.arange(len(filled)) // max(len(train), 1))
    train_part, test_part = _parts(scans, pairs, "region", groups)
    marked = Samples(train_part.scans, train_part.labels, train_part.groups, np.concatenate(copies))
    return marked, test_part


def _boxes(
    scans: Sequence[Scan], groups: dict[str, str], seed: int, *, both: bool
) -> tuple[Samples, Samples]:
    """Official train and valid; for Set 2 the non-fractured scans in the same proportion."""
    train, valid = (
        np.array([i for i, scan in enumerate(scans) if scan.official == name and scan.boxes_xyxy], np.intp)
        for name in ("train", "valid")
    )
    pairs = [(train, valid)]
    if both:
        rng = np.random.default_rng([seed, 3])
        sound = rng.permutation([i for i, scan in enumerate(scans) if not scan.boxes_xyxy]).astype(np.intp)
        cut = round(len(sound) * len(train) / max(len(train) + len(valid), 1))
        pairs.append((sound[:cut], sound[cut:]))
    return _parts(scans, pairs, "detection", groups)


def _cut(rng: np.random.Generator, pool: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """70 to 30 at random."""
    mixed = rng.permutation(pool).astype(np.intp)
    cut = round(TRAIN_SHARE * len(mixed))
    return mixed[:cut], mixed[cut:]


def _parts(
    scans: Sequence[Scan],
    pairs: Sequence[tuple[NDArray[np.intp], NDArray[np.intp]]],
    task: str,
    groups: dict[str, str],
) -> tuple[Samples, Samples]:
    made = []
    for side in (0, 1):
        chosen = tuple(scans[int(index)] for pair in pairs for index in pair[side])
        made.append(samples_of(chosen, labels_of(chosen, task), groups))
    return made[0], made[1]
