from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fracview.export.leftovers import FOLDER_AGE_S, LEAST_AGE_S, hold, sweep

HOLDER = """
import sys, time
from fracview.export.leftovers import hold
with open(sys.argv[1], "r+b") as file:
    hold(file.fileno())
    print("held", flush=True)
    time.sleep(60)
"""


def _part(folder: Path, name: str = ".fracview-kept-0123.part", *, age_s: float = 2 * LEAST_AGE_S) -> Path:
    path = folder / name
    path.write_text("half", encoding="utf-8")
    os.utime(path, (time.time() - age_s,) * 2)
    return path


def test_what_a_killed_run_left_is_taken_away(tmp_path: Path) -> None:
    _part(tmp_path)
    kept = tmp_path / "findings.csv"
    kept.write_text("whole", encoding="utf-8")
    assert sweep(tmp_path) == 1
    assert list(tmp_path.iterdir()) == [kept]


def test_what_was_made_just_now_stays(tmp_path: Path) -> None:
    part = _part(tmp_path, age_s=0.0)
    assert sweep(tmp_path) == 0
    assert part.exists()


@pytest.mark.parametrize("name", [".other-kept-0123.part", ".fracview-0123.part", ".fracview-kept-0123.csv"])
def test_other_hidden_files_stay(tmp_path: Path, name: str) -> None:
    other = _part(tmp_path, name)
    assert sweep(tmp_path) == 0
    assert other.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be deleted there at all")
def test_what_another_run_is_writing_stays_until_that_is_killed(tmp_path: Path) -> None:
    part = _part(tmp_path)
    command = [sys.executable, "-c", HOLDER, str(part)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == b"held\n"
            assert sweep(tmp_path) == 0
        finally:
            holder.kill()
    assert sweep(tmp_path) == 1
    assert not part.exists()


def test_holding_a_file_twice_is_no_error(tmp_path: Path) -> None:
    with _part(tmp_path).open("r+b") as first, _part(tmp_path).open("r+b") as second:
        hold(first.fileno())
        hold(second.fileno())


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert sweep(tmp_path / "nowhere") == 0


@pytest.mark.parametrize(("age_s", "swept"), [(2 * FOLDER_AGE_S, 1), (FOLDER_AGE_S / 2, 0)])
def test_a_workbooks_folder_goes_when_nothing_was_added_for_a_day(
    tmp_path: Path, age_s: float, swept: int
) -> None:
    folder = tmp_path / ".fracview-kept-0123.part"
    folder.mkdir()
    _part(folder, "rows", age_s=age_s)
    os.utime(folder, (0, 0))
    assert sweep(tmp_path) == swept
    assert folder.exists() is not bool(swept)
