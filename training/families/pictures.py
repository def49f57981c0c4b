"""The pictures of a part as networks take them: letterboxed or stretched squares, copies augmented."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from training.cache import ScanCache, load_or_build

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from fracview.core.letterbox import Letterbox
    from training.suite.protocols import ProtocolData
    from training.suite.samples import Samples

OVERSIZE = 2
"""Stretched squares are made from letterboxes so many times as large, so that nothing is enlarged twice."""


@dataclass(frozen=True, eq=False, slots=True)
class Pictures:
    """Squares of every scan of a protocol's three parts.

    Attributes
    ----------
    cache
        Letterboxed scans, each once.
    size
        Side of the squares that `of` gives.
    resize
        ``letterbox`` or ``stretch``.
    """

    cache: ScanCache
    size: int
    resize: str

    def of(self, samples: Samples) -> NDArray[np.uint8]:
        """(n, size, size) squares of a part, in its order."""
        rows = self._rows(samples)
        if self.resize == "stretch":
            made = np.stack([self._stretched(row) for row in rows])
        else:
            made = np.asarray(self.cache.images[rows])
        return samples.with_copies(made)

    def letterboxes(self, samples: Samples) -> list[Letterbox]:
        """How each scan of a part lies in its square; for ``letterbox`` alone."""
        return [self.cache.letterboxes[row] for row in self._rows(samples)]

    def _rows(self, samples: Samples) -> list[int]:
        where = {image_id: row for row, image_id in enumerate(self.cache.image_ids)}
        return [where[scan.image_id] for scan in samples.scans]

    def _stretched(self, row: int) -> NDArray[np.uint8]:
        import cv2

        box = self.cache.letterboxes[row]
        content = np.asarray(self.cache.images[row])[
            box.top : box.top + box.resized_rows, box.left : box.left + box.resized_columns
        ]
        return np.asarray(cv2.resize(content, (self.size, self.size), interpolation=cv2.INTER_AREA), np.uint8)


def pictures_of(data: ProtocolData, work: Path, size: int, resize: str = "letterbox") -> Pictures:
    """Build or load the squares; rows with the same scans and size share them."""
    scans = {scan.image_id: scan for part in (data.train, data.val, data.test) for scan in part.scans}
    chosen = [scans[image_id] for image_id in sorted(scans)]
    key = hashlib.sha256(" ".join(sorted(scans)).encode()).hexdigest()[:12]
    side = size * OVERSIZE if resize == "stretch" else size
    return Pictures(load_or_build(work / "cache" / key, chosen, side), size, resize)
