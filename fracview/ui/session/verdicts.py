"""The reader's verdicts: written at once, undone, and never lost without a word."""

from __future__ import annotations

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
        self._saving: set[int] = set()
        self._unsaved: list[VerdictEntry] = []
        self._problem = ""
        self._retry = QTimer(self)
        self._retry.setInterval(RETRY_MS)
        self._retry.timeout.connect(self.retry)

    @property
    def unsaved(self) -> tuple[VerdictEntry, ...]:
        """Verdicts that the store would not take, oldest first."""
        return tuple(self._unsaved)

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
        problem = self._problem if entry in self._unsaved else ""
        state = "unsaved" if problem else "saving" if id(entry) in self._saving else "saved"
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
        waiting, self._unsaved = self._unsaved, []
        for entry in waiting:
            self._save(entry)

    def _write(self, entry: VerdictEntry) -> None:
        self._newest[(entry.sha256, entry.frame)] = entry
        self._save(entry)

    def _save(self, entry: VerdictEntry) -> None:
        self._saving.add(id(entry))
        self._records.keep_verdict(
            entry, lambda _: self._saved(entry), lambda error: self._not_saved(entry, error)
        )
        self.changed.emit((entry.sha256, entry.frame))

    def _saved(self, entry: VerdictEntry) -> None:
        self._saving.discard(id(entry))
        if not self._unsaved:
            self._problem = ""
            self._retry.stop()
        self._tell(entry)

    def _not_saved(self, entry: VerdictEntry, error: Exception) -> None:
        self._saving.discard(id(entry))
        self._problem = str(error)
        self._unsaved.append(entry)
        self._retry.start()
        self._tell(entry)

    def _tell(self, entry: VerdictEntry) -> None:
        self.changed.emit((entry.sha256, entry.frame))
        self.unsaved_changed.emit(len(self._unsaved), self._problem)
