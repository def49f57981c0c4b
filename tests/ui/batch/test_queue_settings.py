from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox

from fracview.review.settings import Settings
from fracview.ui.batch.queue_settings import QueueSettings

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def fields(qtbot: QtBot) -> QueueSettings:
    made = QueueSettings()
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        Settings(queue_ageing_h=None, queue_negative_share=0.2, read_first=True),
        Settings(queue_ageing_h=1.5, queue_negative_share=0.0, reader="me"),
        Settings(queue_ageing_h=8760, queue_negative_share=1.0),
    ],
)
def test_settings_come_back_as_they_were_shown(
    fields: QueueSettings, qtbot: QtBot, settings: Settings
) -> None:
    with qtbot.assertNotEmitted(fields.changed):
        fields.show_settings(settings)
    assert fields.changed_settings(settings) == settings


def test_every_field_tells_of_a_change(fields: QueueSettings, qtbot: QtBot) -> None:
    fields.show_settings(Settings())
    for change in (
        lambda: fields.findChild(QCheckBox, "batch_read_first").click(),
        lambda: fields.findChild(QDoubleSpinBox, "batch_ageing_h").setValue(48),
        lambda: fields.findChild(QDoubleSpinBox, "batch_negative_share").setValue(10),
        lambda: fields.findChild(QCheckBox, "batch_ageing").click(),
    ):
        with qtbot.waitSignal(fields.changed):
            change()
    wanted = Settings(queue_ageing_h=None, queue_negative_share=0.1, read_first=True)
    assert fields.changed_settings(Settings()) == wanted
    assert not fields.findChild(QDoubleSpinBox, "batch_ageing_h").isEnabled()


def test_whole_numbers_are_written_without_decimals(fields: QueueSettings) -> None:
    fields.show_settings(Settings())
    assert fields.findChild(QDoubleSpinBox, "batch_ageing_h").text() == "24 h"
    assert fields.findChild(QDoubleSpinBox, "batch_negative_share").text() == "5 %"
