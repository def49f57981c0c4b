"""Counting the review, from the page: on a thread of its own, anew whenever it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from fracview.review.batch.recall import key_of
from fracview.ui.batch.counting import count
from fracview.ui.work import Lane

if TYPE_CHECKING:
    from fracview.review.store import Store
    from fracview.ui.batch.reviewing import ReviewPart
    from fracview.ui.batch.run import Request
    from fracview.ui.session.session import Session
    from fracview.ui.work import Ticket


class ReviewCount(QObject):
    """Looks up what was run over, and shows what readers said of it."""

    def __init__(self, session: Session, part: ReviewPart, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._part = part
        self._ticket: Ticket | None = None
        self._lane = Lane("batch-count", self, behind=True)

    def start(self, request: Request) -> None:
        """Count; what was being counted before is dropped."""
        self.stop()
        if not request.roots:
            self._part.show_nothing()
            return

        def look_up(store: Store) -> None:
            key = self._key(request)
            work = lambda: count(request.roots, store, key)  # noqa: E731
            self._ticket = self._lane.submit(work, self._part.show_reviewed, self._part.show_refused)

        self._ticket = self._session.records.open_again(look_up, self._part.show_refused)

    def stop(self) -> None:
        """Count no further."""
        if self._ticket is not None:
            self._ticket.cancel()

    def close(self) -> None:
        """Stop, and end the thread."""
        self.stop()
        self._lane.close()

    def _key(self, request: Request) -> str:
        """Under what the findings of such a run are kept."""
        analyzer = self._session.analyses.networks.analyzer
        if analyzer is None:
            return self._session.records.models_key
        options = request.options
        return key_of(analyzer.permitting(run_anyway=options.run_anyway, ignore_gate=options.ignore_gate))
