"""First impressions: what readers saw before the assistant was shown to them. Given once, never changed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fracview.core.impression import Impression, ImpressionEntry
from fracview.review.shown import ShownImpression
from fracview.ui.session.writing import Journal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QObject

    from fracview.ui.session.records import Records
    from fracview.ui.session.verdicts import FrameId


class Impressions(Journal):
    """The first impression that each reader has of each frame, and what of it is still to be written.

    Attributes
    ----------
    reader
        Whose impressions are asked for and shown.
    """

    def __init__(self, records: Records, parent: QObject | None = None) -> None:
        super().__init__(records.keep_impression, parent)
        self._first: dict[tuple[FrameId, str], ImpressionEntry] = {}

    def put(self, entries: Iterable[ImpressionEntry]) -> None:
        """Take over what the store knew: of each reader the earliest counts."""
        for entry in entries:
            key = ((entry.sha256, entry.frame), entry.reader)
            known = self._first.get(key)
            if known is None or entry.time < known.time:
                self._first[key] = entry

    def first(self, frame: FrameId) -> ImpressionEntry | None:
        """The present reader's first impression of a frame; None where there is none yet."""
        return self._first.get((frame, self.reader))

    def give(self, frame: FrameId, impression: Impression, seconds: float | None) -> bool:
        """Say what was seen, `seconds` after the frame came into view; written at once.

        False where the reader has said so before: after that the assistant was shown, and nothing that is
        said now can be a first impression.
        """
        if self.first(frame) is not None:
            return False
        now = datetime.now(UTC).isoformat(timespec="seconds")
        entry = ImpressionEntry(*frame, impression, self.reader, now, seconds)
        self._first[frame, self.reader] = entry
        self._writing.add(entry)
        self.changed.emit(frame)
        return True

    def shown(self, frame: FrameId | None, key: str) -> ShownImpression:
        """What the panel says; `key` names the frame in the panel's own answers."""
        entry = self.first(frame) if frame else None
        if entry is None:
            return ShownImpression(key=key, reader=self.reader, state="asked")
        state = self._writing.state_of(entry)
        problem = self._writing.problem if state == "unsaved" else ""
        return ShownImpression(key, entry.impression, entry.reader, entry.time, entry.seconds, state, problem)
