from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fracview.ui.compare.matrix import MatrixView, ShownMatrix

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

MATRIX = ShownMatrix(
    "Fracture, n = 10", ("fracture", "none"), ("fracture", "none", "no answer"), ((3, 1, 0), (2, 3, 1))
)


@pytest.fixture
def view(qtbot: QtBot) -> MatrixView:
    made = MatrixView("matrix")
    qtbot.addWidget(made)
    made.show_matrix(MATRIX)
    made.resize(300, made.sizeHint().height())
    return made


def test_a_click_tells_the_cell(view: MatrixView) -> None:
    told: list[tuple[int, int]] = []
    view.cell_chosen.connect(lambda row, column: told.append((row, column)))
    for cell in ((0, 0), (1, 2)):
        at = view.cell_rect(*cell).center().toPoint()
        QTest.mouseMove(view, at)
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert told == [(0, 0), (1, 2)]


def test_the_keyboard_reaches_every_cell(view: MatrixView) -> None:
    told: list[tuple[int, int]] = []
    view.cell_chosen.connect(lambda row, column: told.append((row, column)))
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(view, key)
    assert told == [(1, 2)]


def test_cells_in_words(view: MatrixView) -> None:
    assert view.words(0, 0) == "reference fracture, answer fracture: 3 (75% of this row)"
    assert "answer no answer: 1" in view.accessibleDescription()


def test_it_is_painted_with_and_without_counts(view: MatrixView) -> None:
    full = view.grab().toImage()
    view.show_matrix(ShownMatrix("Fracture", note="nothing said"))
    assert view.grab().toImage() != full
    assert view.cell_at(QPoint(100, 40)) is None


@pytest.mark.qt_log_ignore("does not support raise")
def test_the_tooltip_is_asked_for_by_cell(view: MatrixView) -> None:
    at = view.cell_rect(0, 1).center().toPoint()
    event = QHelpEvent(QEvent.Type.ToolTip, at, view.mapToGlobal(at))
    assert QApplication.sendEvent(view, event)
