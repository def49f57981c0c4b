"""The table of sizes counts every file once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import measure_size

if TYPE_CHECKING:
    from pathlib import Path


def test_every_file_is_counted_once(tmp_path: Path) -> None:
    for place in ("fracview", "_internal/numpy/a.so", "_internal/numpy.libs/b.so", "_internal/strange.txt"):
        path = tmp_path / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(1_000_000))
    (tmp_path / "_internal" / "link.so").symlink_to("numpy/a.so")
    sizes = measure_size.by_component(tmp_path)
    assert sum(sizes.values()) == 4.0
    assert sizes["other"] == 1.0
    assert sizes["program: all Python modules, compressed"] == 1.0
