"""Ctrl-C and a polite kill: the output is valid, and the program says how far it got."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.tiny_runs import DOUBT, write_scan, write_tiny_set

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals to another process are POSIX")

COUNT = 2000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Far more scans than are done before the signal comes: one file under many names."""
    made = tmp_path_factory.mktemp("ctrl-c")
    write_tiny_set(made / "models")
    scan = write_scan(made / "scans" / "0.png", DOUBT)
    for number in range(1, COUNT):
        scan.with_name(f"{number}.png").hardlink_to(scan)
    return made


def _started(folder: Path, out: Path) -> subprocess.Popen[str]:
    """A run that has written something."""
    command = [sys.executable, "-m", "fracview", "analyze", str(folder / "scans"), "--out", str(out)]
    options = ["--models", str(folder / "models"), "--device", "cpu", "--batch", "1", "--quiet"]
    process = subprocess.Popen(
        [*command, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        _wait_until_it_has_written(process, out.parent)
    except BaseException:
        process.kill()
        process.communicate()
        raise
    return process


def _wait_until_it_has_written(process: subprocess.Popen[str], folder: Path) -> None:
    deadline = time.monotonic() + 60
    while not any(_size(part) > 2000 for part in folder.glob(".fracview-*.part")):
        assert process.poll() is None, "the run ended before it had written anything"
        assert time.monotonic() < deadline, "nothing was written in a minute"
        time.sleep(0.005)


def _size(part: Path) -> int:
    """Bytes of a file; 0 where it is gone again, as the one that tries whether a folder can be written to."""
    try:
        return part.stat().st_size
    except FileNotFoundError:
        return 0


def _records(path: Path) -> list[dict[str, Any]]:
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".csv":
        return list(csv.DictReader(io.StringIO(text, newline="")))
    if path.suffix == ".json":
        return list(json.loads(text))
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("suffix", [".csv", ".json", ".jsonl"])
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_what_was_done_is_kept(
    folder: Path, tmp_path: Path, suffix: str, number: signal.Signals, code: int
) -> None:
    out = tmp_path / f"out{suffix}"
    process = _started(folder, out)
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert process.returncode == code, err
    records = _records(out)
    assert 0 < len(records) < COUNT
    assert all(record["status"] == "analyzed" for record in records)
    assert f"Stopped: {len(records)} of " in err
    assert "Traceback" not in err
    assert [entry.name for entry in tmp_path.iterdir()] == [out.name]


def test_a_second_ctrl_c_still_leaves_a_valid_file(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    process = _started(folder, out)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert 0 < len(_records(out)) < COUNT
