from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget

from fracview.ui import modes
from fracview.ui.batch import entry as batching
from fracview.ui.compare import entry as comparing

if TYPE_CHECKING:
    from tests.ui.windows import Windows


def test_nothing_is_made_before_it_is_asked_for(windows: Windows) -> None:
    window = windows.make().window
    assert modes.made(window) == []
    assert modes.mode_shown(window) is None
    assert not isinstance(window.centralWidget(), QStackedWidget)


def test_one_mode_is_shown_at_a_time(windows: Windows) -> None:
    driven = windows.make()
    window = driven.window
    hidden = [dock.isHidden() for dock in window.docks]
    driven.act("compare")
    driven.act("batch")
    assert modes.mode_shown(window) is window.batch
    assert window.centralWidget().currentWidget() is window.batch.page
    assert not window.actions_by_id["compare"].isChecked()
    driven.act("compare")
    assert modes.mode_shown(window) is window.compare
    assert not window.actions_by_id["batch"].isChecked()
    driven.act("compare")
    assert modes.mode_shown(window) is None
    assert [dock.isHidden() for dock in window.docks] == hidden
    assert modes.made(window) == [comparing.mode_of(window), batching.mode_of(window)]


def test_an_action_goes_to_the_page_only_while_it_is_shown_and_knows_it(windows: Windows) -> None:
    driven = windows.make()
    done: list[str] = []
    modes.routed(driven.window, "fit", lambda: done.append("reading"))
    driven.act("compare")
    modes.routed(driven.window, "fit", lambda: done.append("reading"))
    modes.routed(driven.window, "about", lambda: done.append("either"))
    driven.act("compare")
    modes.routed(driven.window, "fit", lambda: done.append("reading"))
    assert done == ["reading", "either", "reading"]


def test_what_means_nothing_on_a_page_is_disabled_on_it(windows: Windows) -> None:
    driven = windows.make()
    actions = driven.window.actions_by_id
    before = {name: action.isEnabled() for name, action in actions.items()}
    driven.act("batch")
    assert not actions["fit"].isEnabled()
    assert not actions["agree"].isEnabled()
    assert actions["compare"].isEnabled()
    driven.act("batch")
    assert {name: action.isEnabled() for name, action in actions.items()} == before


def test_out_of_full_screen_the_page_follows_a_moment_later(windows: Windows) -> None:
    driven = windows.make()
    driven.act("full_screen")
    driven.act("batch")
    driven.wait(lambda: driven.window.batch.is_on)
    assert not driven.window.isFullScreen()
    assert all(dock.isHidden() for dock in driven.window.docks)
