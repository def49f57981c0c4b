"""Folders of scans and a model set whose answers can be worked out by hand (`tests.inference.tiny_models`).

The tiny fracture network gives the mean grey level as probability (doubt from 0.2, definite from 0.7), fails
on pure white, and the gate refuses what is darker than 0.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from tests.inference.tiny_models import write_folder

if TYPE_CHECKING:
    from pathlib import Path

DEFINITE, DOUBT, NOT_FOUND, OUT_OF_SCOPE, FAILED = 204, 128, 40, 10, 255
"""Grey levels that lead to each outcome."""

SHAPE = (128, 256)


def write_scan(path: Path, grey: int = DOUBT) -> Path:
    """Write a picture of one grey level in the proportions of the tiny networks' input."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.full(SHAPE, grey, dtype=np.uint8)).save(path)
    return path


def write_tiny_set(folder: Path) -> Path:
    """Write the three tiny model folders, each with a card."""
    for task in ("fracture", "region", "detection"):
        made = write_folder(folder / task, task)
        (made / "MODEL_CARD.md").write_text(f"# tiny-{task}\n", encoding="utf-8")
    return folder
