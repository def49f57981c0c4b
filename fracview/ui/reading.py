"""How the reader reads: who it is, in which order, and whether before the assistant; from the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.review.reading_order import QueueOptions

if TYPE_CHECKING:
    from fracview.review.settings import Settings
    from fracview.ui.main_window import MainWindow


def queue_options(settings: Settings) -> QueueOptions:
    """What the reading order is made with."""
    return QueueOptions(settings.queue_ageing_h, settings.queue_negative_share)


def apply_settings(window: MainWindow) -> None:
    """Hand the session and every part what concerns reading."""
    settings = window.settings
    window.session.set_reading(settings.reader, queue_options(settings), read_first=settings.read_first)
    window.actions_by_id["read_first"].setChecked(settings.read_first)
    window.status.show_read_first(settings.read_first)
    window.cases.show_read_first(settings.read_first)
    window.cases.renew()
