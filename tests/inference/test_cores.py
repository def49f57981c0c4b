from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from fracview.inference import cores

if TYPE_CHECKING:
    from pathlib import Path


def test_at_least_one_and_no_more_than_the_machine_has() -> None:
    assert 1 <= cores.available_cores() <= (os.cpu_count() or 1)


def test_siblings_count_once(tmp_path: Path) -> None:
    for processor, siblings in enumerate(("0,2", "1,3", "0,2", "1,3")):
        folder = tmp_path / f"cpu{processor}" / "topology"
        folder.mkdir(parents=True)
        (folder / "thread_siblings_list").write_text(f"{siblings}\n")
    assert cores._physical({0, 1, 2, 3}, tmp_path) == 2
    assert cores._physical({0, 2}, tmp_path) == 1


def test_without_a_topology_every_processor_counts(tmp_path: Path) -> None:
    assert cores._physical({0, 1, 2}, tmp_path) == 3


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("max 100000\n", 0),
        ("200000 100000\n", 2),
        ("150000 100000", 1),
        ("5000 100000", 1),
        ("", 0),
        (None, 0),
    ],
)
def test_quota(tmp_path: Path, text: str | None, whole: int) -> None:
    path = tmp_path / "cpu.max"
    if text is not None:
        path.write_text(text)
    assert cores._quota(path) == whole


@pytest.mark.parametrize(("quota", "cores_used"), [(0, 4), (2, 2), (9, 4)])
def test_a_containers_quota_is_kept(monkeypatch: pytest.MonkeyPatch, quota: int, cores_used: int) -> None:
    monkeypatch.setattr(cores, "_physical", lambda _: 4)
    monkeypatch.setattr(cores, "_quota", lambda: quota)
    assert cores.available_cores() == cores_used
