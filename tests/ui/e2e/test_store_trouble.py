"""A store that is locked, read-only or damaged: said in words, radiographs shown, no verdict lost."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton

from fracview.core.verdict import Verdict
from fracview.review.paths import default_store
from fracview.review.store import Store
from tests.tiny_runs import DEFINITE, DOUBT, NOT_FOUND
from tests.ui.windows import fill

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.ui.windows import Driven, Windows

CTRL = Qt.KeyboardModifier.ControlModifier

HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that waits for others as long as it does in earnest would make these tests long."""
    monkeypatch.setattr("fracview.review.store.Store", partial(Store, timeout_s=0.2))


@pytest.fixture
def lock(home: Path) -> Iterator[Lock]:
    """Another process that holds the store."""
    made = Lock(default_store())
    yield made
    made.release()


class Lock:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._process: subprocess.Popen[str] | None = None

    def hold(self) -> None:
        if not self._path.exists():
            Store(self._path).close()
        command = [sys.executable, "-c", HOLD, str(self._path)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "held\n"

    def release(self) -> None:
        if self._process is not None:
            self._process.communicate("")
            self._process = None


def state(driven: Driven) -> str:
    return driven.scene.verdict.state


def verdicts_kept() -> list[str]:
    """In the order of the journal; once no window is open."""
    connection = sqlite3.connect(default_store())
    rows = connection.execute("SELECT verdict FROM verdicts ORDER BY number").fetchall()
    connection.close()
    return [verdict for (verdict,) in rows]


def test_a_locked_store_costs_no_verdict(windows: Windows, home: Path, tmp_path: Path, lock: Lock) -> None:
    lock.hold()
    driven = windows.make()
    driven.open(fill(tmp_path / "two", [DEFINITE, DOUBT])[0])
    driven.wait(lambda: "cannot be kept" in driven.message)
    assert driven.scene.picture is not None
    driven.wait(lambda: driven.scene.analysis is not None)
    driven.key(Qt.Key.Key_1, CTRL)
    driven.wait(lambda: state(driven) == "unsaved")
    assert "held by another program" in driven.scene.verdict.problem
    assert "not saved" in driven.message
    assert driven.case.verdict is Verdict.AGREE
    retry = driven.window.findings.findChild(QPushButton, "retry_verdict")
    assert retry.isVisible()
    lock.release()
    retry.click()
    driven.wait(lambda: state(driven) == "saved")
    assert driven.message == "Every verdict is saved."
    windows.close(driven)
    assert verdicts_kept() == ["agree"]


def test_what_was_said_last_counts_also_when_it_was_written_late(
    windows: Windows, home: Path, tmp_path: Path, lock: Lock
) -> None:
    driven = windows.make()
    driven.open(fill(tmp_path / "one", [DEFINITE])[0])
    driven.wait(lambda: driven.scene.analysis is not None)
    driven.window.session.records.settle()
    lock.hold()
    driven.key(Qt.Key.Key_1, CTRL)
    driven.wait(lambda: state(driven) == "unsaved")
    lock.release()
    driven.key(Qt.Key.Key_3, CTRL)
    driven.wait(lambda: state(driven) == "saved")
    windows.close(driven)
    assert verdicts_kept() == ["agree", "disagree"]


def test_closing_asks_and_stays_by_itself(
    windows: Windows, tmp_path: Path, lock: Lock, monkeypatch: pytest.MonkeyPatch
) -> None:
    driven = windows.make()
    driven.open(fill(tmp_path / "one", [DEFINITE])[0])
    driven.wait(lambda: driven.scene.analysis is not None)
    lock.hold()
    driven.key(Qt.Key.Key_1, CTRL)
    driven.window.close()
    box = driven.part(QMessageBox, "unsaved_dialog")
    assert isinstance(box, QMessageBox)
    assert box.text() == "1 verdict is not saved."
    assert "held by another program" in box.informativeText()
    box.defaultButton().click()
    driven.turn(20)
    assert driven.window.isVisible()

    file = tmp_path / "elsewhere.jsonl"
    driven.window.close()
    box = driven.part(QMessageBox, "unsaved_dialog")
    next(one for one in box.buttons() if "file" in one.text()).click()
    dialog = driven.window.findChild(QFileDialog)
    dialog.fileSelected.emit(str(file))
    driven.wait(lambda: not driven.window.isVisible())
    (line,) = file.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["verdict"] == "agree"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the owner may write everything here")
def test_a_store_that_can_only_be_read(windows: Windows, home: Path, tmp_path: Path) -> None:
    _known(windows, tmp_path)
    default_store().chmod(0o400)
    default_store().parent.chmod(0o500)
    try:
        _read_only(windows, tmp_path)
    finally:
        default_store().parent.chmod(0o700)


def test_a_store_that_refuses_to_be_written(
    windows: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _known(windows, tmp_path)
    refuse = _refusing("store_read_only")
    for name in ("add_verdict", "save_analyses", "remember_files"):
        monkeypatch.setattr(Store, name, refuse)
    _read_only(windows, tmp_path)


def _refusing(reason: str) -> object:
    from fracview.review.store.errors import store_error

    def refuse(self: Store, *_: object) -> None:
        raise store_error(reason, self.path)

    return refuse


def _known(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make()
    driven.open(fill(tmp_path / "one", [NOT_FOUND])[0])
    driven.wait(lambda: driven.scene.analysis is not None)
    driven.key(Qt.Key.Key_1, CTRL)
    driven.wait(lambda: state(driven) == "saved")
    windows.close(driven)


def _read_only(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make()
    driven.open(tmp_path / "one" / "scan_000.png")
    driven.wait(lambda: driven.case.verdict is Verdict.AGREE)
    driven.key(Qt.Key.Key_2, CTRL)
    driven.wait(lambda: state(driven) == "unsaved")
    assert "cannot be written" in driven.scene.verdict.problem
    assert driven.case.verdict is Verdict.UNSURE


def test_a_damaged_store_is_left_alone(windows: Windows, home: Path, tmp_path: Path) -> None:
    path = default_store()
    damaged = b"SQLite format 3\0" + b"\xff" * 5000
    path.write_bytes(damaged)
    driven = windows.make()
    driven.open(fill(tmp_path / "two", [DEFINITE, DOUBT])[0])
    driven.wait(lambda: "cannot be kept" in driven.message)
    driven.wait_answered()
    assert driven.scene.picture is not None
    driven.key(Qt.Key.Key_1, CTRL)
    driven.wait(lambda: state(driven) == "unsaved")
    windows.close(driven)
    assert path.read_bytes() == damaged


def test_a_store_that_breaks_while_it_is_asked_is_told_on_the_thread_that_paints(
    windows: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    monkeypatch.setattr(Store, "known_files", _refusing("store_corrupt"))
    monkeypatch.setattr(Store, "load_analysis", _refusing("store_corrupt"))
    driven = windows.make()
    threads: list[str] = []
    driven.window.session.records.trouble.connect(lambda _: threads.append(threading.current_thread().name))
    driven.open(fill(tmp_path / "two", [DEFINITE, DOUBT])[0])
    driven.wait_answered()
    driven.wait(lambda: "cannot be kept" in driven.message)
    assert set(threads) == {threading.main_thread().name}


def test_a_window_can_be_closed_twice(windows: Windows) -> None:
    driven = windows.make()
    driven.window.close()
    driven.window.close()
