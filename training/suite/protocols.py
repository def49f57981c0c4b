"""Which scans a row learns from, chooses on and is reported on: the paper's protocol, and ours.

``paper-v1`` is the paper's: 70 to 30 by seed, non-fractured scans drawn down to the fractured ones, 300 a
region, official split for boxes. Its slip is kept and said: it has no validation part, so `val` is `test`,
and what is chosen is chosen on what is reported.

``leakfree-v1`` is the committed split (`training/split_files`): near-duplicates together, stratified by
region and label, `val` apart from `test`. Detectors are reported on the official valid scans, which lie in
its test part.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fracview.core.errors import UsageError
from training import fracatlas
from training.data import SPLIT_FILE
from training.fracatlas import REGIONS
from training.suite import leakfree, paper_split

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from training.suite.rows import Row
    from training.suite.samples import Samples

PROTOCOLS = ("paper-v1", "leakfree-v1")

CLASSES = {
    "fracture": ("non-fractured", "fractured"),
    "region": REGIONS,
    "detection": ("fracture",),
    "segmentation": ("fracture",),
}


@dataclass(frozen=True, eq=False, slots=True)
class ProtocolData:
    """What a family is handed.

    Attributes
    ----------
    name, task
        One of `PROTOCOLS`; a key of `CLASSES`.
    train, val, test
        `val` is for choosing, `test` for reporting; under ``paper-v1`` they are the same object.
    classes
        Names by label. For boxes there is one class, and `Samples.labels` only says fractured or not.
    split_hash
        SHA-256 over the image ids (and copies) of the three parts.
    notes
        Slips and assumptions of the protocol, one sentence each.
    """

    name: str
    task: str
    train: Samples
    val: Samples
    test: Samples
    classes: tuple[str, ...]
    seed: int
    split_hash: str
    notes: tuple[str, ...] = ()

    def limited(self, count: int, seed: int) -> ProtocolData:
        """At most `count` scans a part; `val` stays `test` where it was."""
        train, test = self.train.limited(count, seed), self.test.limited(count, seed)
        val = test if self.val is self.test else self.val.limited(count, seed)
        return replace(self, train=train, val=val, test=test, split_hash=split_hash(train, val, test))


def protocol_data(
    root: Path, protocol: str, task: str, settings: Mapping[str, Any], seed: int
) -> ProtocolData:
    """The parts of a task under a protocol.

    Parameters
    ----------
    settings
        A row's: ``set`` is 1 (fractured scans only) or 2 (both) for boxes.

    Raises
    ------
    UsageError
        Where there is no such protocol or task, or a part would be empty.
    """
    if protocol not in PROTOCOLS or task not in CLASSES:
        message = f"there is no protocol {protocol} for the task {task}"
        cure = f"Choose from {', '.join(PROTOCOLS)}, and from {', '.join(CLASSES)}."
        raise UsageError(message, reason="no_protocol", cure=cure)
    scans = tuple(scan for scan in fracatlas.load(root) if scan.path is not None)
    groups, parts = read_groups(SPLIT_FILE)
    if protocol == "paper-v1":
        train, val, test, notes = paper_split.divide(scans, task, int(settings.get("set", 1)), groups, seed)
    else:
        train, val, test, notes = leakfree.divide(scans, task, int(settings.get("set", 1)), groups, parts)
    for name, part in (("train", train), ("val", val), ("test", test)):
        if not len(part):
            message, cure = f"no scan of the {name} part has a file here", "Name the whole FracAtlas folder."
            raise UsageError(message, reason="no_scans", path=root, cure=cure)
    digest = split_hash(train, val, test)
    return ProtocolData(protocol, task, train, val, test, CLASSES[task], seed, digest, notes)


def row_data(row: Row, root: Path, protocol: str, seed: int) -> ProtocolData:
    """The parts of a row; `protocol` "" means the row's own."""
    return protocol_data(root, protocol or row.protocol, row.task, row.settings, seed)


def split_hash(*parts: Samples) -> str:
    """SHA-256 over the file stems of each part, order left out."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update((" ".join(sorted(part.stems)) + "\n").encode())
    return digest.hexdigest()


def read_groups(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Near-duplicate group, and part, of each image id of a split file."""
    with path.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    return {row["image_id"]: row["group"] for row in rows}, {row["image_id"]: row["part"] for row in rows}


def straddling_groups(*parts: Samples) -> int:
    """Near-duplicate groups with scans in more than one of the parts."""
    names = [set(part.groups.tolist()) for part in parts]
    return len({group for group in set().union(*names) if sum(group in one for one in names) > 1})
