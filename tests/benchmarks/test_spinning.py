"""Whether idle network threads should wait busily while other threads decode: `make bench` says."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import pytest

from fracview.core.analysis import Status
from fracview.inference import Analyzer, load_model_set, session
from fracview.review.run import RunOptions, analyze_paths

if TYPE_CHECKING:
    from pathlib import Path

SCANS = 100
ROUNDS = 3


def images_per_second(
    models: Path, scans: list[Path], monkeypatch: pytest.MonkeyPatch, spinning: str
) -> float:
    monkeypatch.setattr(session, "ALLOW_SPINNING", spinning)
    analyzer = Analyzer(load_model_set(models), "cpu")
    start = time.perf_counter()
    analyses = list(analyze_paths(scans, analyzer, RunOptions()))
    assert len(analyses) == len(scans)
    assert sum(one.status is Status.ANALYZED for one in analyses) > 0.9 * len(scans)
    return len(scans) / (time.perf_counter() - start)


@pytest.mark.benchmark
def test_waiting_busily_beside_not(
    models_dir: Path, fracatlas_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_use = session.ALLOW_SPINNING
    scans = sorted(fracatlas_dir.glob("images/*ractured/*.jpg"))[: 40 * SCANS : 40]
    best = {"0": 0.0, "1": 0.0}
    for _ in range(ROUNDS):
        for spinning in best:
            rate = images_per_second(models_dir, scans, monkeypatch, spinning)
            best[spinning] = max(best[spinning], rate)
    for spinning, rate in best.items():
        used = " (in use)" if spinning == in_use else ""
        sys.stdout.write(f"\nspinning {spinning}: {rate:.2f} scans a second{used}\n")
