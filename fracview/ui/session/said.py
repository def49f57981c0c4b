"""What the reader says of frames, how long each took, and what is kept from the reader until then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from fracview.review.shown import ShownImpression
from fracview.ui.session.impressions import Impressions
from fracview.ui.session.stopwatch import Stopwatch
from fracview.ui.session.verdicts import Verdicts

if TYPE_CHECKING:
    from fracview.core.impression import Impression, ImpressionEntry
    from fracview.core.verdict import Verdict, VerdictEntry
    from fracview.review.case import Case
    from fracview.ui.canvas.picture import Key
    from fracview.ui.session.records import KnownWords, Records
    from fracview.ui.session.verdicts import FrameId


class Said(QObject):
    """Verdicts and first impressions of one reader.

    Attributes
    ----------
    read_first
        Whether the assistant stays hidden on every frame until the reader has said what they see.

    Signals
    -------
    changed
        The `FrameId` of which something was said, saved or found in the store.
    unsaved_changed
        What is not saved has changed; see `unsaved`.
    """

    changed = Signal(object)
    unsaved_changed = Signal()

    def __init__(self, records: Records, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.read_first = False
        self.verdicts = Verdicts(records, self)
        self.impressions = Impressions(records, self)
        self.stopwatch = Stopwatch()
        self._last_was_impression = False
        for journal in (self.verdicts, self.impressions):
            journal.changed.connect(self.changed)
            journal.unsaved_changed.connect(lambda _count, _why: self.unsaved_changed.emit())

    def set_reader(self, reader: str) -> None:
        """Who says everything from now on."""
        self.verdicts.reader = self.impressions.reader = reader

    # What is hidden

    def hides(self, frame: FrameId | None) -> bool:
        """Whether nothing of the assistant may be shown of a frame; None for contents not known yet.

        Where the reader has given a verdict, the findings were shown: no impression can be the first.
        """
        if not self.read_first:
            return False
        return frame is None or (self.impressions.first(frame) is None and not self.verdicts.is_given(frame))

    def hides_case(self, case: Case) -> bool:
        """The same of a row of the list. A file that cannot be read asks for no impression."""
        if not self.read_first or case.outcome == "unreadable":
            return False
        return self.hides((case.sha256, 0) if case.sha256 else None)

    def shown_impression(self, frame: FrameId | None, key: str) -> ShownImpression:
        """What the panel asks or says of the first impression; nothing unless the reader reads first."""
        if self.hides(frame) or (self.read_first and frame and self.impressions.first(frame)):
            return self.impressions.shown(frame, key)
        return ShownImpression()

    # What was said before

    def put(self, words: KnownWords) -> set[FrameId]:
        """Take over what the store knew; the frames that it concerns."""
        for verdict in words.verdicts:
            self.verdicts.put(verdict)
        self.impressions.put(words.impressions)
        spoken: tuple[VerdictEntry | ImpressionEntry, ...] = (*words.verdicts, *words.impressions)
        return {(one.sha256, one.frame) for one in spoken}

    # What is said now

    def give_verdict(
        self, key: Key, frame: FrameId, verdict: Verdict | None, comment: str, shown: str, models: str
    ) -> None:
        """Say something of a frame; `shown` and `models` as in `VerdictEntry`."""
        self._last_was_impression = False
        seconds = self.stopwatch.seconds(key)
        self.verdicts.give(frame, verdict, comment, shown, models, seconds)

    def give_impression(self, key: Key, frame: FrameId, impression: Impression) -> None:
        """Say what is seen on a frame before the assistant is shown; once, and not to be taken back."""
        given = self.impressions.give(frame, impression, self.stopwatch.seconds(key))
        self._last_was_impression |= given

    def refuses_undo(self) -> bool:
        """Whether what was said last is a first impression, which stays; once, then undo goes further."""
        refused, self._last_was_impression = self._last_was_impression, False
        return refused

    # What is safe

    @property
    def unsaved(self) -> tuple[VerdictEntry | ImpressionEntry, ...]:
        """What the store would not take."""
        return (*self.impressions.unsaved, *self.verdicts.unsaved)

    @property
    def problem(self) -> str:
        """Why it would not."""
        return self.impressions.problem or self.verdicts.problem

    @property
    def is_writing(self) -> bool:
        """Whether something is on its way to the store, and it is not known yet how that ends."""
        return self.verdicts.is_writing or self.impressions.is_writing

    def retry(self) -> None:
        """Try once more to write what could not be written."""
        self.verdicts.retry()
        self.impressions.retry()

    def close(self) -> None:
        """Try no more."""
        self.verdicts.close()
        self.impressions.close()
