"""A run over a store beside the bare networks; its memory; how soon a finished one resumes."""

from __future__ import annotations

import os
import statistics
from pathlib import Path

import pytest

from tests.benchmarks.bench_batch import measure_resume, measure_run
from tests.benchmarks.many_scans import make

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(3600)]

SCANS = int(os.environ.get("FRACVIEW_BENCH_SCANS", "600"))
"""10,000 takes about ten minutes on two cores, and as long again to make the scans."""


def test_a_run_over_a_store(fracatlas_dir: Path, tmp_path: Path) -> None:
    make(tmp_path / "many", fracatlas_dir / "images", SCANS)
    every = min(1000, SCANS // 4)
    course = measure_run(tmp_path / "many", SCANS, tmp_path / "store.sqlite", every=every)
    ratio = statistics.median(course.ratios())
    rates = " ".join(f"{1 / one:.1f}" for one in course.run)
    print(f"\n{SCANS} scans: {rates} a second, {ratio:.3f} of the bare networks (wanted: at least 0.90)")  # noqa: T201
    print(f"memory beyond the first {every}: {course.growth():.0f} MB (wanted: under 50)")  # noqa: T201
    assert sum(course.outcomes.values()) == SCANS


@pytest.mark.parametrize(("count", "wanted_s"), [(10_000, 3), (100_000, 30)])
def test_a_resumed_run_over_finished_files(count: int, wanted_s: int) -> None:
    seconds = measure_resume(count, rounds=2)
    print(f"\n{count:,} finished files: {min(seconds):.1f} s, whole command (wanted: under {wanted_s} s)")  # noqa: T201
    assert seconds
