from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel

from fracview.core.annotation import DataNote
from fracview.ui.compare.data_report import DataReport

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_a_row_a_note_and_a_count_by_kind(qtbot: QtBot) -> None:
    notes = [DataNote("no_file", "a.jpg", "No file."), DataNote("label_mismatch", "b.jpg", "They differ.")]
    report = DataReport(notes)
    qtbot.addWidget(report)
    assert report.table.rowCount() == 2
    assert report.table.item(1, 1).text() == "b.jpg"
    assert report.findChild(QLabel, "data_report_summary").text() == "1 no file, 1 label mismatch"
    assert DataReport([]).findChild(QLabel, "data_report_summary").text() == "Nothing to report."
