"""The suite in miniature: rows of every family, one epoch, 32 scans, from scratch, through the runner."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from training.suite import predictions
from training.suite.options import RunOptions
from training.suite.rows import load_suite
from training.suite.runner import PREDICTIONS, folder_of, run_row

if TYPE_CHECKING:
    from pathlib import Path

    from tests.training.conftest import Tiny

pytestmark = [pytest.mark.slow, pytest.mark.timeout(480)]

SCANS = 32

ROWS = {
    "V-yolov8n-cls": 64,
    "IX-yolov8n-cls": 64,
    "I-yolov8s": 64,
    "VIII-yolov8s-seg-mask": 64,
    "FD-rtdetr": 64,
    "V-MobileNetV2": 32,
    "IX-EfficientNetV2B3": 32,
    "V-NASNetMobile": 32,
    "FC-resnet50-autoaugment": 64,
    "FD-fasterrcnn": 96,
    "FD-ssd": 96,
}
"""Input side of each: the least that its network makes sense of."""

SMALLER = {
    "FD-fasterrcnn": "fasterrcnn_mobilenet_v3_large_320_fpn",
    "FD-ssd": "ssdlite320_mobilenet_v3_large",
    "FC-resnet50-autoaugment": "resnet18",
}
"""The same family and recipe with a network that two cores can train in seconds."""


QUICKLY = "--xla_backend_optimization_level=0 --xla_llvm_disable_expensive_passes=true"
"""JAX compiles NASNetMobile for a minute, which pays only where more than one epoch follows."""


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Shared, so that rows of one split share their pictures."""
    return tmp_path_factory.mktemp("miniature")


@pytest.mark.parametrize("row_id", ROWS)
def test_a_row_runs_from_data_to_figures(
    row_id: str, tiny: Tiny, work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XLA_FLAGS", QUICKLY)
    row = load_suite().row(row_id)
    row = replace(row, model=SMALLER.get(row_id, row.model))
    options = RunOptions(
        tiny.root, work, epochs=1, device="cpu", from_scratch=True, sample=SCANS, size=ROWS[row_id]
    )
    outcome = run_row(row, options)
    folder = folder_of(row, options)
    (line,) = (folder / "epochs.jsonl").read_text().splitlines()
    assert np.isfinite(json.loads(line)["loss"])
    saved = predictions.load(folder / PREDICTIONS)
    assert len(saved) <= SCANS
    assert outcome.figures
    parts = str(outcome.signature).split("|")
    assert {f"row:{row_id}", "run:try", "init:scratch", "device:cpu", f"sample:{SCANS}"} <= set(parts)
    assert any(part.startswith("epochs:1/") for part in parts)
    before = (folder / PREDICTIONS).stat().st_mtime_ns
    assert run_row(row, options).signature == outcome.signature
    assert (folder / PREDICTIONS).stat().st_mtime_ns == before


def test_every_family_of_the_suite_is_in_the_miniature() -> None:
    suite = load_suite()
    asked = {row.family for row in suite.rows if row.trains} - {"explain"}
    assert asked == {suite.row(row_id).family for row_id in ROWS}
