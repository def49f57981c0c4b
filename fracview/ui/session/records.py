"""The store behind the window: opened on a thread of its own, asked there, and its troubles told apart."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from fracview.review.stamps import stamp_of
from fracview.ui.work import FIRST, LATER, Lane

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from fracview.core.analysis import Analysis
    from fracview.core.impression import ImpressionEntry
    from fracview.core.verdict import VerdictEntry
    from fracview.review.desk import Finished
    from fracview.review.store import KnownFile, Store
    from fracview.ui.work import Ticket

LOOKED_UP_TOGETHER = 250
BREATH_S = 0.004
"""Between answers, so that the thread that paints gets its turn."""
NO_RECALL_S = 30.0

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class KnownWords:
    """What readers have said of some contents, and since when these are known.

    Attributes
    ----------
    verdicts
        The newest of each frame.
    impressions
        All of each frame, oldest first.
    arrived_ns
        In ns since 1970; 0 where it was not noted.
    """

    verdicts: tuple[VerdictEntry, ...] = ()
    impressions: tuple[ImpressionEntry, ...] = ()
    arrived_ns: int = 0


@dataclass(frozen=True, slots=True)
class KnownCase:
    """What the store knows of one file: its hash, what was found on it, and what was said to that."""

    number: int
    sha256: str
    frame_count: int
    study: str
    analyses: dict[int, Analysis]
    words: KnownWords


class Records(QObject):
    """Opens the store and does everything with it, in order, on one thread.

    Parameters
    ----------
    path
        The store's file.
    models
        Folder of the model set, under whose hashes analyses are kept; None for none.

    Signals
    -------
    trouble
        The `StoreError` that keeps the store from being opened or written; None once it is well again.
    """

    trouble = Signal(object)
    _trouble_elsewhere = Signal(object)

    def __init__(self, path: Path, models: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.models_key = ""
        self._models = models
        self._store: Store | None = None
        self._recall_after = 0.0
        self._trouble_elsewhere.connect(self.trouble, Qt.ConnectionType.QueuedConnection)
        self._lane = Lane("store", self)
        self._lane.submit(self._open, self._opened, self.trouble.emit, FIRST)

    @property
    def is_open(self) -> bool:
        """Whether anything can be kept or found again."""
        return self._store is not None

    @property
    def store(self) -> Store | None:
        """The one object on the store's file in this process, usable from any thread; None until it is open.

        A second object on the same file would undo the first one's locks.
        """
        return self._store

    def open_again(self, then: Callable[[Store], None], failed: Callable[[Exception], None]) -> Ticket:
        """Hand over the store once it is open; where it could not be opened before, try once more."""
        return self._lane.submit(lambda: self._ready(again=True), then, failed, FIRST)

    def look_up(
        self, cases: Sequence[tuple[int, Path]], then: Callable[[tuple[list[int], list[KnownCase]]], None]
    ) -> None:
        """Find these files, unchanged since they were last seen.

        `then` is called several times, on the GUI thread: with the numbers looked up, and what is known.
        """
        self._lane.submit(lambda: self._known(list(cases)), then)

    def study_key(self, study_uid: str) -> str:
        """What stands for a study in the list, the same now and when the folder is opened again."""
        return self._store.study_key(study_uid) if self._store else study_uid

    def load(self, sha256: str, frame: int, then: Callable[[Analysis | None], None]) -> Ticket:
        """One analysis under the present networks, or None."""

        def work() -> Analysis | None:
            return self._ready().load_analysis(sha256, frame, self.models_key) if self._store else None

        return self._lane.submit(work, then, lambda _: then(None), FIRST)

    def recall(self, sha256: str, frame: int) -> Analysis | None:
        """One analysis under the present networks; called on another thread, which waits for the answer.

        After a failure, as of a locked store, nothing is recalled for a while: the networks wait for this.
        """
        store = self._store
        if store is None or not self.models_key or time.monotonic() < self._recall_after:
            return None
        try:
            return store.load_analysis(sha256, frame, self.models_key)
        except OSError as error:  # a `StoreError`: what was known is lost for now, the networks are there
            self._recall_after = time.monotonic() + NO_RECALL_S
            self._trouble_elsewhere.emit(error)
            return None

    def load_verdicts(self, sha256: str, then: Callable[[list[VerdictEntry]], None]) -> None:
        """The newest verdict of each frame with these contents, wherever the file lay."""

        def work() -> list[VerdictEntry]:
            return list(self._store.verdicts([sha256]).values()) if self._store else []

        self._lane.submit(work, then, self.trouble.emit)

    def load_words(self, sha256: str, then: Callable[[KnownWords], None]) -> None:
        """What was said of these contents, by whom, and since when they are known."""

        def work() -> KnownWords:
            return _words(self._store, [sha256]).get(sha256, KnownWords()) if self._store else KnownWords()

        self._lane.submit(work, then, self.trouble.emit)

    def load_all(
        self, shas: Sequence[str], then: Callable[[Any], None], failed: Callable[[Exception], None]
    ) -> None:
        """Analyses and newest verdicts of these files, for a list; two dictionaries by (sha256, frame)."""

        def work() -> tuple[dict[Any, Any], dict[Any, Any]]:
            if self._store is None:
                return {}, {}
            return self._store.load_analyses(shas, self.models_key), self._store.verdicts(shas)

        self._lane.submit(work, then, failed)

    def keep(self, finished: Finished) -> None:
        """Keep a file's fingerprint and its analysis; failing is told by `trouble`."""

        def work() -> None:
            store, sha256, learnt = self._ready(), finished.analysis.sha256, []
            if finished.stamp is not None and sha256:
                known = self._known_file(sha256, finished.frame_count, finished.study_uid)
                learnt = [(finished.stamp, known)]
            store.save_run([finished.analysis], learnt, self.models_key)

        if self._store is not None:
            self._lane.submit(work, lambda _: None, self.trouble.emit, LATER)

    def keep_verdict(
        self, entry: VerdictEntry, then: Callable[[Any], None], failed: Callable[[Exception], None]
    ) -> None:
        """Write a verdict at once."""
        self._lane.submit(lambda: self._ready(again=True).add_verdict(entry), then, failed, FIRST)

    def keep_impression(
        self, entry: ImpressionEntry, then: Callable[[Any], None], failed: Callable[[Exception], None]
    ) -> None:
        """Write a first impression at once."""
        self._lane.submit(lambda: self._ready(again=True).add_impression(entry), then, failed, FIRST)

    def settle(self) -> None:
        """Wait until everything that was asked for has been tried; before the window closes."""
        self._lane.settle()

    def close(self) -> None:
        """Finish what was asked for, then close the store."""
        self._lane.close(finish=True)
        if self._store is not None:
            self._store.close()
            self._store = None

    def _open(self) -> None:
        from fracview.review.store import Store

        self.models_key = key_of_models(self._models)
        self._store = Store(self.path)

    def _opened(self, _: object) -> None:
        self.trouble.emit(None)

    def _ready(self, *, again: bool = False) -> Store:
        """The store; `again` tries to open one that could not be opened before."""
        if self._store is None and again:
            self._open()
            self._trouble_elsewhere.emit(None)
        if self._store is None:
            from fracview.review.store import StoreError

            raise StoreError("The store is not open.", reason="store_unusable", path=self.path)
        return self._store

    def _known_file(self, sha256: str, frame_count: int, study_uid: str) -> KnownFile:
        from fracview.review.store import KnownFile

        return KnownFile(sha256, frame_count, self._ready().study_key(study_uid))

    def _known(self, cases: list[tuple[int, Path]]) -> Iterator[tuple[list[int], list[KnownCase]]]:
        for start in range(0, len(cases), LOOKED_UP_TOGETHER):
            part = cases[start : start + LOOKED_UP_TOGETHER]
            numbers = [number for number, _ in part]
            try:
                yield numbers, self._known_part(self._store, part) if self._store else []
                time.sleep(BREATH_S)
            except OSError as error:  # a `StoreError`: what was known is lost for now, the files are not
                self._trouble_elsewhere.emit(error)
                yield numbers, []

    def _known_part(self, store: Store, cases: list[tuple[int, Path]]) -> list[KnownCase]:
        stamps = {number: stamp for number, path in cases if (stamp := stamp_of(path)) is not None}
        files = store.known_files(list(stamps.values()))
        found = {n: (stamp.path, files[stamp.path]) for n, stamp in stamps.items() if stamp.path in files}
        shas = [file.sha256 for _, file in found.values()]
        analyses = _by_file(store.load_analyses(shas, self.models_key) if self.models_key else {})
        words = _words(store, shas)
        return [
            KnownCase(
                number,
                file.sha256,
                file.frame_count,
                file.study_key,
                {frame: replace(one, path=path) for frame, one in analyses.get(file.sha256, {}).items()},
                words[file.sha256],
            )
            for number, (path, file) in found.items()
        ]


def _words(store: Store, shas: Sequence[str]) -> dict[str, KnownWords]:
    """Of many files, with one query for each kind."""
    verdicts, impressions = _by_file(store.verdicts(shas)), _by_file(store.impressions(shas))
    arrivals = store.arrivals(shas)
    return {
        sha256: KnownWords(
            tuple(verdicts.get(sha256, {}).values()),
            tuple(one for of_frame in impressions.get(sha256, {}).values() for one in of_frame),
            arrivals.get(sha256, 0),
        )
        for sha256 in shas
    }


def key_of_models(folder: Path | None) -> str:
    """Under what analyses by the model set in a folder are kept; "" where there is no set to speak of."""
    from fracview.core.errors import FracViewError
    from fracview.core.letterbox import PREPROCESSING_ID
    from fracview.inference import load_model_set
    from fracview.review.store import models_key

    if folder is None:
        return ""
    try:
        found = load_model_set(folder)
    except FracViewError:  # said by whoever opens the networks
        return ""
    return models_key([one.reference for one in found.folders], PREPROCESSING_ID, found.operating_points)


def _by_file(found: Mapping[tuple[str, int], _T]) -> dict[str, dict[int, _T]]:
    """By (sha256, frame) to frames by sha256."""
    files: dict[str, dict[int, _T]] = {}
    for (sha256, frame), one in found.items():
        files.setdefault(sha256, {})[frame] = one
    return files
