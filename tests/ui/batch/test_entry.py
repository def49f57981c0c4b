from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fracview.ui.batch import entry

if TYPE_CHECKING:
    from tests.ui.batch.driven import Batch
    from tests.ui.windows import Windows


def test_there_is_one_page_a_window_made_when_it_is_asked_for(windows: Windows) -> None:
    driven = windows.make()
    assert driven.window.batch is None
    assert not entry.dropped(driven.window, [Path("share")])
    driven.act("batch")
    assert driven.window.batch is entry.mode_of(driven.window)
    assert driven.window.batch.is_on
    driven.act("batch")
    assert not driven.window.batch.is_on


def test_what_is_dropped_is_run_over_only_while_the_page_is_shown(batch: Batch, folder: Path) -> None:
    window = batch.driven.window
    assert entry.dropped(window, [folder])
    assert batch.page.what.roots.paths == (folder,)
    batch.driven.act("batch")
    assert not entry.dropped(window, [folder])
