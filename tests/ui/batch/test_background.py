from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.review.settings import Settings
from fracview.ui.batch.background import BackgroundHold
from fracview.ui.batch.words import LIST_WAITS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.windows import Windows


def test_the_list_waits_and_goes_on(windows: Windows, folder: Path) -> None:
    driven = windows.make(settings=Settings())
    driven.open(folder)
    pause = driven.window.actions_by_id["analyse_pause"]
    hold = BackgroundHold(driven.window)
    hold.set_held(True)
    hold.set_held(True)
    assert pause.isChecked()
    assert driven.message == LIST_WAITS
    hold.set_held(False)
    assert not pause.isChecked()
    assert driven.message == ""
    driven.wait_answered()


def test_what_the_reader_has_paused_stays_paused(windows: Windows) -> None:
    driven = windows.make()
    driven.act("analyse_pause")
    hold = BackgroundHold(driven.window)
    hold.set_held(True)
    hold.set_held(False)
    assert driven.window.actions_by_id["analyse_pause"].isChecked()


def test_what_the_reader_lets_go_on_meanwhile_goes_on(windows: Windows) -> None:
    driven = windows.make()
    hold = BackgroundHold(driven.window)
    hold.set_held(True)
    driven.act("analyse_pause")
    hold.set_held(False)
    assert not driven.window.actions_by_id["analyse_pause"].isChecked()
