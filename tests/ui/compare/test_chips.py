from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QToolButton

from fracview.ui.compare.chips import Chip, ChipBar

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

ONE, OTHER = Chip("fracture", (1, 0), "missed"), Chip("roc", (0.5,), "wrong at 0.5")


def test_chips_come_and_go(qtbot: QtBot) -> None:
    bar = ChipBar()
    qtbot.addWidget(bar)
    assert bar.isHidden()
    removed: list[Chip] = []
    bar.removed.connect(removed.append)
    bar.show_chips([ONE, OTHER])
    assert not bar.isHidden()
    buttons = bar.findChildren(QToolButton, "compare_chip")
    assert [button.text() for button in buttons] == ["missed  ×", "wrong at 0.5  ×"]
    buttons[1].click()
    assert removed == [OTHER]
    bar.show_chips([])
    assert bar.isHidden()
    assert bar.chips == ()


def test_the_same_chips_are_left_as_they_are(qtbot: QtBot) -> None:
    bar = ChipBar()
    qtbot.addWidget(bar)
    bar.show_chips([ONE])
    button = bar.findChild(QToolButton, "compare_chip")
    bar.show_chips([ONE])
    assert bar.findChild(QToolButton, "compare_chip") is button
