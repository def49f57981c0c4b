"""What the layer maps cost, measured and printed; `make bench` runs it with nothing beside it."""

from __future__ import annotations

import sys

import pytest

from tests.benchmarks import bench_strip
from tests.training.networks import radiographs

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(3600)]


@pytest.mark.parametrize("scale", ["n", "m"])
def test_a_pass_with_all_maps_beside_one_without(scale: str) -> None:
    """Targets: 1.30 for size n (aim 1.10), 1.15 for size m (aim 1.05)."""
    content = bench_strip.explained_bytes(scale, bench_strip.SIZE)
    found = bench_strip.cost(content, radiographs(1, bench_strip.SIZE))
    memory = bench_strip.memory_lines(scale, bench_strip.SIZE, content, ("plain", "explained"))
    sys.stdout.write("\n".join(["", found.line(f"size {scale}"), *memory, ""]))


def test_pytorch_grad_cam_beside_it() -> None:
    """Nothing is asserted: the figures stand beside ours."""
    for scale in ("n", "m"):
        for line in bench_strip.grad_cam_lines(scale, radiographs(1, bench_strip.SIZE)):
            sys.stdout.write(f"{line}\n")
