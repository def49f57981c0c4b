"""The reader's verdicts: written at once, undone, and never lost without a word."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from fracview.core.verdict import Verdict, VerdictEntry
from fracview.review.shown import ShownVerdict

if TYPE_CHECKING:
    from fracview.ui.session.records import Records

FrameId = tuple[str, int]
"""SHA-256 of the file, and the zero-based frame."""

RETRY_MS = 15_000


class Verdicts(QObject):
    """Newest verdict of each frame, what is still to be written, and how to take the last one back.

    Signals
    -------
    changed
        The `FrameId` whose verdict, or whose state of being saved, has changed.
    unsaved_changed
        How many verdicts could not be written, and why the last could not: int, str.
    """

    changed = Signal(object)
    unsaved_changed = Signal(int, str)

    def __init__(self, records: Records, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.reader = ""
        self._records = records
        self._newest: dict[FrameId, VerdictEntry] = {}
        self._done: list[tuple[FrameId, VerdictEntry | None]] = []
        self._queue: deque[VerdictEntry] = deque()
        self._is_writing = False
        self._problem = ""
        self._retry = QTimer(self)
        self._retry.setInterval(RETRY_MS)
        self._retry.timeout.connect(self.retry)

    @property
    def unsaved(self) -> tuple[VerdictEntry, ...]:
        """Verdicts that the store would not take, oldest first."""
        return tuple(self._queue) if self._problem else ()

    @property
    def is_writing(self) -> bool:
        """Whether a verdict is on its way to the store, and it is not known yet how that ends."""
        return self._is_writing

    def put(self, entry: VerdictEntry) -> None:
        """Take over what the store knew, unless the reader has said something since."""
        self._newest.setdefault((entry.sha256, entry.frame), entry)

    def newest(self, frame: FrameId) -> VerdictEntry | None:
        """The verdict and comment that count; None where nothing was said or it was withdrawn."""
        entry = self._newest.get(frame)
        return entry if entry is not None and (entry.verdict is not None or entry.comment) else None

    def shown(self, frame: FrameId | None, key: str) -> ShownVerdict:
        """What the panel says; `key` names the frame in the panel's own answers."""
        entry = self._newest.get(frame) if frame else None
        if entry is None:
            return ShownVerdict(key=key, reader=self.reader)
        waits = any(entry is one for one in self._queue)
        problem = self._problem if waits else ""
        state = "unsaved" if problem else "saving" if waits else "saved"
        return ShownVerdict(
            verdict=entry.verdict,
            comment=entry.comment,
            reader=entry.reader or self.reader,
            time=entry.time,
            state=state if entry.verdict is not None or entry.comment or problem else "none",
            problem=problem,
            key=key,
        )

    def give(self, frame: FrameId, verdict: Verdict | None, comment: str, shown: str, models: str) -> None:
        """Say something on a frame; it is written at once."""
        before = self._newest.get(frame)
        if before is not None and (before.verdict, before.comment) == (verdict, comment):
            return
        self._done.append((frame, before))
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._write(VerdictEntry(*frame, verdict, comment, self.reader, now, shown, models))

    def undo(self) -> FrameId | None:
        """Take the last word back: what was said before counts again. The frame, or None."""
        if not self._done:
            return None
        frame, before = self._done.pop()
        now = datetime.now(UTC).isoformat(timespec="seconds")
        verdict, comment = (before.verdict, before.comment) if before else (None, "")
        last = self._newest[frame]
        self._write(VerdictEntry(*frame, verdict, comment, self.reader, now, last.shown, last.models))
        return frame

    def retry(self) -> None:
        """Try once more to write what could not be written."""
        self._write_next()

    def close(self) -> None:
        """Try no more."""
        self._retry.stop()

    def _write(self, entry: VerdictEntry) -> None:
        self._newest[(entry.sha256, entry.frame)] = entry
        self._queue.append(entry)
        self._write_next()
        self.changed.emit((entry.sha256, entry.frame))

    def _write_next(self) -> None:
        """One at a time: in the store the last of a frame counts, so none may overtake another."""
        if self._queue and not self._is_writing:
            self._is_writing = True
            self._records.keep_verdict(self._queue[0], self._saved, self._not_saved)

    def _saved(self, _: object) -> None:
        self._is_writing = False
        entry = self._queue.popleft()
        if not self._queue:
            self._problem = ""
            self._retry.stop()
        self._write_next()
        self._tell(entry)

    def _not_saved(self, error: Exception) -> None:
        self._is_writing = False
        self._problem = str(error)
        self._retry.start()
        self._tell(*self._queue)

    def _tell(self, *entries: VerdictEntry) -> None:
        for frame in dict.fromkeys((entry.sha256, entry.frame) for entry in entries):
            self.changed.emit(frame)
        self.unsaved_changed.emit(len(self.unsaved), self._problem)
