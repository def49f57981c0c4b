"""Letterboxed scans in one memory-mapped file, made once through the application's own reader.

What the networks learn from is what they will see: `fracview.reading` and `fracview.inference.preprocess`.
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fracview.core.letterbox import PREPROCESSING_ID, Letterbox

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from training.fracatlas import Scan


@dataclass(frozen=True, eq=False, slots=True)
class ScanCache:
    """Letterboxed scans and how each lies in its square.

    Attributes
    ----------
    image_ids
        In the order of `images`.
    images
        (n, size, size) uint8, memory-mapped.
    letterboxes
        One a scan, from original pixels to the square.
    """

    image_ids: tuple[str, ...]
    images: NDArray[np.uint8]
    letterboxes: tuple[Letterbox, ...]

    @property
    def size(self) -> int:
        """Side of the square in pixels."""
        return int(self.images.shape[1])


def load_or_build(folder: Path, scans: Sequence[Scan], size: int, workers: int = 2) -> ScanCache:
    """Cache of the scans that have a file, in their order; rebuilt when ids, size or preprocessing differ."""
    present = [scan for scan in scans if scan.path is not None]
    wanted = {"ids": [scan.image_id for scan in present], "size": size, "preprocessing": PREPROCESSING_ID}
    index, data = folder / f"letterboxed_{size}.json", folder / f"letterboxed_{size}.npy"
    known = json.loads(index.read_text()) if index.exists() else {}
    if {key: known.get(key) for key in wanted} != wanted:
        folder.mkdir(parents=True, exist_ok=True)
        index.unlink(missing_ok=True)  # a build that is killed must not pass for the one before
        known = wanted | {"shapes": _build(data, present, size, workers)}
        index.write_text(json.dumps(known))
    boxes = tuple(Letterbox(rows, columns, size, size) for rows, columns in known["shapes"])
    return ScanCache(tuple(known["ids"]), np.load(data, mmap_mode="r"), boxes)


def _build(data: Path, scans: Sequence[Scan], size: int, workers: int) -> list[tuple[int, int]]:
    from fracview.inference.preprocess import letterbox_image
    from fracview.reading import read

    images = np.lib.format.open_memmap(data, "w+", np.uint8, (len(scans), size, size))

    def one(index: int) -> tuple[int, int]:
        path = scans[index].path
        assert path is not None
        radiograph = read(path)
        images[index] = letterbox_image(radiograph.display_image(), size, size)
        return radiograph.shape

    with ThreadPoolExecutor(workers) as pool:
        shapes = list(pool.map(one, range(len(scans))))
    images.flush()
    return shapes
