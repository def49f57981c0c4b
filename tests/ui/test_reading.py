from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fracview.review.reading_order import QueueOptions
from fracview.review.settings import Settings
from fracview.ui.reading import queue_options

if TYPE_CHECKING:
    from tests.ui.windows import Windows


def test_the_order_is_made_as_the_settings_say() -> None:
    assert queue_options(Settings()) == QueueOptions()
    settings = Settings(queue_ageing_h=None, queue_negative_share=0.5)
    assert queue_options(settings) == QueueOptions(None, 0.5)


def test_settings_reach_every_part(windows: Windows) -> None:
    driven = windows.make(settings=Settings(reader="Dr R", queue_ageing_h=2.0))
    window = driven.window
    assert window.session.said.verdicts.reader == window.session.said.impressions.reader == "Dr R"
    assert window.session.catalog.queue_options.ageing_cap_h == 2.0
    assert not window.session.said.read_first
    assert not window.status.read_first.isVisible()
    window.change_settings(replace(window.settings, read_first=True))
    assert window.session.said.read_first
    assert window.status.read_first.isVisible()
    assert window.actions_by_id["read_first"].isChecked()
    assert "assistant's" in window.cases.filter_bar.sort.toolTip()
