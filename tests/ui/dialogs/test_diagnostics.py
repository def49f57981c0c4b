"""Diagnostics: a text to read and to copy."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from fracview.ui.dialogs.diagnostics import DiagnosticsDialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform

REPORT = "FracView 1.0\nprovider       CPU: works"


@pytest.fixture
def dialog(qtbot: QtBot) -> DiagnosticsDialog:
    made = DiagnosticsDialog()
    qtbot.addWidget(made)
    made.show()
    return made


def button(dialog: DiagnosticsDialog, name: str) -> QPushButton:
    found = dialog.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def shown(dialog: DiagnosticsDialog) -> str:
    found = dialog.findChild(QPlainTextEdit, "diagnostics_text")
    assert isinstance(found, QPlainTextEdit)
    assert found.isReadOnly()
    return found.toPlainText()


def test_it_waits_first_and_copies_nothing_yet(dialog: DiagnosticsDialog) -> None:
    assert "Looking" in shown(dialog)
    assert not button(dialog, "diagnostics_copy").isEnabled()


def test_the_report_is_copied_whole(dialog: DiagnosticsDialog) -> None:
    dialog.show_text(REPORT)
    assert shown(dialog) == REPORT
    button(dialog, "diagnostics_copy").click()
    assert QGuiApplication.clipboard().text() == REPORT


def test_it_can_look_again(dialog: DiagnosticsDialog, qtbot: QtBot) -> None:
    dialog.show_text(REPORT)
    with qtbot.waitSignal(dialog.refresh_asked):
        button(dialog, "diagnostics_again").click()
    assert "Looking" in shown(dialog)


def test_escape_closes(dialog: DiagnosticsDialog, qtbot: QtBot) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
