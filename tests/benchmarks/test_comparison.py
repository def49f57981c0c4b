"""The comparison's speed, measured and printed; `make bench` runs it with nothing beside it."""

from __future__ import annotations

import sys

import pytest

from tests.benchmarks import bench_comparison

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(600)]


@pytest.mark.parametrize("boxes", [1, 10, 100])
def test_whole_evaluation_beside_faster_coco_eval(boxes: int) -> None:
    """Target: at most its time; and to a millionth its average precision."""
    timing = bench_comparison.measure(boxes)
    sys.stdout.write(f"\n{timing.line(boxes)}\n")
    assert timing.ap_ours == pytest.approx(timing.ap_theirs, abs=1e-6)
    assert timing.ratio <= 1.0


@pytest.mark.parametrize("boxes", [1, 10, 100])
def test_a_move_of_a_slider(boxes: int) -> None:
    """Target: 10 ms for the counts of all 4,083 images."""
    sys.stdout.write("\n".join(["", *bench_comparison.slider_lines(boxes), ""]))
