"""From the batch page into reading: the same folders, in the order to read in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from fracview.review.case import SortKey
from fracview.ui.opening import open_paths

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fracview.review.catalog import Catalog
    from fracview.ui.main_window import MainWindow

FIRST_FOUND = (0, 0)
"""What is shown as soon as a folder is opened: its first file."""


def read(window: MainWindow, roots: Sequence[Path], *, disagreements: bool) -> None:
    """Open these with the list in the reading order; only what contradicts itself with `disagreements`.

    Once everything is in the list, the first of that order is shown, unless the reader has gone elsewhere.
    """
    session, bar = window.session, window.cases.filter_bar
    bar.clear()
    window.cases.sort_by(SortKey.QUEUE)
    if disagreements:
        bar.show_disagreements()
    open_paths(window, roots)
    catalog = session.catalog

    def walked() -> None:
        """What the store knows is asked for already; this comes after the answers."""
        session.records.load_all([], lambda _: _begin(window, catalog), lambda _: None)

    session.walk.finished.connect(walked, Qt.ConnectionType.SingleShotConnection)


def _begin(window: MainWindow, catalog: Catalog) -> None:
    if window.session.catalog is not catalog or window.session.key not in (None, FIRST_FOUND):
        return
    window.cases.sort_by(SortKey.QUEUE)
    window.cases.refresh()
    if len(catalog.order):
        window.go_to(int(catalog.order[0]))
