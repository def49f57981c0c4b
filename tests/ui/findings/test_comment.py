"""What is typed is told once, of the case it was typed for, whatever comes between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from fracview.ui.findings.comment import MOST_CHARACTERS, CommentLine

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def line(qtbot: QtBot) -> CommentLine:
    widget = CommentLine()
    qtbot.addWidget(widget)
    widget.show_comment("case 1", "")
    return widget


@pytest.fixture
def told(line: CommentLine) -> list[tuple[str, str]]:
    said: list[tuple[str, str]] = []
    line.committed.connect(lambda key, text: said.append((key, text)))
    return said


def test_enter_tells_and_a_second_enter_does_not(
    qtbot: QtBot, line: CommentLine, told: list[tuple[str, str]]
) -> None:
    qtbot.keyClicks(line, "step")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert told == [("case 1", "step")]


def test_leaving_the_line_tells(qtbot: QtBot, line: CommentLine, told: list[tuple[str, str]]) -> None:
    other = QLineEdit()
    qtbot.addWidget(other)
    line.show()
    line.setFocus()
    qtbot.keyClicks(line, "step")
    line.clearFocus()
    line.editingFinished.emit()
    assert told == [("case 1", "step")]


def test_another_case_tells_the_old_one_first_and_shows_its_own(
    qtbot: QtBot, line: CommentLine, told: list[tuple[str, str]]
) -> None:
    qtbot.keyClicks(line, "step")
    seen: list[str] = []
    line.committed.connect(lambda *_: seen.append(line.text()))
    line.show_comment("case 2", "of case 2")
    assert told == [("case 1", "step")]
    assert seen == ["step"]
    assert (line.key, line.text()) == ("case 2", "of case 2")
    line.show_comment("case 1", "step")
    assert told == [("case 1", "step")]


def test_an_answer_that_shows_the_old_case_again_does_not_stop_the_change(
    qtbot: QtBot, line: CommentLine, told: list[tuple[str, str]]
) -> None:
    qtbot.keyClicks(line, "step")
    line.committed.connect(line.show_comment)
    line.show_comment("case 2", "")
    assert (line.key, line.text()) == ("case 2", "")
    assert told == [("case 1", "step")]


def test_news_of_the_same_case_leaves_what_is_being_typed(
    qtbot: QtBot, line: CommentLine, told: list[tuple[str, str]]
) -> None:
    qtbot.keyClicks(line, "step")
    line.commit()
    qtbot.keyClicks(line, " at the base")
    line.show_comment("case 1", "step")
    assert line.text() == "step at the base"
    line.commit()
    assert told == [("case 1", "step"), ("case 1", "step at the base")]


def test_an_undone_comment_goes_when_nothing_is_being_typed(
    line: CommentLine, told: list[tuple[str, str]]
) -> None:
    line.show_comment("case 1", "step")
    line.show_comment("case 1", "")
    assert line.text() == ""
    assert told == []


def test_clearing_a_comment_is_told(line: CommentLine, told: list[tuple[str, str]]) -> None:
    line.show_comment("case 1", "step")
    line.clear()
    line.commit()
    assert told == [("case 1", "")]


def test_without_a_case_nothing_is_told(line: CommentLine, told: list[tuple[str, str]]) -> None:
    line.show_comment("", "")
    line.setText("lost?")
    line.show_comment("case 2", "")
    assert told == []


def test_a_stored_comment_longer_than_the_line_is_not_taken_for_typing(
    line: CommentLine, told: list[tuple[str, str]]
) -> None:
    line.show_comment("case 1", "x" * (MOST_CHARACTERS + 5))
    line.commit()
    line.show_comment("case 2", "two\nlines")
    line.commit()
    assert told == []
