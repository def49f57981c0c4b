from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSpinBox, QVBoxLayout, QWidget

from fracview.ui.own_keys import keep_arrow_keys

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_a_field_with_the_focus_keeps_its_arrow_keys(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    moved: list[bool] = []
    QShortcut(Qt.Key.Key_Up, window).activated.connect(lambda: moved.append(True))
    box = QSpinBox()
    QVBoxLayout(window).addWidget(box)
    keep_arrow_keys(box)
    window.show()
    window.activateWindow()
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert box.value() == 1
    assert not moved
