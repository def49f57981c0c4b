from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from fracview.review.thumbnail_files import Held, remove_all

if TYPE_CHECKING:
    from pathlib import Path


def _file(folder: Path, name: str, size: int = 100, age_s: int = 0) -> Path:
    path = folder / name
    path.write_bytes(b"x" * size)
    if age_s:
        then = path.stat().st_mtime - age_s
        os.utime(path, (then, then))
    return path


def test_the_oldest_go_until_a_tenth_is_free(tmp_path: Path) -> None:
    held = Held(tmp_path, 1000)
    for number in range(10):
        _file(tmp_path, f"{number:064x}-0.png", age_s=100 - number)
        held.add(100)
    assert len(list(tmp_path.iterdir())) == 10
    _file(tmp_path, f"{10:064x}-0.png")
    held.add(100)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{n:064x}-0.png" for n in range(2, 11)]


def test_what_was_there_before_counts(tmp_path: Path) -> None:
    old = _file(tmp_path, "ab-0.png", size=900, age_s=10)
    new = _file(tmp_path, "cd-0.png", size=200)
    Held(tmp_path, 1000).add(200)
    assert (old.exists(), new.exists()) == (False, True)


def test_what_is_not_ours_is_neither_counted_nor_removed(tmp_path: Path) -> None:
    others = [_file(tmp_path, name, size=5000) for name in ("holiday.png", "ab-0.png.txt", "note.txt")]
    ours = _file(tmp_path, "ab-3.png")
    held = Held(tmp_path, 1000)
    held.add(100)
    assert ours.exists()
    remove_all(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted(others)


@pytest.mark.parametrize(("age_s", "stays"), [(0, True), (7200, False)])
def test_what_was_left_unfinished_goes_in_time(tmp_path: Path, age_s: int, stays: bool) -> None:
    """Another process may be about to finish a fresh one."""
    part = _file(tmp_path, ".fracview-0123456789ab.part", age_s=age_s)
    _file(tmp_path, "ab-0.png", size=2000)
    Held(tmp_path, 1000).add(2000)
    assert part.exists() == stays


def test_a_folder_that_is_not_there_is_empty(tmp_path: Path) -> None:
    remove_all(tmp_path / "none")
    Held(tmp_path / "none", 10).add(5)
    assert list(tmp_path.iterdir()) == []
