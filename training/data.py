"""What every step of training starts from: scans, their parts, and letterboxed caches of the right size."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fracview.core.errors import UsageError
from training import duplicates, fracatlas, splits
from training.cache import ScanCache, load_or_build
from training.classifiers import LabelledScans
from training.runs import save_text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from training.fracatlas import Scan

SPLIT_FILE = Path(__file__).parent / "split_files" / "leakfree-v1.csv"
GROUPING_SIZE = 448
"""Side of the letterboxed scans that near-duplicates are looked for in."""


@dataclass(frozen=True, eq=False, slots=True)
class Dataset:
    """FracAtlas with its split.

    Attributes
    ----------
    scans
        The scans that have a file.
    part
        Part of each image id.
    work
        Folder for caches and runs.
    """

    scans: tuple[Scan, ...]
    part: dict[str, str]
    work: Path

    def cache(self, size: int) -> ScanCache:
        """Letterboxed scans, in the order of `scans`."""
        return load_or_build(self.work / "cache", self.scans, size)

    def rows(self, part: str) -> NDArray[np.bool_]:
        """(n,) which scans belong to a part."""
        return np.array([self.part[scan.image_id] == part for scan in self.scans])

    def labels(self, task: str) -> NDArray[np.int64]:
        """(n,) class indices: fracture (1 is fractured) or region (`fracatlas.REGIONS`)."""
        if task == "fracture":
            return np.array([int(scan.fractured) for scan in self.scans], np.int64)
        return np.array([fracatlas.REGIONS.index(scan.region) for scan in self.scans], np.int64)

    def fitted_on(self, task: str) -> str:
        """The validation part in words, as a manifest says what was fitted on it."""
        rows = self.rows("val")
        count, fractured = int(rows.sum()), int(self.labels("fracture")[rows].sum())
        which = f", {fractured} fractured" if task == "fracture" else ""
        return f"FracAtlas, leak-free split v1, validation part: {count} scans{which}"

    def letterboxed_boxes(self, cache: ScanCache) -> list[NDArray[np.float32]]:
        """Reference boxes of each scan in pixels of the cache's square, (m, 4) xyxy."""
        return [
            box.to_input(np.array(scan.boxes_xyxy, np.float32).reshape(-1, 4))
            for scan, box in zip(self.scans, cache.letterboxes, strict=True)
        ]

    def labelled(self, task: str, size: int, part: str) -> LabelledScans:
        """One part as a classifier's trainer wants it."""
        cache, rows = self.cache(size), self.rows(part)
        boxes = self.letterboxed_boxes(cache)
        chosen = np.flatnonzero(rows)
        return LabelledScans(cache.images[chosen], self.labels(task)[chosen], [boxes[i] for i in chosen])


def load(root: Path, work: Path, split_file: Path = SPLIT_FILE) -> Dataset:
    """Load FracAtlas and its split; the split is made and written where the file does not exist.

    Raises
    ------
    UsageError
        Where the folder is no FracAtlas, or holds no scan of the split.
    """
    scans = tuple(scan for scan in fracatlas.load(root) if scan.path is not None)
    if not split_file.exists():
        write_split(scans, work, split_file)
    part = splits.read_split(split_file)
    known = tuple(scan for scan in scans if scan.image_id in part)
    if not known:
        message = f"no scan of {split_file.name} has a file here"
        cure = "Name the folder whose images/ holds the scans."
        raise UsageError(message, reason="no_scans", path=root, cure=cure)
    return Dataset(known, part, work)


def group(scans: tuple[Scan, ...], work: Path) -> NDArray[np.intp]:
    """(n,) near-duplicate group of each scan."""
    images = load_or_build(work / "cache", scans, GROUPING_SIZE).images
    pairs = duplicates.similar_pairs(duplicates.thumbnail_vectors(images))
    return duplicates.group_labels(len(scans), pairs)


def write_split(scans: tuple[Scan, ...], work: Path, split_file: Path) -> None:
    """Group, deal out, write."""
    groups = group(scans, work)
    split_file.parent.mkdir(parents=True, exist_ok=True)
    save_text(split_file, splits.to_csv(scans, groups, splits.make_split(scans, groups)))
