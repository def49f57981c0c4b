"""The pictures that `test_golden.py` compares with; run as a module, it makes them anew.

Look at every picture by eye before committing it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fracview.core.analysis import Analysis, Status
from fracview.export import draw_overlay, draw_strip, save_png
from tests.export.analyses import COLUMNS, ROWS, analysis, layer_map, without_findings

FOLDER = Path(__file__).parent / "golden"


def scan() -> NDArray[np.uint8]:
    """A bright slanting shaft on a dark ground, (300, 200) uint8."""
    y, x = np.mgrid[0:ROWS, 0:COLUMNS]
    across = np.abs(x - 60 - 0.35 * y)
    return np.clip(40 + 170 * np.exp(-((across / 28) ** 2)), 0, 255).astype(np.uint8)


def _findings() -> Analysis:
    maps = tuple(layer_map(index, block, cells) for index, block, cells in ((0, "Conv", 80), (1, "C2f", 20)))
    return analysis(layer_maps=maps, warnings=("truncated by 14 bytes",))


def pictures() -> dict[str, NDArray[np.uint8]]:
    """Every golden picture by file name."""
    refused = without_findings(Status.OUT_OF_SCOPE, "gate: unlike what the networks were trained on")
    return {
        "overlay.png": draw_overlay(scan(), _findings()),
        "overlay_out_of_scope.png": draw_overlay(scan(), refused),
        "strip.png": draw_strip(scan(), _findings()),
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, picture in pictures().items():
        save_png(FOLDER / name, picture)
