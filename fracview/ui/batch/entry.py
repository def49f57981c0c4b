"""The door from the window to the batch page: light, so that the launch pays nothing for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fracview.ui.batch.mode import BatchMode
    from fracview.ui.main_window import MainWindow


def mode_of(window: MainWindow) -> BatchMode:
    """The window's batch page with what belongs to it; made when it is first asked for."""
    if window.batch is None:
        from fracview.ui.batch.mode import BatchMode

        window.batch = BatchMode(window)
    return window.batch


def toggle(window: MainWindow) -> None:
    """Read, or the batch page."""
    mode_of(window).set_on(window.actions_by_id["batch"].isChecked())


def dropped(window: MainWindow, paths: Sequence[Path]) -> bool:
    """On the page, what is dropped is run over: takes it where the page is in view, and says whether."""
    mode = window.batch
    if mode is None or not mode.is_on:
        return False
    mode.add(paths)
    return True
