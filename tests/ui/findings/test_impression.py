from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from fracview.core.impression import Impression
from fracview.review.shown import ShownImpression
from fracview.ui.findings.impression import NO_PICTURE, STAYS, WHY, ImpressionBox, state_line

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

ASKED = ShownImpression(key="0:0", reader="Dr R", state="asked")


@pytest.fixture
def box(qtbot: QtBot) -> ImpressionBox:
    made = ImpressionBox()
    qtbot.addWidget(made)
    made.show_impression(ASKED)
    made.show()
    return made


def given(state: str = "saved", **changes: Any) -> ShownImpression:
    values = {"key": "0:0", "impression": Impression.NO_FRACTURE, "state": state} | changes
    return ShownImpression(**values)


def line(box: ImpressionBox) -> str:
    label = box.findChild(QLabel, "impression_line")
    assert isinstance(label, QLabel)
    return label.text() if label.isVisible() else ""


def test_it_asks_with_three_buttons_and_says_why(qtbot: QtBot, box: ImpressionBox) -> None:
    heard: list[tuple[str, str]] = []
    box.given.connect(lambda *said: heard.append(said))
    assert line(box) == WHY
    assert [button.text() for button in box.buttons.values()] == ["Fracture", "Unsure", "No fracture"]
    for button in box.buttons.values():
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert heard == [("0:0", "fracture"), ("0:0", "unsure"), ("0:0", "no_fracture")]
    assert not box.retry.isVisible()


def test_once_given_it_only_says_what_it_was(box: ImpressionBox) -> None:
    heard: list[Any] = []
    box.given.connect(lambda *said: heard.append(said))
    box.show_impression(given(seconds=12.4, time="2026-01-01T08:00:00+00:00"))
    assert not box.asks
    assert not any(button.isVisible() for button in box.buttons.values())
    assert line(box).startswith("First impression: no fracture, after 12 s, saved ")
    assert box.findChild(QLabel, "impression_line").toolTip() == STAYS
    box.give(Impression.FRACTURE)
    assert heard == []


def test_it_is_away_where_nobody_reads_first(box: ImpressionBox) -> None:
    box.show_impression(ShownImpression())
    assert not box.isVisible()
    assert not box.asks


def test_there_is_nothing_to_say_before_the_picture_is_there(box: ImpressionBox) -> None:
    heard: list[Any] = []
    box.given.connect(lambda *said: heard.append(said))
    box.show_impression(ShownImpression(state="asked"))
    assert line(box) == NO_PICTURE
    assert not any(button.isEnabled() for button in box.buttons.values())
    box.give(Impression.FRACTURE)
    assert heard == []


def test_what_is_not_saved_says_so_and_can_be_tried_again(qtbot: QtBot, box: ImpressionBox) -> None:
    box.show_impression(given("unsaved", problem="The disk is full."))
    assert line(box) == "First impression: no fracture, NOT SAVED: The disk is full."
    with qtbot.waitSignal(box.retry_asked):
        qtbot.mouseClick(box.retry, Qt.MouseButton.LeftButton)
    assert state_line(given("saving")) == "First impression: no fracture, saving ..."


def test_the_keys_are_those_of_the_verdict(box: ImpressionBox) -> None:
    tips = [button.toolTip() for button in box.buttons.values()]
    assert tips == ["You see: fracture (Ctrl+1)", "You see: unsure (Ctrl+2)", "You see: no fracture (Ctrl+3)"]
    box.show_keys({"agree": ("Y",), "disagree": ()})
    assert box.buttons[Impression.FRACTURE].toolTip() == "You see: fracture (Y)"
    assert box.buttons[Impression.NO_FRACTURE].toolTip() == "You see: no fracture"
