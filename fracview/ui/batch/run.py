"""One run over folders, from the page: networks and store waited for, the job on a thread, its state told."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal

from fracview.review.batch.job import BatchJob, BatchOptions
from fracview.review.batch.progress import BatchProgress
from fracview.ui.batch.words import UNDER_WAY
from fracview.ui.work import Lane

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fracview.inference import Analyzer
    from fracview.review.store import Store
    from fracview.ui.session.session import Session
    from fracview.ui.work import Ticket

TOLD_EVERY_MS = 250
PATIENCE_MS = 20_000
"""When the window closes, what is under way is waited for; a share that hangs not longer than this."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to run over, and how."""

    roots: tuple[Path, ...]
    options: BatchOptions


class BatchRun(QObject):
    """Runs one job at a time.

    It uses the networks and the store that the session has opened: two objects on one store's file in one
    process would undo each other's locks.

    Parameters
    ----------
    session
        Whose networks and store are used.
    open_analyzer
        Opens the networks anew, where the session could not; called on the run's thread.

    Attributes
    ----------
    progress
        As last told; None before the first run.
    request
        Of the run under way, or of the last; None before the first.
    is_stopping
        Whether a run was cancelled that still finishes what is under way.

    Signals
    -------
    changed
        The `BatchProgress`, a few times a second while the run is under way, and once when it has ended.
    ended
        After that last one.
    """

    changed = Signal(object)
    ended = Signal()

    def __init__(
        self, session: Session, open_analyzer: Callable[[], Analyzer], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.progress: BatchProgress | None = None
        self.request: Request | None = None
        self.is_stopping = False
        self._session = session
        self._open_analyzer = open_analyzer
        self._job: BatchJob | None = None
        self._waits_for_networks = False
        self._store_asked: Ticket | None = None
        self._lane = Lane("batch", self, behind=True)
        self._timer = QTimer(self, interval=TOLD_EVERY_MS)
        self._timer.timeout.connect(self._poll)
        session.analyses.networks_changed.connect(self._networks_changed)

    @property
    def is_under_way(self) -> bool:
        """Whether there is something to pause, to go on with or to cancel."""
        return self.progress is not None and self.progress.state in UNDER_WAY

    def start(self, request: Request) -> None:
        """Begin, or go on where a run was stopped: what is done is recalled from the store."""
        if self.is_under_way:
            return
        self.request = request
        self._tell(BatchProgress("opening"))
        self._waits_for_networks = True
        self._session.analyses.start()
        self._networks_changed()

    def pause(self, paused: bool) -> None:
        """Leave off after what is under way, or go on."""
        if self._job is not None:
            self._job.pause(paused)
            self._poll()

    def cancel(self) -> None:
        """Stop after what is under way; everything done is saved."""
        if self._job is not None:
            self.is_stopping = True
            self._job.cancel()
            self._poll()
        elif self.is_under_way:  # nothing has begun
            self._waits_for_networks = False
            if self._store_asked is not None:
                self._store_asked.cancel()
            self._over(BatchProgress("cancelled"))

    def close(self) -> None:
        """Cancel, wait for what is under way while the window is still painted, and end the thread."""
        self.cancel()
        if self._job is not None:
            waiting = QEventLoop()
            self.ended.connect(waiting.quit)
            QTimer.singleShot(PATIENCE_MS, waiting, waiting.quit)
            waiting.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        self._timer.stop()
        self._lane.close()

    def _networks_changed(self) -> None:
        """Go on once the networks are open, or were refused: then the run tries for itself, and says why."""
        networks = self._session.analyses.networks
        if self._waits_for_networks and (networks.analyzer is not None or networks.error is not None):
            self._waits_for_networks = False
            self._store_asked = self._session.records.open_again(self._begin, self._failed)

    def _begin(self, store: Store) -> None:
        assert self.request is not None
        analyzer = self._session.analyses.networks.analyzer
        opener = self._open_analyzer if analyzer is None else lambda: analyzer
        job = self._job = BatchJob(self.request.roots, opener, store, self.request.options)
        self._lane.submit(lambda: _carried_out(job), self._over, self._failed)
        self._timer.start()

    def _poll(self) -> None:
        if self._job is not None:
            self._tell(self._job.progress())

    def _over(self, progress: BatchProgress) -> None:
        self._timer.stop()
        self._job, self.is_stopping = None, False
        self._tell(progress)
        self.ended.emit()

    def _failed(self, error: Exception) -> None:
        """The job has told why, or it never came to a job."""
        ended = self._job.progress() if self._job is not None else BatchProgress()
        self._over(replace(ended, state="failed", error=ended.error or error))

    def _tell(self, progress: BatchProgress) -> None:
        self.progress = progress
        self.changed.emit(progress)


def _carried_out(job: BatchJob) -> BatchProgress:
    """On the run's thread, to its end; the page asks the job itself how far it is."""
    with closing(job.steps()) as steps:
        for _ in steps:
            pass
    return job.progress()
