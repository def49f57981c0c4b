from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fracview.core.analysis import OperatingPoints
from fracview.ui import theme
from fracview.ui.findings.head import AnswerHead, number_text
from tests.ui.findings.shown import STATES

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize(
    ("name", "role", "stripe"),
    [
        ("definite", "", theme.PANEL),
        ("negative", "", theme.PANEL),
        ("waiting", "muted", theme.PANEL),
        ("out of scope", "scope", theme.SCOPE),
        ("failed", "warn", theme.WARN),
        ("unreadable", "warn", theme.WARN),
        ("no networks", "warn", theme.WARN),
    ],
)
def test_word_and_stripe_have_the_colour_of_the_ending(
    qtbot: QtBot, name: str, role: str, stripe: str
) -> None:
    head = AnswerHead()
    qtbot.addWidget(head)
    head.resize(264, head.sizeHint().height())
    head.show_answer(STATES[name])
    assert (head._word.text(), head._word.property("role")) == (STATES[name].word, role)
    assert head.grab().toImage().pixelColor(1, head.height() // 2).name() == stripe
    assert head.accessibleName().startswith(f"Fracture: {STATES[name].word}")


def test_a_missing_answer_of_the_classifier_is_a_warning_and_no_number(qtbot: QtBot) -> None:
    head = AnswerHead()
    qtbot.addWidget(head)
    head.show_answer(replace(STATES["definite"], probability=None, tier=None, word="no answer"))
    assert head._word.property("role") == "warn"
    assert head._number.text() == head._of_what.text() == ""


def test_the_number_keeps_its_side_of_the_points() -> None:
    near = replace(STATES["negative"], probability=0.0502, points=OperatingPoints(0.0503, 0.32))
    assert number_text(near) == "0.0502"
    assert number_text(STATES["definite"]) == "0.87"
    assert number_text(STATES["failed"]) == ""
