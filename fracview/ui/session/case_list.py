"""What becomes known of cases goes into their list: from the store, the files, the networks, the reader."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from fracview.review.catalog import Catalog
from fracview.review.outcomes import reason_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from fracview.core.analysis import Analysis
    from fracview.core.errors import ReadingError
    from fracview.review.desk import Finished
    from fracview.ui.canvas.picture import Key
    from fracview.ui.session.analyses import Analyses
    from fracview.ui.session.images import ImageRefused, LoadedImage
    from fracview.ui.session.records import KnownCase, KnownWords, Records
    from fracview.ui.session.said import Said
    from fracview.ui.session.verdicts import FrameId

    LookedUp = tuple[list[int], list[KnownCase]]


class CaseList(QObject):
    """The catalog of what is open, kept up to date.

    Attributes
    ----------
    catalog
        Another one whenever other files are opened.

    Signals
    -------
    changed
        Number of a case of which something became known.
    """

    changed = Signal(int)

    def __init__(
        self, records: Records, said: Said, analyses: Analyses, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.catalog = Catalog()
        self._records = records
        self._said = said
        self._analyses = analyses
        self._era = 0

    def clear(self) -> None:
        """Other files are opened: the order to read in stays, and late answers are dropped."""
        self._era += 1
        options, self.catalog = self.catalog.queue_options, Catalog()
        self.catalog.queue_options = options

    def add(self, found: list[Path | ReadingError], then: Callable[[LookedUp], None]) -> range:
        """Take in what a walk has found, and look it up; `then` hears of each part what the store knew."""
        numbers = self.catalog.add(found)
        self.look_up(numbers, then)
        return numbers

    def look_up(self, numbers: Iterable[int], then: Callable[[LookedUp], None]) -> None:
        """Ask the store of these; `then` as of `add`."""
        to_look_up = [(n, self.catalog.case(n).path) for n in numbers]
        self._records.look_up(to_look_up, partial(self._looked_up, self._era, then))

    def _looked_up(self, era: int, then: Callable[[LookedUp], None], answer: LookedUp) -> None:
        if era != self._era:
            return  # of files that were open before
        for one in answer[1]:
            self._take_known(one)
        then(answer)

    def _take_known(self, known: KnownCase) -> None:
        self._said.put(known.words)
        verdict = self._said.verdicts.newest((known.sha256, 0))
        self.catalog.update(
            known.number,
            sha256=known.sha256,
            frame_count=known.frame_count,
            study=known.study,
            verdict=verdict.verdict if verdict else None,
            arrived_ns=known.words.arrived_ns or self.catalog.case(known.number).arrived_ns,
        )
        for frame, analysis in known.analyses.items():
            self._analyses.put((known.number, frame), analysis)
        if 0 in known.analyses:
            self.catalog.answer(known.number, known.analyses[0])
        self.changed.emit(known.number)

    def image_arrived(self, image: LoadedImage) -> None:
        """A file was read for the screen."""
        radiograph, number = image.radiograph, image.key[0]
        self.identify(number, radiograph.sha256)
        study = self._records.study_key(radiograph.claims.study_uid)
        self.catalog.update(number, frame_count=radiograph.frame_count, study=study)
        self.changed.emit(number)

    def image_refused(self, image: ImageRefused) -> bool:
        """No network is needed to say of a file that it cannot be read; whether that is news."""
        number, frame = image.key
        if frame != 0 or self.catalog.case(number).outcome != "waiting":
            return False
        self.catalog.update(number, outcome="unreadable", reason=reason_of(image.error))
        self.changed.emit(number)
        return True

    def identify(self, number: int, sha256: str) -> None:
        """What a file holds is known: what was said of that counts here too, wherever it lay then."""
        if sha256 and self.catalog.case(number).sha256 != sha256:
            self.catalog.update(number, sha256=sha256)
            self._records.load_words(sha256, partial(self._take_words, self._era, sha256))

    def _take_words(self, era: int, sha256: str, words: KnownWords) -> None:
        if era != self._era:
            return
        for number in self.catalog.numbers_of(sha256) if words.arrived_ns else ():
            self.catalog.update(number, arrived_ns=words.arrived_ns)
        for frame_id in self._said.put(words):
            self._said.changed.emit(frame_id)

    def finished(self, finished: Finished) -> None:
        """The networks are done with a frame; what nobody has met before has arrived now."""
        number, frame = finished.wanted.number, finished.wanted.frame
        case, analysis = self.catalog.case(number), finished.analysis
        self.identify(number, analysis.sha256)
        self._answer((number, frame), analysis)
        self.catalog.update(
            number,
            frame_count=finished.frame_count,
            study=self._records.study_key(finished.study_uid) or case.study,
            arrived_ns=case.arrived_ns or time.time_ns(),
        )
        self.changed.emit(number)

    def said(self, frame_id: FrameId) -> None:
        """What the reader says counts for the contents of a file: for every case that has them."""
        sha256, frame = frame_id
        entry = self._said.verdicts.newest(frame_id)
        for number in self.catalog.numbers_of(sha256):
            if frame == 0:
                self.catalog.update(number, verdict=entry.verdict if entry else None)
            else:
                self._answer((number, frame), self._analyses.get((number, frame)))
            self.changed.emit(number)

    def _answer(self, key: Key, analysis: Analysis | None) -> None:
        """A case says what its first frame says, or a worse one that the reader may know of."""
        if analysis is None:
            return
        case, fracture = self.catalog.case(key[0]), analysis.fracture
        worse = fracture is not None and fracture.probability > (case.probability or -1.0)
        if key[1] == 0 or (worse and not self._said.hides((case.sha256, key[1]))):
            self.catalog.answer(key[0], analysis)
