from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from fracview.ui.batch.page import BatchPage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def page(qtbot: QtBot, dressed: QApplication) -> BatchPage:
    made = BatchPage()
    qtbot.addWidget(made)
    made.resize(1280, 700)
    made.show()
    return made


def test_all_parts_hear_of_the_folders(page: BatchPage) -> None:
    page.what.roots.add([Path("a")])
    page.show_roots()
    for name in ("batch_go", "batch_count", "batch_read"):
        assert page.findChild(QPushButton, name).isEnabled()
    page.what.roots.selectAll()
    page.what.roots.remove_chosen()
    page.show_roots()
    assert not page.findChild(QPushButton, "batch_go").isEnabled()


def test_nothing_is_cut_off_at_the_side(page: BatchPage) -> None:
    page.what.roots.add([Path("a very long name of a folder " * 20)])
    page.what.show_store(Path("deep " * 60))
    page.output.show_folder(Path("deep " * 60))
    QApplication.processEvents()
    assert page.horizontalScrollBar().maximum() == 0
    right = page.viewport().width()
    for part in page.widget().findChildren(QWidget):
        if part.isVisible():
            assert part.mapTo(page.widget(), part.rect().topRight()).x() <= right, part.objectName()


def test_every_control_can_be_reached_by_key_and_has_a_name(page: BatchPage) -> None:
    buttons = page.findChildren(QPushButton)
    assert all(button.text() or button.accessibleName() for button in buttons)
    assert all(button.toolTip() for button in buttons if button.objectName() != "batch_go")
