from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton

from fracview.ui.status_message import DetailsDialog, MessagePart

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform


def test_a_sentence_stays_until_it_is_taken_away(qtbot: QtBot) -> None:
    part = MessagePart()
    qtbot.addWidget(part)
    assert part.label.isHidden()
    part.show_message("The store is locked.", "", warn=True)
    assert part.label.full_text == "The store is locked."
    assert part.label.property("role") == "warn"
    assert part.details.isHidden()
    part.dismiss.click()
    assert part.label.isHidden()
    assert part.dismiss.isHidden()


def test_details_are_one_click_away_and_can_be_copied(qtbot: QtBot) -> None:
    part = MessagePart()
    qtbot.addWidget(part)
    part.show_message("The store is locked.", "line <one>\nline two", warn=False)
    assert part.label.property("role") == ""
    part.details.click()
    dialog = part.findChild(DetailsDialog)
    assert dialog.findChild(QPlainTextEdit).toPlainText() == "line <one>\nline two"
    dialog.findChild(QPushButton, "details_copy").click()
    assert QGuiApplication.clipboard().text() == "The store is locked.\n\nline <one>\nline two"
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()
