"""A step of a slider over all of FracAtlas, measured in a process of its own and printed."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks.bench_compare_page import MOST_MS
from tests.house.repository import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(3600)]


def test_every_step_of_a_slider(fracatlas_dir: Path) -> None:
    command = [sys.executable, "-m", "tests.benchmarks.bench_compare_page", str(fracatlas_dir)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    sys.stdout.write(f"\n{done.stdout}")
    steps = [line for line in done.stdout.splitlines() if "worst" in line and "median" in line]
    assert steps
    for line in steps:
        clock, processor = line.split("processor:")
        assert float(clock.split("median")[1].split()[0]) <= MOST_MS, line
        assert float(processor.split("worst")[1].split()[0]) <= MOST_MS, line
