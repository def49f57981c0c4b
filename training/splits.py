"""The leak-free split: near-duplicate groups stay together, the official valid split stays held out.

Test holds every scan of the official valid (and, where present, test) split of fractured scans, so that one
set of networks serves both figures: classification on our test split, detection on the official one.
The rest of each (region, label) stratum is dealt out by a seeded shuffle of its groups.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from training.fracatlas import Scan

PARTS = ("train", "val", "test")
SEED = 20
FRACTIONS = {"val": 0.125, "test": 0.125}


def make_split(scans: Sequence[Scan], groups: NDArray[np.intp], seed: int = SEED) -> dict[str, str]:
    """Part of each image id.

    A group that holds a scan of the official valid or test split goes to test whole. Then, for each
    stratum (region and label of a group's first scan) separately, test and val are filled up to their
    fractions with whole groups in seeded random order; what is left is train.
    """
    members: dict[int, list[Scan]] = defaultdict(list)
    for scan, group in zip(scans, groups, strict=True):
        members[int(group)].append(scan)
    part_of_group = {
        g: "test" for g, group in members.items() if any(s.official in {"valid", "test"} for s in group)
    }
    strata: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for group, scans_of_group in members.items():
        strata[scans_of_group[0].region, scans_of_group[0].fractured].append(group)
    for stratum in sorted(strata):
        _deal(strata[stratum], members, part_of_group, np.random.default_rng([seed, *_numbers(stratum)]))
    return {scan.image_id: part_of_group[g] for g, group in members.items() for scan in group}


def leak_report(scans: Sequence[Scan], groups: NDArray[np.intp], split: dict[str, str]) -> dict[str, object]:
    """Counts by part, and the groups that straddle parts (there must be none) or the official split."""
    parts: dict[int, set[str]] = defaultdict(set)
    official: dict[int, set[str]] = defaultdict(set)
    sizes = Counter(int(group) for group in groups)
    for scan, group in zip(scans, groups, strict=True):
        parts[int(group)].add(split[scan.image_id])
        if scan.official:
            official[int(group)].add(scan.official)
    count = Counter((split[scan.image_id], scan.region, scan.fractured) for scan in scans)
    return {
        "scans": len(scans),
        "groups_of_two_or_more": sum(size > 1 for size in sizes.values()),
        "scans_in_such_groups": sum(size for size in sizes.values() if size > 1),
        "largest_group": max(sizes.values()),
        "groups_straddling_our_split": sum(len(found) > 1 for found in parts.values()),
        "groups_straddling_the_official_split": sum(len(found) > 1 for found in official.values()),
        "counts": {
            part: {
                f"{region} {'fractured' if fractured else 'non-fractured'}": count[part, region, fractured]
                for (counted, region, fractured) in sorted(count)
                if counted == part
            }
            for part in PARTS
        },
    }


def to_csv(scans: Sequence[Scan], groups: NDArray[np.intp], split: dict[str, str]) -> str:
    """The split as text: image_id, group (the first image id of the group), part."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("image_id", "group", "part"))
    for scan, group in zip(scans, groups, strict=True):
        writer.writerow((scan.image_id, scans[int(group)].image_id, split[scan.image_id]))
    return out.getvalue()


def read_split(path: Path) -> dict[str, str]:
    """Part of each image id from a file written by `to_csv`."""
    with path.open(newline="", encoding="utf-8") as stream:
        return {row["image_id"]: row["part"] for row in csv.DictReader(stream)}


def split_sha256(path: Path) -> str:
    """SHA-256 of the split file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _deal(
    groups: list[int], members: dict[int, list[Scan]], part_of_group: dict[int, str], rng: np.random.Generator
) -> None:
    """Fill test, then val, of one stratum; mutates `part_of_group`."""
    total = sum(len(members[group]) for group in groups)
    free = [group for group in groups if group not in part_of_group]
    rng.shuffle(free)
    for part in ("test", "val"):
        have = sum(len(members[group]) for group in groups if part_of_group.get(group) == part)
        while free and have + len(members[free[-1]]) <= round(FRACTIONS[part] * total):
            group = free.pop()
            part_of_group[group] = part
            have += len(members[group])
    part_of_group.update(dict.fromkeys(free, "train"))


def _numbers(stratum: tuple[str, bool]) -> tuple[int, int]:
    return int.from_bytes(hashlib.sha256(stratum[0].encode()).digest()[:4]), int(stratum[1])
