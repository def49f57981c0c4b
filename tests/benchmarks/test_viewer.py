"""The viewer's figures, printed, each in a process of its own; beside them stand the house's aims."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks import bench_viewer
from tests.house.repository import ROOT

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(3600)]


def _print(*arguments: str) -> str:
    command = [sys.executable, "-m", "tests.benchmarks.bench_viewer", *arguments]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    sys.stdout.write(f"\n{done.stdout}")
    return done.stdout


def test_window_and_zoom_steps() -> None:
    _print("paint")


def test_the_launch_beside_a_bare_window() -> None:
    _print("launch")


def test_switching_between_large_scans(fracatlas_dir: Path, tmp_path: Path) -> None:
    large = [
        path for path in sorted((fracatlas_dir / "images").rglob("*.jpg")) if path.stat().st_size > 150_000
    ]
    _print("switch", str(bench_viewer.linked_folder(large[:60], 60, tmp_path / "large")))


def test_a_folder_of_thousands_beside_one_of_twenty(fracatlas_dir: Path, tmp_path: Path) -> None:
    scans = sorted((fracatlas_dir / "images" / "Non_fractured").glob("*.jpg"))[:500]
    memory_mb = []
    for count in (bench_viewer.FEW, bench_viewer.MANY):
        said = _print("folder", str(bench_viewer.linked_folder(scans, count, tmp_path / str(count))))
        memory_mb.append(float(said.rsplit("memory", 1)[1].split()[0]))
    sys.stdout.write(f"{memory_mb[1] - memory_mb[0]:.0f} MB more for thousands (at most 300)\n")
