from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from fracview.ui.cases.chip import Chip


@pytest.fixture
def chip(qtbot: Any) -> Chip:
    made = Chip("Doubt", "doubt")
    qtbot.addWidget(made)
    made.show()
    return made


def test_it_says_its_count_to_eye_and_ear(chip: Chip) -> None:
    narrow = chip.sizeHint().width()
    chip.show_count(12345)
    assert chip.accessibleName() == "Doubt, 12345"
    assert chip.sizeHint().width() > narrow


def test_it_looks_different_when_it_is_on(qtbot: Any, chip: Chip) -> None:
    off = chip.grab().toImage()
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert chip.isChecked()
    assert chip.grab().toImage() != off


def test_a_key_turns_it_on(qtbot: Any, chip: Chip) -> None:
    qtbot.keyClick(chip, Qt.Key.Key_Space)
    assert chip.isChecked()


def test_a_number_that_is_not_to_be_told_leaves_the_name(qtbot: Any) -> None:
    chip = Chip("Doubt")
    qtbot.addWidget(chip)
    chip.show_count(12)
    wide = chip.sizeHint().width()
    chip.show_count(None)
    assert chip.accessibleName() == "Doubt"
    assert chip.sizeHint().width() < wide
