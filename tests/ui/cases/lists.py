"""Lists of cases to show: a few of every kind, or many."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

from fracview.core.errors import ReadingError
from fracview.core.verdict import Verdict
from fracview.review.catalog import Catalog

WORST_FIRST = [1, 0, 2, 4, 3, 6, 8, 5, 7]


def of_every_kind() -> Catalog:
    """Nine cases: two definite, a doubt, a not found, a marked one, and each kind without an answer."""
    catalog = Catalog()
    catalog.add(Path(f"folder/scan{number}.jpg") for number in range(8))
    catalog.add([ReadingError("Gone.", reason="not_found", path=Path("folder/lost.dcm"))])
    catalog.update(0, outcome="definite", probability=0.87, region="hand", study="s", verdict=Verdict.AGREE)
    catalog.update(1, outcome="definite", probability=0.93, region="leg")
    catalog.update(2, outcome="doubt", probability=0.31, region="hand", study="s")
    catalog.update(3, outcome="not_found", probability=0.04, region="hip", verdict=Verdict.DISAGREE)
    catalog.update(4, outcome="not_found", probability=0.02, region="leg", marked=True)
    catalog.update(5, outcome="out_of_scope", reason="gate: not read: chest.")
    catalog.update(6, outcome="failed", reason="run_failed: It broke.")
    return catalog


def many(count: int) -> Catalog:
    """As many waiting cases, all with a number in their name."""
    catalog = Catalog()
    catalog.add(Path(f"folder/scan{number}.jpg") for number in range(count))
    return catalog


def grey_image(value: int = 200, width: int = 70, height: int = 96) -> QImage:
    """A plain thumbnail."""
    pixels = np.full((height, width), value, dtype=np.uint8)
    return QImage(pixels.data, width, height, width, QImage.Format.Format_Grayscale8).copy()
