"""The list's own analysis waits while a batch has the networks at work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.ui.batch.words import LIST_WAITS

if TYPE_CHECKING:
    from fracview.ui.main_window import MainWindow


class BackgroundHold:
    """Pauses the analysis in the background, says so, and lets it go on; a reader's own pause stays."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._held = False

    def set_held(self, held: bool) -> None:
        """Whether the networks are at work on the batch."""
        if held == self._held:
            return
        action = self._window.actions_by_id["analyse_pause"]
        if held and not action.isChecked():
            self._held = True
            action.setChecked(True)
            self._window.session.background.pause(True)
            if self._window.settings.analyse_in_background and len(self._window.session.catalog):
                self._window.status.show_message(LIST_WAITS)
        elif not held:
            self._held = False
            if action.isChecked():  # the reader may have let it go on
                action.setChecked(False)
                self._window.session.background.pause(False)
            if self._window.status.message.label.full_text == LIST_WAITS:
                self._window.status.show_message("")
