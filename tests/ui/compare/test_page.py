from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtTest import QTest

from fracview.ui.compare.page import ComparePage
from fracview.ui.compare.resolve import Resolver
from fracview.ui.compare.state import State
from tests.ui.compare.standard import predictions, reference

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


@pytest.fixture
def page(qtbot: QtBot, dressed: QApplication) -> ComparePage:
    made = ComparePage()
    qtbot.addWidget(made)
    made.resize(1300, 800)
    return made


def test_everything_is_painted_at_one_state(page: ComparePage) -> None:
    resolver = Resolver(reference(), predictions(), bootstrap=0)
    page.show_state(resolver.resolve(State(queue="only_fp")), 2)
    assert page.list.count.text() == "1 of 5 images"
    assert page.list.view.currentIndex().row() == 0
    assert page.panel.figure("recall").value == pytest.approx(0.5)
    assert not page.grab().isNull()


def test_a_note_is_told_once_and_only_when_it_was_typed(page: ComparePage) -> None:
    told: list[str] = []
    page.note_given.connect(told.append)
    page.show_note("from the store", possible=True)
    page.commit_note()
    page.note.setCursorPosition(0)
    QTest.keyClicks(page.note, "not ")
    page.commit_note()
    page.commit_note()
    assert told == ["not from the store"]
    page.show_note("", possible=False)
    assert not page.note.isEnabled()
    assert page.note.text() == ""


def test_lines_and_triptych_are_asked_for(page: ComparePage) -> None:
    asked: list[object] = []
    page.lines_asked.connect(asked.append)
    page.triptych_asked.connect(lambda: asked.append("triptych"))
    page.lines.click()
    page.triptych.click()
    assert asked == [True, "triptych"]
