"""The rest of the list, analysed while the reader reads: what comes next, how far it is, pause, cancel."""

from __future__ import annotations

import itertools
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fracview.review.catalog import Catalog
    from fracview.ui.session.analyses import Analyses

LAID_OUT = 16
"""Cases that lie on the desk at once; the rest waits here, where it is cheap to put others before it."""
TOLD_EVERY_MS = 250
_RATE_OVER = 40


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the analysis of the list is.

    Attributes
    ----------
    done, total
        Cases with an answer or a reason why there is none, and all that were found.
    rate_per_s, seconds_left
        None until they are known.
    state
        ``idle``, ``walking``, ``running`` or ``paused``.
    """

    done: int
    total: int
    rate_per_s: float | None
    seconds_left: float | None
    state: str


class Background(QObject):
    """Lays the cases that wait on the desk, those near the reader first.

    Signals
    -------
    progress_changed
        The `Progress`, a few times a second at most.
    """

    progress_changed = Signal(object)

    def __init__(self, catalog: Catalog, analyses: Analyses, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalog = catalog
        self._analyses = analyses
        self._waiting: dict[int, None] = {}
        self._near: list[int] = []
        self._paused = False
        self._stopped = False
        self._enabled = True
        self._walking = False
        self._times: deque[float] = deque(maxlen=_RATE_OVER)
        self._timer = QTimer(self, singleShot=True, interval=TOLD_EVERY_MS)
        self._timer.timeout.connect(self._tell)

    def set_enabled(self, enabled: bool) -> None:
        """Whether the rest is analysed at all without being looked at."""
        self._enabled = enabled
        self._lay_out()

    def set_walking(self, walking: bool) -> None:
        """Whether more may be found."""
        self._walking = walking
        self._tell_soon()

    def add(self, numbers: Iterable[int]) -> None:
        """These wait for an answer."""
        self._waiting.update(dict.fromkeys(numbers))
        self._lay_out()

    def prefer(self, numbers: list[int]) -> None:
        """The reader is about to look at these."""
        self._near = numbers
        self._lay_out()

    def done(self, number: int) -> None:
        """Cross out a case: it has its answer."""
        self._waiting.pop(number, None)
        self._times.append(time.monotonic())
        self._lay_out()

    def pause(self, paused: bool) -> None:
        """Leave the rest alone for a while, or go on."""
        self._paused = paused
        self._stopped = self._stopped and paused
        self._times.clear()
        self._analyses.pause(paused)
        self._lay_out()

    def cancel(self) -> None:
        """Leave the rest alone until told to go on; what the reader looks at is analysed all the same."""
        self._stopped = True
        self.pause(True)

    def clear(self, catalog: Catalog) -> None:
        """Other files are opened, with a list of their own."""
        self._catalog = catalog
        self._waiting.clear()
        self._near = []
        self._times.clear()
        self._lay_out()

    def close(self) -> None:
        """Tell nothing more."""
        self._timer.stop()

    def _lay_out(self) -> None:
        near = [number for number in self._near if number in self._waiting]
        rest = itertools.chain(near, self._waiting) if self._enabled and not self._stopped else iter(near)
        numbers = list(dict.fromkeys(itertools.islice(rest, LAID_OUT)))
        self._analyses.set_rest([(number, self._catalog.case(number).path) for number in numbers])
        self._tell_soon()

    def _tell_soon(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _tell(self) -> None:
        total, left = len(self._catalog), len(self._waiting)
        rate = None
        if len(self._times) > 4 and self._times[-1] > self._times[0]:
            rate = (len(self._times) - 1) / (self._times[-1] - self._times[0])
        running = bool(left) and self._enabled and self._analyses.networks.error is None
        state = "paused" if self._paused and left else "running" if running else "idle"
        if state == "idle" and self._walking:
            state = "walking"
        seconds = left / rate if rate and state == "running" else None
        self.progress_changed.emit(Progress(total - left, total, rate, seconds, state))
