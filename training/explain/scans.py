"""The scans that maps are measured on: fractured ones with reference boxes, letterboxed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from fracview.core.letterbox import Letterbox
    from training.data import Dataset

PART_NAMES = {"train": "training part", "val": "validation part", "test": "test part"}


@dataclass(frozen=True, eq=False, slots=True)
class BoxedScans:
    """Fractured scans with their boxes.

    Attributes
    ----------
    images
        (n, s, s) uint8 letterboxed scans.
    letterboxes
        How each lies in its square.
    boxes_xyxy
        (m, 4) reference boxes of each in pixels of the original scan; at least one.
    where
        Which scans, in words with their number.
    """

    images: NDArray[np.uint8]
    letterboxes: Sequence[Letterbox]
    boxes_xyxy: Sequence[NDArray[np.float32]]
    where: str

    def __len__(self) -> int:
        return len(self.images)

    def batches(self, size: int) -> Iterator[tuple[int, NDArray[np.uint8]]]:
        """Yield the first index of a batch, and its images."""
        for start in range(0, len(self), size):
            yield start, self.images[start : start + size]


def boxed_scans(dataset: Dataset, part: str, size: int, most: int | None = None) -> BoxedScans:
    """Fractured scans of a part that have boxes; at most `most` of them, drawn by a fixed seed."""
    cache = dataset.cache(size)
    boxed = np.array([bool(scan.boxes_xyxy) for scan in dataset.scans])
    chosen = np.flatnonzero(dataset.rows(part) & (dataset.labels("fracture") == 1) & boxed)
    count = len(chosen)
    if most is not None and most < count:
        chosen = np.sort(np.random.default_rng(7).choice(chosen, most, replace=False))
    drawn = f"{len(chosen)} of {count}" if len(chosen) < count else f"{count}"
    return BoxedScans(
        images=np.asarray(cache.images[chosen]),
        letterboxes=[cache.letterboxes[i] for i in chosen],
        boxes_xyxy=[np.array(dataset.scans[i].boxes_xyxy, np.float32) for i in chosen],
        where=f"FracAtlas, leak-free split v1, {PART_NAMES[part]}: {drawn} fractured scans with boxes",
    )
