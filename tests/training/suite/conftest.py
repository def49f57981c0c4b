"""A suite of three rows and a family that answers without learning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from training.suite.predictions import Predictions
from training.suite.rows import Suite, load_suite

if TYPE_CHECKING:
    from pathlib import Path

    from training.suite.protocols import ProtocolData

SUITE = """
[suite]
title = "A small suite"

[table.A]
title = "Fracture"
task = "fracture"
default_family = "fake"
figures = ["accuracy", "precision", "recall", "f1"]
rows = [{ model = "oracle", paper = [0.8, 0.7, 0.6, 0.65], notes = ["printed twice"] }]
[table.A.settings]
size = 64
epochs = 3
learning_rate = 0.001

[table.B]
title = "Region"
task = "region"
default_family = "fake"
figures = ["accuracy"]
rows = [{ model = "oracle", paper = [0.9] }]
[table.B.settings]
size = 64
epochs = 3

[table.C]
title = "Boxes"
task = "detection"
default_family = "fake"
figures = ["precision", "recall", "ap50"]
rows = [{ model = "oracle", paper = [0.9, 0.8, 0.7] }]
[table.C.settings]
set = 1
size = 64
epochs = 3

[table.D]
title = "Read off others"
kind = "derived"
rows = [
  { id = "D-hand", setting = "hand", task = "region", settings = { of = "B-oracle", view = "hand" } },
  { id = "D-boxes-leg", setting = "leg", task = "detection", settings = { of = "C-oracle", view = "leg" } },
  { id = "D-matrix", task = "fracture", settings = { of = "A-oracle", view = "confusion" } },
  { id = "D-matrix-mixed", task = "region", settings = { of = "B-oracle", view = "confusion:mixed" } },
  { id = "D-training", task = "fracture", settings = { of = "A-oracle", view = "training" } },
]

[table.E]
title = "Measured elsewhere"
task = "explanation"
default_family = "explain"
rows = [{ id = "E-cam", model = "oracle" }]
"""


class Oracle:
    """Knows every answer, and counts how often it was asked to train."""

    def __init__(self) -> None:
        self.trained = 0

    def train(self, row: Any, data: ProtocolData, run: Any, options: Any) -> Predictions:
        self.trained += 1
        run.write_epoch({"epoch": 0, "loss": 1.0})
        told: dict[str, Any] = {"epochs": options.epochs or 3, "best_epoch": 1, "library": "oracle-1.0"}
        if row.task == "detection":
            boxes = [np.array([[*box, 0.9] for box in scan.boxes_xyxy]) for scan in data.test.scans]
            return Predictions(boxes=[one.reshape(-1, 5) for one in boxes], **told)
        scores = {name: np.eye(len(data.classes))[getattr(data, name).labels] for name in ("test", "val")}
        val = None if data.val is data.test else scores["val"]
        return Predictions(scores=scores["test"], val_scores=val, **told)


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    file = tmp_path / "small.toml"
    file.write_text(SUITE, encoding="utf-8")
    return load_suite(str(file))


@pytest.fixture
def oracle(monkeypatch: pytest.MonkeyPatch) -> Oracle:
    from training import families

    made = Oracle()
    monkeypatch.setitem(families.REGISTRY, "fake", made)
    return made
