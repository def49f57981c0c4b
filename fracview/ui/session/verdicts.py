"""The reader's verdicts: written at once, undone, and never lost without a word."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fracview.core.verdict import Verdict, VerdictEntry
from fracview.review.shown import ShownVerdict
from fracview.ui.session.writing import Journal

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from fracview.ui.session.records import Records

FrameId = tuple[str, int]
"""SHA-256 of the file, and the zero-based frame."""


class Verdicts(Journal):
    """Newest verdict of each frame, what is still to be written, and how to take the last one back."""

    def __init__(self, records: Records, parent: QObject | None = None) -> None:
        super().__init__(records.keep_verdict, parent)
        self._newest: dict[FrameId, VerdictEntry] = {}
        self._done: list[tuple[FrameId, VerdictEntry | None]] = []

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
        state = self._writing.state_of(entry)
        problem = self._writing.problem if state == "unsaved" else ""
        return ShownVerdict(
            verdict=entry.verdict,
            comment=entry.comment,
            reader=entry.reader or self.reader,
            time=entry.time,
            state=state if entry.verdict is not None or entry.comment or problem else "none",
            problem=problem,
            key=key,
        )

    def is_given(self, frame: FrameId) -> bool:
        """Whether it is the present reader's verdict that counts for a frame."""
        entry = self._newest.get(frame)
        return entry is not None and entry.verdict is not None and entry.reader == self.reader

    def give(
        self,
        frame: FrameId,
        verdict: Verdict | None,
        comment: str,
        shown: str,
        models: str,
        seconds: float | None = None,
    ) -> None:
        """Say something on a frame, `seconds` after it came into view; it is written at once."""
        before = self._newest.get(frame)
        if before is not None and (before.verdict, before.comment) == (verdict, comment):
            return
        self._done.append((frame, before))
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._write(VerdictEntry(*frame, verdict, comment, self.reader, now, shown, models, seconds))

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

    def _write(self, entry: VerdictEntry) -> None:
        self._newest[(entry.sha256, entry.frame)] = entry
        self._writing.add(entry)
        self.changed.emit((entry.sha256, entry.frame))
