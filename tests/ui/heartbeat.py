"""How long the GUI thread is kept: a timer that should come every few milliseconds, and when it came."""

from __future__ import annotations

import gc
import threading
import time
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer

EVERY_MS = 4
LIMIT_MS = 30.0
"""Nothing on the GUI thread may take longer."""
NOISE = 10.0
"""The clock on the wall goes on while other processes and threads run: that alone may take this often."""


@dataclass(frozen=True, slots=True)
class Stall:
    """Between two beats: milliseconds on the wall, of work of this thread, of collecting garbage on it.

    The collector's time is no handler's work, and here it looks through all that pytest and its plugins hold.
    """

    wall_ms: float
    work_ms: float
    garbage_ms: float
    during: str


class Heartbeat(QObject):
    """Beats while events are handled. `during` names what the test has just asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.during = ""
        self.stalls: list[Stall] = []
        self._garbage = self._began = 0.0
        self._timer = QTimer(self, interval=EVERY_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Begin to listen."""
        self._wall, self._work = time.perf_counter(), time.thread_time()
        gc.callbacks.append(self._collecting)
        self._timer.start()

    def stop(self) -> None:
        """Listen no longer."""
        self._timer.stop()
        if self._collecting in gc.callbacks:
            gc.callbacks.remove(self._collecting)

    def _collecting(self, phase: str, _: object) -> None:
        if threading.current_thread() is threading.main_thread():
            if phase == "start":
                self._began = time.thread_time()
            else:
                self._garbage += time.thread_time() - self._began

    def _beat(self) -> None:
        wall, work = time.perf_counter(), time.thread_time()
        worked = work - self._work - self._garbage
        stall = Stall(1e3 * (wall - self._wall), 1e3 * worked, 1e3 * self._garbage, self.during)
        self.stalls.append(stall)
        self._wall, self._work, self._garbage = wall, work, 0.0

    @property
    def hardest(self) -> Stall:
        """The longest work between two beats."""
        return max(self.stalls, key=lambda one: one.work_ms)

    @property
    def longest(self) -> Stall:
        """The longest time between two beats."""
        return max(self.stalls, key=lambda one: one.wall_ms)

    @property
    def report(self) -> str:
        """The worst five of each kind, with what was going on."""
        hard = sorted(self.stalls, key=lambda one: -one.work_ms)[:5]
        long = sorted(self.stalls, key=lambda one: -one.wall_ms)[:5]
        lines = [f"{one.work_ms:6.1f} ms of work during {one.during!r}" for one in hard]
        lines += [f"{one.wall_ms:6.1f} ms on the wall during {one.during!r}" for one in long]
        most = max(one.garbage_ms for one in self.stalls)
        lines.append(f"{most:6.1f} ms at most of collecting garbage")
        return "\n".join((f"limit {LIMIT_MS:g} ms, {len(self.stalls)} beats", *lines))
