"""What a run of the suite may be told, beside its row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class RunOptions:
    """Options of `train --suite`.

    Attributes
    ----------
    data_root, work
        The FracAtlas folder; the folder for caches and runs.
    epochs
        Instead of the row's own number, to try a recipe.
    device
        ``auto``, ``cpu``, ``cuda``, ``cuda:1``, ...
    weights
        Local folder that pretrained weights are looked for in first.
    from_scratch
        Start from random weights; the signature says so.
    sample
        Scans a part at most, to try a recipe.
    seed
        Of the split's draws, the sample, the initial weights and the order of the batches.
    protocol
        Instead of the row's own protocol; "" keeps it.
    size
        Instead of the row's own input side in pixels, to try a recipe.
    """

    data_root: Path
    work: Path
    epochs: int | None = None
    device: str = "auto"
    weights: Path | None = None
    from_scratch: bool = False
    sample: int | None = None
    seed: int = 7
    protocol: str = ""
    size: int | None = None
