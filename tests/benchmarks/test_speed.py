"""Figures, measured and printed; `make bench` runs them with nothing beside them, a person reads them."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from fracview.review.run import DEFAULT_BATCH
from tests.benchmarks import bench_startup, bench_throughput

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(3600)]


def test_throughput_beside_the_bare_networks(models_dir: Path, fracatlas_dir: Path) -> None:
    """Target: 0.90 of bare; 1.5 of Ultralytics, with .pt files in FRACVIEW_TORCH (`export --torch`)."""
    weights = os.environ.get("FRACVIEW_TORCH")
    scans = bench_throughput.scans_below(fracatlas_dir / "images", 400)
    comparison = bench_throughput.measure(
        models_dir, scans, batch=DEFAULT_BATCH, rounds=3, weights=Path(weights) if weights else None
    )
    sys.stdout.write("\n".join(["", *comparison.lines(), ""]))


def test_version_beside_an_import_of_numpy() -> None:
    ours, theirs = bench_startup.startup_ratio()
    sys.stdout.write(f"\n--version {ours * 1e3:.1f} ms, import numpy {theirs * 1e3:.1f} ms\n")
