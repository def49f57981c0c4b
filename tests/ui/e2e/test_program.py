"""The program itself on a real (virtual) screen: it opens, analyses, talks to nobody, and ends by Ctrl-C."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is not installed")


@pytest.fixture
def display() -> Iterator[str]:
    """A virtual screen of its own."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1400x900x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


def test_the_program_opens_a_folder_and_ends_by_ctrl_c(
    display: str, tmp_path: Path, samples_dir: Path
) -> None:
    folder = tmp_path / "samples"
    folder.mkdir()
    for name in ("IMG0000370.jpg", "IMG0004349.jpg"):
        shutil.copy(samples_dir / name, folder)
    program = start(display, tmp_path / "home", folder)
    try:
        store = tmp_path / "home" / "data" / "store.sqlite"
        wait(program, lambda: analysed(store) == 2)
        assert not internet_sockets(program.pid)
        program.send_signal(signal.SIGINT)
        _, complaint = program.communicate(timeout=20)
    finally:
        program.kill()
        program.wait()
    assert program.returncode == 0, complaint
    assert "Traceback" not in complaint
    assert not [path for path in (tmp_path / "home").rglob("*-wal") if path.stat().st_size]


@pytest.mark.parametrize("after_s", [0.1, 0.15, 0.2, 0.3])
def test_ctrl_c_while_it_is_starting_ends_it_too(display: str, tmp_path: Path, after_s: float) -> None:
    program = start(display, tmp_path / "home")
    try:
        time.sleep(after_s)
        program.send_signal(signal.SIGINT)
        _, complaint = program.communicate(timeout=20)
    finally:
        program.kill()
        program.wait()
    assert program.returncode in (0, 130, -signal.SIGINT), complaint
    assert "error" not in complaint.lower()


def start(display: str, home: Path, *paths: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "DISPLAY": display, "FRACVIEW_HOME": str(home), "QT_QPA_PLATFORM": "xcb"}
    command = [sys.executable, "-m", "fracview", *map(str, paths)]
    return subprocess.Popen(command, cwd=REPOSITORY, env=environment, stderr=subprocess.PIPE, text=True)


def wait(program: subprocess.Popen[str], condition: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if program.poll() is not None:
            _, complaint = program.communicate()
            if "platform plugin" in complaint:
                pytest.skip("the libraries of Qt's xcb plugin are not installed")
            pytest.fail(f"it ended with {program.returncode}: {complaint}")
        assert time.monotonic() < deadline, "nothing was analysed"
        time.sleep(0.1)


def analysed(store: Path) -> int:
    if not store.exists():
        return 0
    connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    try:
        return int(connection.execute("SELECT count(*) FROM analyses").fetchone()[0])
    except sqlite3.OperationalError:  # it is only just being made
        return 0
    finally:
        connection.close()


def internet_sockets(pid: int) -> list[str]:
    """Sockets of the process in the tables of TCP and UDP; none on a system without such tables."""
    mine = set()
    for one in Path(f"/proc/{pid}/fd").glob("*"):
        try:
            mine.add(str(one.readlink()))
        except OSError:
            continue
    found = []
    for table in ("tcp", "tcp6", "udp", "udp6"):
        path = Path("/proc/net") / table
        lines = path.read_text(encoding="ascii").splitlines()[1:] if path.exists() else []
        found += [line for line in lines if f"socket:[{line.split()[9]}]" in mine]
    return found
