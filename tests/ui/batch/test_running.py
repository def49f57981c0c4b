from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QPushButton

from fracview.review.batch.progress import BatchProgress
from fracview.review.store.errors import store_error
from fracview.ui.batch.running import RunPart
from fracview.ui.batch.words import NOTHING_LOST, NOTHING_TO_RUN, READY, STOPPING

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def part(qtbot: QtBot) -> RunPart:
    made = RunPart()
    qtbot.addWidget(made)
    return made


def button(part: RunPart, name: str) -> QPushButton:
    return part.findChild(QPushButton, f"batch_{name}")


def in_state(state: str, **changes: object) -> BatchProgress:
    made = {"state": state, "files_done": 3, "files_found": 9, "walk_finished": True}
    return BatchProgress(**(made | changes))  # type: ignore[arg-type]


def test_without_anything_to_run_over_it_says_what_to_do(part: RunPart) -> None:
    assert part.state.text() == NOTHING_TO_RUN
    assert not button(part, "go").isEnabled()
    part.show_roots(True)
    assert part.state.text() == READY
    assert button(part, "go").isEnabled()


@pytest.mark.parametrize(
    ("state", "words", "can_go", "can_cancel"),
    [
        ("opening", "Pause", False, True),
        ("running", "Pause", True, True),
        ("watching", "Pause", True, True),
        ("paused", "Resume", True, True),
        ("cancelled", "Resume", True, False),
        ("failed", "Resume", True, False),
        ("finished", "Start", True, False),
    ],
)
def test_the_buttons_fit_the_state(
    part: RunPart, state: str, words: str, can_go: bool, can_cancel: bool
) -> None:
    part.show_roots(True)
    part.show_progress(in_state(state))
    go = button(part, "go")
    assert (go.text(), go.isEnabled(), button(part, "cancel").isEnabled()) == (words, can_go, can_cancel)


def test_what_the_buttons_ask_for(part: RunPart, qtbot: QtBot) -> None:
    part.show_roots(True)
    go = button(part, "go")
    with qtbot.waitSignal(part.start_asked):
        go.click()
    part.show_progress(in_state("running"))
    with qtbot.waitSignal(part.pause_asked, check_params_cb=lambda paused: paused):
        go.click()
    part.show_progress(in_state("paused"))
    with qtbot.waitSignal(part.pause_asked, check_params_cb=lambda paused: not paused):
        go.click()
    with qtbot.waitSignal(part.cancel_asked):
        button(part, "cancel").click()
    part.show_progress(in_state("cancelled"))
    with qtbot.waitSignal(part.start_asked):
        go.click()


def test_while_it_stops_nothing_can_be_pressed(part: RunPart) -> None:
    part.show_progress(in_state("running"), is_stopping=True)
    assert part.state.text() == STOPPING
    assert not button(part, "go").isEnabled()
    assert not button(part, "cancel").isEnabled()


def test_the_bar_stands_where_the_run_is(part: RunPart) -> None:
    part.show_progress(in_state("running"))
    assert (part.bar.value(), part.bar.maximum()) == (3, 9)
    part.show_progress(None)
    assert (part.bar.value(), part.bar.maximum()) == (0, 1)


def test_an_error_is_one_sentence_with_details_behind_a_click(part: RunPart) -> None:
    error = store_error("store_locked", Path("a/store.sqlite"))
    part.show_progress(in_state("failed", error=error))
    assert NOTHING_LOST in part.state.text()
    assert "held by another program" in part.error.text()
    assert not part.error.isHidden()
    assert part.details.isHidden()
    more = button(part, "error_details")
    more.click()
    assert "store.sqlite" in part.details.text()
    assert not part.details.isHidden()
    part.show_progress(in_state("failed", error=error))
    assert not part.details.isHidden(), "told again, it stays open"
    part.show_progress(in_state("running"))
    assert part.error.isHidden()
    assert more.isHidden()
