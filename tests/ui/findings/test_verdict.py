from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from fracview.core.verdict import Verdict
from fracview.ui.findings.verdict import VerdictBox, state_line
from tests.ui.findings.shown import verdict

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPushButton
    from pytestqt.qtbot import QtBot

TIME = "2020-01-01T12:00:00+00:00"

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform


@pytest.fixture
def box(qtbot: QtBot) -> VerdictBox:
    widget = VerdictBox()
    qtbot.addWidget(widget)
    widget.resize(280, 200)
    widget.show_verdict(verdict())
    return widget


@pytest.fixture
def told(box: VerdictBox) -> list[tuple[str, ...]]:
    said: list[tuple[str, ...]] = []
    box.given.connect(lambda *what: said.append(("given", *what)))
    box.comment_changed.connect(lambda *what: said.append(("comment", *what)))
    return said


def click(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_click_tells_case_verdict_and_comment_in_one(
    qtbot: QtBot, box: VerdictBox, told: list[tuple[str, ...]]
) -> None:
    box.show()
    box.comment.setFocus()
    qtbot.keyClicks(box.comment, "step")
    click(qtbot, box.buttons[Verdict.DISAGREE])
    box.comment.commit()
    assert told == [("given", "case 1", "disagree", "step")]


def test_nothing_is_marked_before_it_is_shown_as_given(qtbot: QtBot, box: VerdictBox) -> None:
    click(qtbot, box.buttons[Verdict.AGREE])
    assert not any(button.isChecked() for button in box.buttons.values())
    box.show_verdict(verdict(verdict=Verdict.AGREE, state="saving"))
    assert [button.isChecked() for button in box.buttons.values()] == [True, False, False]
    assert box.buttons[Verdict.AGREE].text() == "\u2713 agree"


def test_the_same_verdict_again_is_told_only_where_it_is_not_saved_or_the_comment_is_new(
    qtbot: QtBot, box: VerdictBox, told: list[tuple[str, ...]]
) -> None:
    given = verdict(verdict=Verdict.AGREE, state="saved", time=TIME)
    box.show_verdict(given)
    click(qtbot, box.buttons[Verdict.AGREE])
    assert told == []
    assert box.buttons[Verdict.AGREE].isChecked()
    qtbot.keyClicks(box.comment, "sure")
    click(qtbot, box.buttons[Verdict.AGREE])
    box.show_verdict(verdict(verdict=Verdict.AGREE, comment="sure", state="unsaved"))
    click(qtbot, box.buttons[Verdict.AGREE])
    assert told == [("given", "case 1", "agree", "sure")] * 2


def test_showing_tells_nothing(box: VerdictBox, told: list[tuple[str, ...]]) -> None:
    box.show_verdict(verdict(verdict=Verdict.UNSURE, comment="x", state="saved", time=TIME))
    box.show_verdict(verdict(key="case 2"))
    assert told == []


def test_a_comment_being_typed_is_told_of_its_own_case(
    qtbot: QtBot, box: VerdictBox, told: list[tuple[str, ...]]
) -> None:
    qtbot.keyClicks(box.comment, "step")
    box.show_verdict(verdict(key="case 2", comment="other"))
    assert told == [("comment", "case 1", "step")]
    click(qtbot, box.buttons[Verdict.AGREE])
    assert told[-1] == ("given", "case 2", "agree", "other")


def test_without_a_case_there_is_no_verdict_to_give(box: VerdictBox, told: list[tuple[str, ...]]) -> None:
    box.show_verdict(verdict(key=""))
    box.give("agree")
    assert told == []
    assert not box.comment.isEnabled()
    assert not any(button.isEnabled() for button in box.buttons.values())


def test_a_verdict_that_is_not_saved_says_so_and_offers_to_try_again(qtbot: QtBot, box: VerdictBox) -> None:
    assert box.retry.isHidden()
    box.show_verdict(verdict(verdict=Verdict.AGREE, state="unsaved", problem="the disk is full."))
    assert state_line(verdict(state="unsaved", problem="the disk is full.")) == "NOT SAVED: the disk is full."
    assert not box.retry.isHidden()
    with qtbot.waitSignal(box.retry_asked):
        click(qtbot, box.retry)


def test_undo_is_there_where_there_is_something_to_take_back(qtbot: QtBot, box: VerdictBox) -> None:
    assert not box.undo.isEnabled()
    box.show_verdict(verdict(verdict=Verdict.AGREE, state="saved", time=TIME))
    with qtbot.waitSignal(box.undo_asked):
        click(qtbot, box.undo)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"key": ""}, "No verdict can be given here."),
        ({}, "No verdict yet."),
        ({"state": "saving"}, "saving ..."),
        ({"state": "unsaved"}, "NOT SAVED: the reason is not known."),
        ({"comment": "step"}, "No verdict yet; the comment waits for one."),
    ],
)
def test_the_state_is_said_in_words(changes: dict[str, str], line: str) -> None:
    assert state_line(verdict(**changes)) == line


def test_who_and_when_are_said() -> None:
    given = verdict(verdict=Verdict.AGREE, state="saved", time=TIME)
    assert state_line(given).startswith("agree, by M. Curie, saved 2020-01-01")
    assert "comment saved 2020-01-01" in state_line(verdict(comment="step", state="saved", time=TIME))


def test_tooltips_name_the_keys_in_force(box: VerdictBox) -> None:
    assert "(Ctrl+1)" in box.buttons[Verdict.AGREE].toolTip()
    box.show_keys({"agree": ("F5",), "unsure": ()})
    assert "(F5)" in box.buttons[Verdict.AGREE].toolTip()
    assert "(" not in box.buttons[Verdict.UNSURE].toolTip()
    assert "(Ctrl+3)" in box.buttons[Verdict.DISAGREE].toolTip()
