"""Writing to the store on a thread of its own, some results at a time, beside reading and networks."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING

from fracview.review.store import KnownFile

if TYPE_CHECKING:
    from fracview.core.analysis import Analysis
    from fracview.review.run import Step
    from fracview.review.store import FileStamp, Store

    Place = tuple[str, int]

TOGETHER = 32
"""Results a transaction: so many, and what is under way, are done again after a power cut."""

LATEST_S = 1.0
"""A result waits no longer than this for others."""

MOST_WAITING = 256
"""Beyond it the run waits: results must not pile up before a slow disk."""

PATIENCE_S = 60.0
"""How long a store that another process holds is tried again before the run is given up."""

RETRY_S = 0.5


class Saver:
    """Keeps the results of one run; a context manager.

    Leaving the context writes what is still in hand. `StoreError` is raised on the run's thread, by the next
    `keep` or at the end; what was written before stays written.

    Parameters
    ----------
    store
        Where to.
    key
        Under which networks.
    patience_s
        See `PATIENCE_S`.
    """

    def __init__(self, store: Store, key: str, patience_s: float = PATIENCE_S) -> None:
        self._store = store
        self._key = key
        self._patience_s = patience_s
        self._changed = threading.Condition()
        self._queue: deque[Step] = deque()
        self._waiting: dict[Place, Analysis] = {}
        self._error: Exception | None = None
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="fracview-store")

    def __enter__(self) -> Saver:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._thread.join()
        if self._error is not None and error is None:
            raise self._error

    def keep(self, step: Step) -> None:
        """Hand over one result; waits where too many wait already.

        Raises
        ------
        StoreError
            What could not be written before.
        """
        with self._changed:
            self._changed.wait_for(lambda: len(self._queue) < MOST_WAITING or self._error is not None)
            if self._error is not None:
                raise self._error
            self._queue.append(step)
            if step.analysis.sha256:
                self._waiting[step.analysis.sha256, step.analysis.frame] = step.analysis
            self._changed.notify_all()

    def waiting(self, place: Place) -> Analysis | None:
        """A result that is not written yet."""
        with self._changed:
            return self._waiting.get(place)

    def _run(self) -> None:
        try:
            while steps := self._take():
                self._write(steps)
                with self._changed:
                    for step in steps:
                        self._waiting.pop((step.analysis.sha256, step.analysis.frame), None)
        except Exception as error:  # noqa: BLE001 - handed to the run's own thread, and raised there
            with self._changed:
                self._error = error
                self._changed.notify_all()

    def _take(self) -> list[Step]:
        """Wait for enough, or for long enough; nothing at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._closing)
            self._changed.wait_for(lambda: len(self._queue) >= TOGETHER or self._closing, LATEST_S)
            taken = [self._queue.popleft() for _ in range(min(TOGETHER, len(self._queue)))]
            self._changed.notify_all()
            return taken

    def _write(self, steps: list[Step]) -> None:
        """One transaction; tried again while another process holds the store."""
        analyses = [step.analysis for step in steps]
        learnt = [one for step in steps if (one := self._learnt(step)) is not None]
        give_up = time.monotonic() + self._patience_s
        while True:
            try:
                self._store.save_run(analyses, learnt, self._key)
            except OSError as error:  # a `StoreError`
                if getattr(error, "reason", "") != "store_locked" or time.monotonic() > give_up:
                    raise
                time.sleep(RETRY_S)
            else:
                return

    def _learnt(self, step: Step) -> tuple[FileStamp, KnownFile] | None:
        sha256 = step.analysis.sha256
        if step.stamp is None or not sha256:
            return None
        return step.stamp, KnownFile(sha256, step.frame_count, self._store.study_key(step.study_uid))
