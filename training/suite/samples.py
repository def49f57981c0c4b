"""The scans of one part with what is to be learnt from them, augmented copies included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from training.suite.copies import augmented_copy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from training.fracatlas import Scan


@dataclass(frozen=True, eq=False, slots=True)
class Samples:
    """One part.

    Attributes
    ----------
    scans
        In order; a scan may come several times, see `copies`. Each has a file.
    labels
        (n,) int64 index into `ProtocolData.classes`; for detectors 1 where the scan is fractured.
    groups
        (n,) near-duplicate group: the first image id of the group.
    copies
        (n,) int64: 0 for the scan itself, k for its k-th augmented copy (`with_copies`).
    """

    scans: tuple[Scan, ...]
    labels: NDArray[np.int64]
    groups: NDArray[np.str_]
    copies: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.scans)

    @property
    def augmented(self) -> NDArray[np.bool_]:
        """(n,) which are copies, to be shown augmented; the others are shown as they are."""
        return np.asarray(self.copies > 0)

    @property
    def stems(self) -> tuple[str, ...]:
        """(n,) unique file stems: ``IMG0000001``, and ``IMG0000001-2`` for its second copy."""
        return tuple(
            scan.image_id.removesuffix(".jpg") + (f"-{copy}" if copy else "")
            for scan, copy in zip(self.scans, self.copies, strict=True)
        )

    def with_copies(self, images: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """(n, h, w) or (n, h, w, 3) pictures of the scans, those of copies replaced by augmented ones.

        The same copy comes out the same each time; without copies `images` itself is given back.
        """
        if not self.copies.any():
            return images
        made = np.array(images)
        for index in np.flatnonzero(self.copies):
            key = f"{self.scans[index].image_id}-{self.copies[index]}"
            made[index] = augmented_copy(images[index], key)
        return made

    def take(self, rows: NDArray[np.intp]) -> Samples:
        """Those rows, in that order."""
        chosen = tuple(self.scans[int(row)] for row in rows)
        return Samples(chosen, self.labels[rows], self.groups[rows], self.copies[rows])

    def limited(self, count: int, seed: int) -> Samples:
        """At most `count`, drawn by seed, the labels sharing the places as evenly as they can."""
        if len(self) <= count:
            return self
        rng = np.random.default_rng([seed, count])
        pools = [rng.permutation(np.flatnonzero(self.labels == label)) for label in np.unique(self.labels)]
        turns = [row for turn in range(len(self)) for pool in pools for row in pool[turn : turn + 1]]
        return self.take(np.sort(np.array(turns[:count], np.intp)))


def samples_of(
    scans: tuple[Scan, ...],
    labels: NDArray[np.int64],
    group_of: dict[str, str],
    copies: NDArray[np.int64] | None = None,
) -> Samples:
    """Samples with their groups looked up; a scan that the split file does not know is a group of its own."""
    groups = np.array([group_of.get(scan.image_id, scan.image_id) for scan in scans], np.str_)
    return Samples(scans, labels, groups, np.zeros(len(scans), np.int64) if copies is None else copies)
