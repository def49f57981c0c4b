"""The figures that must hold, measured; `make bench` runs them with nothing beside them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from fracview.review.run import DEFAULT_BATCH
from tests.benchmarks import bench_startup, bench_throughput

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(3600)]


def test_the_command_reaches_nine_tenths_of_the_bare_networks(models_dir: Path, fracatlas_dir: Path) -> None:
    """And 1.5 times Ultralytics, where FRACVIEW_TORCH names a folder with the three .pt files."""
    weights = os.environ.get("FRACVIEW_TORCH")
    scans = bench_throughput.scans_below(fracatlas_dir / "images", 400)
    comparison = bench_throughput.measure(
        models_dir, scans, batch=DEFAULT_BATCH, rounds=3, weights=Path(weights) if weights else None
    )
    sys.stdout.write("\n".join(["", *comparison.lines(), ""]))
    assert comparison.ratio("pipeline", "bare") >= 0.90
    if weights:
        assert comparison.ratio("pipeline", "ultralytics") >= 1.5


def test_the_version_takes_less_than_two_imports_of_numpy() -> None:
    ours, theirs = bench_startup.startup_ratio()
    sys.stdout.write(f"\n--version {ours * 1e3:.1f} ms, import numpy {theirs * 1e3:.1f} ms\n")
    assert ours < 2 * theirs
