"""The question for a newer version when the program starts, where the reader has chosen that."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from fracview import __version__
from fracview.review import updates
from fracview.review.paths import config_dir
from fracview.ui.work import LATER, Lane

if TYPE_CHECKING:
    from fracview.ui.main_window import MainWindow

logger = logging.getLogger(__name__)


def ask_at_start(window: MainWindow) -> Lane | None:
    """Ask on a lane of its own, which ends with the answer; nothing at all unless it was chosen.

    The window's lane for errands also saves settings: a network that hangs must not keep it.
    """
    address, noted = updates.UPDATE_ADDRESS, config_dir() / updates.NOTED
    if not (window.settings.check_for_updates and address):
        return None
    lane = Lane("updates", window, behind=True)
    application = QApplication.instance()
    if application is not None:
        application.aboutToQuit.connect(lane.close)

    def answered(found: str) -> None:
        lane.close()
        if found:
            _say(window, found)

    def failed(error: Exception) -> None:
        lane.close()
        logger.info("the newest version is not known: %s", type(error).__name__)

    lane.submit(lambda: updates.newer_version(address, noted), answered, failed, LATER)
    return lane


def _say(window: MainWindow, found: str) -> None:
    """Never in place of another sentence: it can wait until tomorrow."""
    if not window.status.message.label.full_text:
        window.status.show_message(f"A newer version is there: FracView {found}. This is {__version__}.")
