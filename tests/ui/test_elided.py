from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from fracview.ui.elided import ElidedLabel

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

TEXT = "fracture-n 3fa9c1, region-n ab12cd, detection-n ef3456"

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform


@pytest.fixture
def label(qtbot: QtBot) -> ElidedLabel:
    widget = ElidedLabel(fewest=6)
    qtbot.addWidget(widget)
    widget.show_text(TEXT, "three networks")
    widget.resize(widget.sizeHint())
    widget.show()
    return widget


def test_all_of_it_is_shown_where_there_is_room(label: ElidedLabel) -> None:
    assert label.text() == TEXT
    assert label.toolTip().endswith("three networks")


def test_without_room_it_is_shortened_and_the_tooltip_has_all_of_it(label: ElidedLabel) -> None:
    label.resize(120, label.height())
    assert label.text().endswith("\u2026")
    assert label.fontMetrics().horizontalAdvance(label.text()) <= 120
    assert label.toolTip() == f"{TEXT}\nthree networks"
    assert label.accessibleName() == label.full_text == TEXT


def test_it_gives_way_down_to_a_few_letters(label: ElidedLabel) -> None:
    few = label.fontMetrics().horizontalAdvance(TEXT[:6])
    assert few <= label.minimumSizeHint().width() < 2 * few
    label.show_text("ok")
    assert label.minimumSizeHint().width() <= label.sizeHint().width()


def test_a_tooltip_that_says_nothing_new_is_left_out(label: ElidedLabel) -> None:
    label.show_text("ok")
    label.resize(200, label.height())
    assert label.toolTip() == ""


def test_text_is_never_markup(label: ElidedLabel) -> None:
    assert label.textFormat() is Qt.TextFormat.PlainText
