"""Reading before the assistant is shown: hidden means hidden in every part; both answers are kept."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from fracview.core.impression import Impression
from fracview.review.paths import default_store
from fracview.review.settings import Settings
from fracview.review.shown import READ_FIRST
from fracview.review.store import Store
from fracview.review.store.errors import store_error
from fracview.ui import exporting
from fracview.ui.session.stopwatch import Stopwatch
from fracview.ui.strip.tiles import StripState
from tests.tiny_runs import DEFINITE, DOUBT, FAILED, NOT_FOUND, OUT_OF_SCOPE
from tests.ui.windows import fill

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.windows import Driven, Windows

CTRL = Qt.KeyboardModifier.ControlModifier
FIRST = Settings(reader="Dr R", read_first=True)
TELLING = ("definite", "doubt", "not found", "out of scope", "failed", "hand", "score", "probability of")


@pytest.fixture
def scans(tmp_path: Path) -> list[Path]:
    return fill(tmp_path / "many", [DEFINITE, DOUBT, NOT_FOUND, OUT_OF_SCOPE, FAILED])


def words(driven: Driven) -> str:
    """Every word that can be read in the findings, the strip and the list, tooltips of rows as well."""
    window = driven.window
    parts = (window.findings, window.strip)
    labels = [label for part in parts for label in part.findChildren(QLabel) if label.isVisible()]
    model = window.cases.table.model_of_cases
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
    rows = [
        str(model.index(row, column).data(role) or "")
        for row in range(model.rowCount())
        for column in range(4)
        for role in roles
    ]
    return "\n".join([*(label.text() for label in labels), *rows]).lower()


def rows(driven: Driven) -> dict[str, str]:
    """By file name, what stands in the column of the fracture."""
    driven.window.cases.refresh()
    model = driven.window.cases.table.model_of_cases
    return {model.index(row, 0).data(): model.index(row, 1).data() for row in range(model.rowCount())}


def strip_state(driven: Driven) -> StripState:
    return driven.window.strip._strip.state


def kept(table: str, column: str) -> list[tuple[str, ...]]:
    """In the order of the journal; once no window is open."""
    connection = sqlite3.connect(default_store())
    found = connection.execute(f"SELECT {column}, reader FROM {table} ORDER BY number").fetchall()
    connection.close()
    return found


@pytest.mark.parametrize("grey", [DEFINITE, DOUBT, NOT_FOUND, OUT_OF_SCOPE, FAILED])
def test_hidden_is_hidden_in_every_part(windows: Windows, tmp_path: Path, grey: int) -> None:
    driven = windows.make(settings=FIRST)
    window = driven.window
    window.show_strip(True)
    driven.open(fill(tmp_path / "one", [grey])[0])
    driven.wait_answered()
    driven.wait(lambda: window.session.analyses.get((0, 0)) is not None)
    driven.act("layer_map")
    driven.act("next_finding")
    driven.turn(50)
    assert driven.scene.findings is READ_FIRST
    assert driven.scene.analysis is None
    assert rows(driven) == {"scan_000.png": "read first"}
    said = words(driven)
    assert not [word for word in TELLING if word in said]
    assert window.canvas.main.drawn_detections == ()
    assert window.overlay is None
    assert strip_state(driven) is StripState.READ_FIRST
    assert not window.status.elapsed.isVisible()
    assert not window.actions_by_id["run_anyway"].isEnabled()
    assert not window.actions_by_id["ignore_gate"].isEnabled()
    assert window.findings.impression.isVisible()
    assert not window.findings.verdict.isVisible()


def test_what_is_exported_as_shown_is_the_plain_picture(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make(settings=FIRST)
    driven.open(fill(tmp_path / "one", [DEFINITE])[0])
    driven.wait_answered()
    main = driven.window.canvas.main
    hidden = exporting.picture_of(main)
    main.set_drawn(type(main._drawn)())
    plain = exporting.picture_of(main)
    np.testing.assert_array_equal(hidden, plain)
    driven.key(Qt.Key.Key_1, CTRL)
    driven.wait(lambda: bool(main.drawn_detections))
    assert (exporting.picture_of(main) != plain).any()


def test_saying_what_one_sees_reveals_and_the_verdict_comes_next(windows: Windows, scans: list[Path]) -> None:
    driven = windows.make(settings=FIRST)
    driven.open(scans[0].parent)
    driven.wait_answered()
    driven.go("scan_000.png")
    assert set(rows(driven).values()) == {"read first"}
    driven.key(Qt.Key.Key_3, CTRL)
    assert driven.scene.findings.kind == "analyzed"
    assert driven.scene.impression.impression is Impression.NO_FRACTURE
    assert driven.case.verdict is None
    driven.wait(lambda: driven.scene.impression.state == "saved")
    assert rows(driven)["scan_000.png"] == "0.80 definite"
    assert rows(driven)["scan_001.png"] == "read first"
    driven.key(Qt.Key.Key_1, CTRL)
    driven.wait(lambda: driven.scene.verdict.state == "saved")
    assert driven.scene.impression.impression is Impression.NO_FRACTURE
    windows.close(driven)
    assert kept("impressions", "impression") == [("no_fracture", "Dr R")]
    assert kept("verdicts", "verdict") == [("agree", "Dr R")]


def test_it_is_known_again_and_another_reader_is_asked_again(windows: Windows, scans: list[Path]) -> None:
    driven = windows.make(settings=FIRST)
    driven.open(scans[0].parent)
    driven.wait_answered()
    driven.go("scan_001.png")
    driven.key(Qt.Key.Key_2, CTRL)
    driven.wait(lambda: driven.scene.impression.state == "saved")
    windows.close(driven)

    again = windows.make(settings=FIRST)
    again.open(scans[0].parent)
    again.wait_answered()
    again.go("scan_001.png")
    assert again.scene.findings.kind == "analyzed"
    assert again.scene.impression.impression is Impression.UNSURE
    shown = rows(again)
    assert shown.pop("scan_001.png") == "0.50 doubt"
    assert set(shown.values()) == {"read first"}
    moved = scans[1].rename(scans[1].parent / "moved.png")
    again.open(moved.parent)
    again.wait(lambda: rows(again).get("moved.png") == "0.50 doubt")
    windows.close(again)

    other = windows.make(settings=Settings(reader="Dr S", read_first=True))
    other.open(scans[0].parent)
    other.wait_answered()
    other.go("moved.png")
    assert other.scene.findings is READ_FIRST
    assert set(rows(other).values()) == {"read first"}


def test_the_mode_can_be_turned_on_and_off_while_looking(windows: Windows, scans: list[Path]) -> None:
    driven = windows.make()
    window = driven.window
    window.show_strip(True)
    driven.open(scans[0])
    driven.wait_answered()
    driven.wait(lambda: strip_state(driven) is StripState.SHOWN)
    driven.act("layer_map")
    driven.wait(lambda: window.overlay is not None)
    driven.act("read_first")
    assert window.overlay is None
    assert driven.scene.findings is READ_FIRST
    assert strip_state(driven) is StripState.READ_FIRST
    assert set(rows(driven).values()) == {"read first"}
    assert window.status.read_first.isVisible()
    driven.act("read_first")
    driven.wait(lambda: strip_state(driven) is StripState.SHOWN)
    assert driven.scene.findings.kind == "analyzed"
    assert not window.findings.impression.isVisible()
    assert window.findings.verdict.isVisible()
    assert rows(driven)["scan_000.png"] == "0.80 definite"
    assert not window.status.read_first.isVisible()


def test_a_file_that_cannot_be_read_is_said_to_be_so(windows: Windows, tmp_path: Path) -> None:
    broken = tmp_path / "broken" / "a.png"
    broken.parent.mkdir()
    broken.write_bytes(b"no picture")
    driven = windows.make(settings=FIRST)
    driven.open(broken)
    assert driven.scene.findings.kind == "unreadable"
    assert rows(driven) == {"a.png": "unreadable"}
    assert not driven.window.findings.impression.isVisible()


def test_an_impression_cannot_be_taken_back(windows: Windows, scans: list[Path]) -> None:
    driven = windows.make(settings=FIRST)
    driven.open(scans[0].parent)
    driven.wait_answered()
    driven.go("scan_000.png")
    driven.key(Qt.Key.Key_1, CTRL)
    driven.key(Qt.Key.Key_1, CTRL)
    driven.go("scan_001.png")
    driven.key(Qt.Key.Key_1, CTRL)
    driven.act("undo_verdict")
    assert "Your first impression stays" in driven.message
    assert driven.case_named("scan_000.png").verdict is not None
    driven.act("undo_verdict")
    assert driven.case_named("scan_000.png").verdict is None
    assert driven.scene.impression.impression is Impression.FRACTURE


def test_an_impression_that_is_not_saved_is_said_and_never_lost(
    windows: Windows, scans: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Store, _: object) -> None:
        raise store_error("store_full", self.path)

    driven = windows.make(settings=FIRST)
    driven.open(scans[0])
    driven.wait_answered()
    with monkeypatch.context() as patched:
        patched.setattr(Store, "add_impression", refuse)
        driven.key(Qt.Key.Key_1, CTRL)
        assert driven.scene.findings.kind == "analyzed"
        driven.wait(lambda: driven.scene.impression.state == "unsaved")
        assert driven.message == "1 first impression is not saved yet; tried again every 15 s."
        driven.window.close()
        assert driven.window.isVisible()
        (dialog,) = driven.dialogs()
        dialog.reject()
    driven.window.findings.impression.retry.click()
    driven.wait(lambda: driven.scene.impression.state == "saved")
    assert driven.message == "Every first impression is saved."
    windows.close(driven)
    assert kept("impressions", "impression") == [("fracture", "Dr R")]


def test_both_entries_say_how_long_they_took(windows: Windows, scans: list[Path]) -> None:
    driven = windows.make(settings=FIRST)
    now = [0.0]
    said = driven.window.session.said
    said.stopwatch = Stopwatch(lambda: now[0])
    driven.open(scans[0])
    driven.wait_answered()
    now[0] += 8
    driven.key(Qt.Key.Key_1, CTRL)
    now[0] += 4
    driven.key(Qt.Key.Key_1, CTRL)
    frame = (driven.case.sha256, 0)
    assert said.impressions.first(frame).seconds == 8.0
    assert said.verdicts.newest(frame).seconds == 12.0


def test_without_reading_first_a_verdict_is_timed_too_and_nothing_is_asked(
    windows: Windows, scans: list[Path]
) -> None:
    driven = windows.make()
    now = [0.0]
    driven.window.session.said.stopwatch = Stopwatch(lambda: now[0])
    driven.open(scans[0])
    driven.wait(lambda: driven.scene.analysis is not None)
    assert driven.scene.impression.state == "off"
    now[0] += 5
    driven.key(Qt.Key.Key_2, CTRL)
    assert driven.window.session.verdicts.newest((driven.case.sha256, 0)).seconds == 5.0
    driven.wait(lambda: driven.scene.verdict.state == "saved")
    windows.close(driven)
    assert kept("impressions", "impression") == []


def test_a_list_that_is_exported_says_what_it_tells(windows: Windows, scans: list[Path]) -> None:
    driven = windows.make(settings=FIRST)
    driven.open(scans[0].parent)
    driven.wait_answered()
    assert exporting.unread_words(driven.window, driven.cases).endswith("5 of 5.")
    driven.act("read_first")
    assert exporting.unread_words(driven.window, driven.cases) == ""
