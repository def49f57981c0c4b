"""Analyses to export: one well-known one, changed by keyword."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from fracview.core.analysis import (
    Analysis,
    Detection,
    Fracture,
    LayerMap,
    ModelReference,
    OperatingPoints,
    Provenance,
    Region,
    Status,
    Tier,
)
from fracview.core.letterbox import Letterbox

ROWS, COLUMNS = 300, 200
LABELS = ("hand", "hip", "leg", "mixed", "shoulder")

PROVENANCE = Provenance(
    app_version="0.1.0",
    models=(
        ModelReference("fracture-n", "fracture", "3fa9c1" + "0" * 58),
        ModelReference("region-n", "region", "ab12cd" + "0" * 58),
        ModelReference("detection-n", "detection", "ef3456" + "0" * 58),
    ),
    provider="CPUExecutionProvider",
    provider_note="Runs on the CPU: no NVIDIA driver.",
    preprocessing="letterbox-v1",
    voi="identity",
    operating_points={"fracture": OperatingPoints(0.18, 0.62), "detection": OperatingPoints(0.1, 0.4)},
)

DEFINITE_BOX = Detection((100.0, 40.0, 160.0, 90.0), 0.77, Tier.DEFINITE)
DOUBT_BOX = Detection((20.0, 150.0, 80.0, 220.0), 0.22, Tier.DOUBT)
FAINT_BOX = Detection((5.0, 260.0, 30.0, 290.0), 0.05, Tier.NOT_FOUND)


def analysis(**changes: Any) -> Analysis:
    """A definite fracture of a hand with one box of each tier, but for `changes`."""
    whole = Analysis(
        path=Path("folder/scan.jpg"),
        frame=0,
        sha256="ab" * 32,
        status=Status.ANALYZED,
        reason="",
        provenance=PROVENANCE,
        fracture=Fracture(0.87, Tier.DEFINITE),
        region=Region("hand", dict(zip(LABELS, (0.9, 0.04, 0.03, 0.02, 0.01), strict=True))),
        detections=(DEFINITE_BOX, DOUBT_BOX, FAINT_BOX),
        elapsed_ms=81.23,
    )
    return replace(whole, **changes)


def not_found(**changes: Any) -> Analysis:
    """A negative without boxes."""
    return analysis(**({"fracture": Fracture(0.05, Tier.NOT_FOUND), "detections": ()} | changes))


def without_findings(status: Status, reason: str, **changes: Any) -> Analysis:
    """Out of scope, unreadable or failed."""
    nothing = {"fracture": None, "region": None, "detections": ()}
    return analysis(**({"status": status, "reason": reason} | nothing | changes))


def layer_map(index: int = 0, block: str = "Conv", cells: int = 20, **changes: Any) -> LayerMap:
    """A map with all its heat in one cell-wide column of the upper left of the box DEFINITE_BOX."""
    values = np.zeros((cells, cells), dtype=np.float32)
    # 300 x 200 fits 640 x 640 at a scale of 2.1333 with 107 columns of padding on the left: the centre of
    # DEFINITE_BOX, (130, 65), lies at (384, 139) of the input.
    values[int(139 / 640 * cells), int(384 / 640 * cells)] = 1.0
    made = LayerMap(f"layer_{index:02d}", index, block, values, Letterbox(ROWS, COLUMNS, 640, 640))
    return replace(made, **changes)
