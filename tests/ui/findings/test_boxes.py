from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel

from fracview.review.shown import with_threshold
from fracview.ui.findings.boxes import SEARCH_ON, BoxesSection
from tests.ui.findings.shown import STATES

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def section(qtbot: QtBot) -> BoxesSection:
    widget = BoxesSection()
    qtbot.addWidget(widget)
    return widget


def test_a_found_box_does_not_end_the_search(section: BoxesSection) -> None:
    label = section.findChild(QLabel, "search_on")
    section.show_boxes(STATES["definite"])
    assert (label.text(), label.isHidden()) == (SEARCH_ON, False)
    section.show_boxes(with_threshold(STATES["definite"], 0.99))
    assert label.isHidden()


def test_what_is_shown_comes_from_the_state_alone(qtbot: QtBot, section: BoxesSection) -> None:
    with qtbot.assertNotEmitted(section.threshold_changed), qtbot.assertNotEmitted(section.chosen):
        section.show_boxes(with_threshold(STATES["definite"], 0.5))
        section.show_boxes(STATES["negative"])
        section.show_boxes(STATES["waiting"])
    assert section.threshold.isHidden()
    assert section.list.isHidden()
