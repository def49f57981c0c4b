"""Header browser: search, copy, plain text, Esc."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from fracview.reading.header_row import HeaderRow
from fracview.ui.dialogs.header import HeaderDialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform

ROWS = (
    HeaderRow("(0008,0060)", "Modality", "CS", "CR"),
    HeaderRow("(0010,0010)", "PatientName", "PN", "<script>alert(1)</script>"),
    HeaderRow("(0010,0020)", "PatientID", "LO", "4711"),
)


@pytest.fixture
def dialog(qtbot: QtBot) -> HeaderDialog:
    made = HeaderDialog()
    qtbot.addWidget(made)
    made.show_header("IMG1.dcm", ROWS)
    made.show()
    return made


def table(dialog: HeaderDialog) -> QTableView:
    found = dialog.findChild(QTableView, "header_table")
    assert isinstance(found, QTableView)
    return found


def text(dialog: HeaderDialog, name: str) -> str:
    found = dialog.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found.text()


def search(dialog: HeaderDialog) -> QLineEdit:
    found = dialog.findChild(QLineEdit, "header_search")
    assert isinstance(found, QLineEdit)
    return found


def test_it_names_file_and_number_of_lines(dialog: HeaderDialog) -> None:
    assert dialog.windowTitle() == "File header: IMG1.dcm"
    assert text(dialog, "header_count") == "3 lines"
    assert "patient data" in text(dialog, "header_note")


def test_typing_filters(dialog: HeaderDialog, qtbot: QtBot) -> None:
    qtbot.keyClicks(search(dialog), "patient")
    assert table(dialog).model().rowCount() == 2
    assert text(dialog, "header_count") == "2 of 3 lines"


def test_the_search_stays_for_the_next_file(dialog: HeaderDialog, qtbot: QtBot) -> None:
    qtbot.keyClicks(search(dialog), "modality")
    dialog.show_header("IMG2.dcm", ROWS[:2])
    assert text(dialog, "header_count") == "1 of 2 lines"


def test_selected_lines_are_copied(dialog: HeaderDialog, qtbot: QtBot) -> None:
    table(dialog).selectRow(2)
    table(dialog).setFocus()
    qtbot.keyClick(table(dialog), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "(0010,0020)\tPatientID\tLO\t4711"


def test_without_a_selection_everything_shown_is_copied(dialog: HeaderDialog, qtbot: QtBot) -> None:
    qtbot.keyClicks(search(dialog), "patient")
    button = dialog.findChild(QPushButton, "header_copy")
    assert isinstance(button, QPushButton)
    button.click()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 2
    assert "<script>" in QGuiApplication.clipboard().text()


def test_a_problem_is_said_in_place_of_lines(dialog: HeaderDialog) -> None:
    dialog.show_problem("IMG3.dcm", "The file is empty (0 bytes).")
    assert text(dialog, "header_count") == "The file is empty (0 bytes)."
    assert table(dialog).model().rowCount() == 0


def test_escape_closes(dialog: HeaderDialog, qtbot: QtBot) -> None:
    assert not dialog.isModal()
    qtbot.keyClick(search(dialog), Qt.Key.Key_Escape)
    assert not dialog.isVisible()
