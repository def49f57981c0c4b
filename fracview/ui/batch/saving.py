"""Writing out, from the page: on a thread of its own, its progress shown, cancelled at will."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from fracview.ui.work import Lane

if TYPE_CHECKING:
    from collections.abc import Callable

    from fracview.inference import Analyzer
    from fracview.review.store import Store
    from fracview.ui.batch.output import OutputPart
    from fracview.ui.batch.run import Request
    from fracview.ui.session.session import Session
    from fracview.ui.work import Ticket


class Saving(QObject):
    """Carries one order out at a time.

    Parameters
    ----------
    session
        Whose store is used.
    open_analyzer
        The session's networks, or new ones; called on the writing thread.
    part
        Where it is shown.
    """

    def __init__(
        self,
        session: Session,
        open_analyzer: Callable[[], Analyzer],
        part: OutputPart,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._open_analyzer = open_analyzer
        self._part = part
        self._ticket: Ticket | None = None
        self._stop = threading.Event()
        self._lane = Lane("batch-output", self, behind=True)

    def start(self, request: Request) -> None:
        """Write what is ticked into the folder that is named."""
        from fracview.ui.batch.exporting import Order, save  # not needed to show the page

        folder = self._part.folder
        if folder is None or not self._part.wanted:
            return
        order = Order(folder, self._part.wanted, self._part.identifiers.isChecked(), request)
        self._part.show_begun()
        stop = self._stop = threading.Event()

        def write(store: Store) -> None:
            work = lambda: save(order, self._open_analyzer, store, stop)  # noqa: E731
            self._ticket = self._lane.submit(work, self._part.show_written, self._part.show_refused)

        self._ticket = self._session.records.open_again(write, self._part.show_refused)

    def cancel(self) -> None:
        """Leave every file as it was."""
        self._drop()
        self._part.show_cancelled()

    def close(self) -> None:
        """End the thread; what is half written is thrown away."""
        self._drop()
        self._lane.close()

    def _drop(self) -> None:
        self._stop.set()
        if self._ticket is not None:
            self._ticket.cancel()
