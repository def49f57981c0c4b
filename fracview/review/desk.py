"""The analyst's desk: what is on the screen is analysed first, the rest behind it, until it is told to stop.

One thread runs the networks. It knows no Qt: each event goes to `deliver`, on that thread.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fracview.core.errors import FracViewError, ReadingError
from fracview.core.niceness import give_way
from fracview.reading import read
from fracview.review.loading import Loaded, Task
from fracview.review.outcomes import broken
from fracview.review.run import run_networks
from fracview.review.stamps import stamp_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from fracview.core.analysis import Analysis
    from fracview.core.radiograph import Radiograph
    from fracview.inference import Analyzer
    from fracview.review.store import FileStamp

logger = logging.getLogger(__name__)

BATCH = 2
"""Frames of the rest that run together: more would make the reader wait longer for what is on the screen."""


@dataclass(frozen=True, eq=False, slots=True)
class Wanted:
    """One frame to analyse.

    Attributes
    ----------
    number, path, frame
        The case's number, its file and the zero-based frame.
    radiograph, stamp
        Where it was read already, so that it is not read twice; the file's stamp from before that.
    layer_maps
        Whether the layer maps are wanted, from the same pass.
    run_anyway, ignore_gate
        The reader was asked about this one radiograph and said yes.
    """

    number: int
    path: Path
    frame: int = 0
    radiograph: Radiograph | None = None
    stamp: FileStamp | None = None
    layer_maps: bool = False
    run_anyway: bool = False
    ignore_gate: bool = False


@dataclass(frozen=True, slots=True)
class NetworksOpened:
    """The networks are ready."""

    analyzer: Analyzer


@dataclass(frozen=True, slots=True)
class NetworksRefused:
    """No network will run, and why."""

    error: Exception


@dataclass(frozen=True, eq=False, slots=True)
class Finished:
    """One frame is done.

    Attributes
    ----------
    wanted
        What was asked for, without its pixels.
    analysis
        What came of it, whatever its status.
    frame_count, study_uid
        As the file says; 1 and "" where it could not be read.
    stamp
        The file's, from before it was read.
    """

    wanted: Wanted
    analysis: Analysis
    frame_count: int = 1
    study_uid: str = ""
    stamp: FileStamp | None = None


Event = NetworksOpened | NetworksRefused | Finished


class AnalysisDesk:
    """A thread that opens the networks and analyses what lies on the desk.

    Parameters
    ----------
    open_analyzer
        Called once, on the thread: it takes a second.
    deliver
        Called on the thread with each event; must not block.
    recall
        Called on the thread with the SHA-256 and the frame of a file that was read: its analysis by the same
        networks where one was kept, as of a file that was moved or renamed. Not for wishes beyond that.
    """

    def __init__(
        self,
        open_analyzer: Callable[[], Analyzer],
        deliver: Callable[[Event], None],
        recall: Callable[[str, int], Analysis | None] = lambda _sha256, _frame: None,
    ) -> None:
        self._open_analyzer = open_analyzer
        self._deliver = deliver
        self._recall = recall
        self._changed = threading.Condition()
        self._urgent: deque[Wanted] = deque()
        self._rest: deque[Wanted] = deque()
        self._taken: set[tuple[int, int]] = set()
        self._under_way: list[Wanted] = []
        self._unheard: list[Wanted] = []
        self._paused = False
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="fracview-networks", daemon=True)

    def start(self) -> None:
        """Open the networks and begin; a second time does nothing."""
        with self._changed:
            if self._thread.ident is None and not self._stopped:
                self._thread.start()

    def ask(self, wanted: Wanted) -> None:
        """Put this one on top: the reader looks at it. An older wish for the same frame is forgotten.

        Where just this is under way, or done and not `heard`, its answer is on its way.
        """
        with self._changed:
            if any(_wish(one) == _wish(wanted) for one in (*self._under_way, *self._unheard)):
                return
            self._urgent = deque(one for one in self._urgent if _key(one) != _key(wanted))
            self._urgent.appendleft(wanted)
            self._changed.notify()

    def heard(self, wanted: Wanted) -> None:
        """An answer has arrived where it was delivered to: from now on the same may be asked for again."""
        with self._changed:
            self._unheard = [one for one in self._unheard if _wish(one) != _wish(wanted)]

    def look_at(self, keys: set[tuple[int, int]]) -> None:
        """Forget urgent wishes for other frames than these: the reader has gone on."""
        with self._changed:
            self._urgent = deque(one for one in self._urgent if _key(one) in keys)

    def set_rest(self, rest: Sequence[Wanted]) -> None:
        """Lay out what comes next, in this order, in place of what was laid out before.

        What was taken from the desk once is left out: it has its answer, though that may not be heard yet.
        """
        with self._changed:
            self._rest = deque(one for one in rest if _key(one) not in self._taken)
            self._changed.notify()

    def pause(self, paused: bool) -> None:
        """Leave the rest alone, or take it up again; what is asked for by `ask` is done all the same."""
        with self._changed:
            self._paused = paused
            self._changed.notify()

    def close(self) -> None:
        """Stop after the frames under way, and wait for that. Nothing is delivered afterwards."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        give_way()  # the networks' own threads inherit it
        try:
            analyzer = self._open_analyzer()
        except Exception as error:  # noqa: BLE001 - the edge of a job: the viewer goes on, and says so
            if not isinstance(error, FracViewError):
                logger.warning("the networks cannot be opened: %s", type(error).__name__)
            self._tell(NetworksRefused(error))
            return
        self._tell(NetworksOpened(analyzer))
        while (batch := self._next()) is not None:
            self._analyze(batch, analyzer)

    def _tell(self, event: Event) -> None:
        if not self._stopped:
            self._deliver(event)

    def _next(self) -> list[Wanted] | None:
        """Wait for work; one urgent frame alone, or some of the rest. None once stopped."""
        with self._changed:
            self._under_way = []
            while not self._stopped:
                if self._urgent:
                    return self._take([self._urgent.popleft()])
                if self._rest and not self._paused:
                    return self._take([self._rest.popleft() for _ in range(min(BATCH, len(self._rest)))])
                self._changed.wait()
        return None

    def _take(self, batch: list[Wanted]) -> list[Wanted]:
        self._under_way = batch
        self._taken.update(map(_key, batch))
        self._rest = deque(one for one in self._rest if _key(one) not in self._taken)
        return batch

    def _analyze(self, batch: Sequence[Wanted], analyzer: Analyzer) -> None:
        first = batch[0]
        allowed = analyzer.permitting(run_anyway=first.run_anyway, ignore_gate=first.ignore_gate)
        stamps = [wanted.stamp if wanted.radiograph else stamp_of(wanted.path) for wanted in batch]
        loaded = [self._load(wanted, allowed) for wanted in batch]
        prepared = [one for one, _ in loaded if one.prepared is not None]
        analyses = iter(run_networks(prepared, allowed, first.layer_maps, keep_rows=True))
        for wanted, (one, frames), stamp in zip(batch, loaded, stamps, strict=True):
            analysis = one.analysis or next(analyses)
            answered = replace(wanted, radiograph=None)
            with self._changed:
                self._unheard.append(answered)
            self._tell(Finished(answered, analysis, frames, one.study_uid, stamp))

    def _load(self, wanted: Wanted, analyzer: Analyzer) -> tuple[Loaded, int]:
        """Read, and recall or prepare; and how many frames. What is wrong with a file is its analysis."""
        task = Task(wanted.path, wanted.frame, wanted.number)
        try:
            radiograph = wanted.radiograph or read(wanted.path, wanted.frame)
            uid, frames = radiograph.claims.study_uid, radiograph.frame_count
            known = None if _is_special(wanted) else self._recall(radiograph.sha256, wanted.frame)
            if known is not None:
                return Loaded(task, analysis=replace(known, path=wanted.path), study_uid=uid), frames
            return Loaded(task, analyzer.prepare(radiograph), study_uid=uid), frames
        except ReadingError as error:
            return _broken(task, error, analyzer), 1
        except Exception as error:  # the edge of a job: one file must not end the desk
            logger.debug("reading failed unexpectedly", exc_info=True)
            return _broken(task, error, analyzer), 1


def _broken(task: Task, error: Exception, analyzer: Analyzer) -> Loaded:
    return Loaded(task, analysis=broken(task.path, task.frame, error, analyzer.provenance()))


def _key(wanted: Wanted) -> tuple[int, int]:
    return wanted.number, wanted.frame


def _is_special(wanted: Wanted) -> bool:
    """Whether more is asked for than what the store may know."""
    return wanted.layer_maps or wanted.run_anyway or wanted.ignore_gate


def _wish(wanted: Wanted) -> tuple[int, int, bool, bool, bool]:
    return wanted.number, wanted.frame, wanted.layer_maps, wanted.run_anyway, wanted.ignore_gate
