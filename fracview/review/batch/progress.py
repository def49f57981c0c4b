"""How far a run is: counts that its thread writes and any other may read."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fracview.review.summary import Summary

if TYPE_CHECKING:
    from fracview.review.run import Step

RATE_OVER_S = 30.0
"""The rate is of the last so many seconds."""


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """A run as it stands.

    Attributes
    ----------
    state
        ``opening``, ``running``, ``paused``, ``watching`` (waits for files), ``finished``, ``cancelled`` or
        ``failed``.
    files_done, files_found, walk_finished
        Files with a result, and those found; the total once the walk has finished.
    frames, recalled
        Frames with a result, and those of them that the store knew.
    counts, reasons
        Frames by outcome (`fracview.review.summary.OUTCOMES`); for each outcome without findings how often
        each reason code came.
    rate_per_s, seconds_left
        New results a second, recalled ones not counted; None until it is known.
    error
        What ended the run, where it failed.
    """

    state: str = "opening"
    files_done: int = 0
    files_found: int = 0
    walk_finished: bool = False
    frames: int = 0
    recalled: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, dict[str, int]] = field(default_factory=dict)
    rate_per_s: float | None = None
    seconds_left: float | None = None
    error: Exception | None = None


class Meter:
    """Counts the steps of a run."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._summary = Summary()
        self._recalled = 0
        self._last: Step | None = None
        self._times: deque[float] = deque()

    def add(self, step: Step) -> None:
        """Take in one step."""
        now = time.monotonic()
        with self._lock:
            self._summary.add(step.analysis)
            self._recalled += step.recalled
            self._last = step
            if not step.recalled:
                self._times.append(now)
            while self._times and now - self._times[0] > RATE_OVER_S:
                self._times.popleft()

    def pause(self) -> None:
        """Time goes by in which nothing is done: the rate begins anew."""
        with self._lock:
            self._times.clear()

    def read(self, state: str, error: Exception | None) -> BatchProgress:
        """The counts as they are now."""
        with self._lock:
            last, summary = self._last, self._summary
            done, found = (last.file_number, last.files_found) if last else (0, 0)
            finished = last.walk_finished if last else False
            rate = self._rate()
            left = (found - done) / rate if rate and finished and state == "running" else None
            return BatchProgress(
                state=state,
                files_done=done,
                files_found=found,
                walk_finished=finished,
                frames=summary.total,
                recalled=self._recalled,
                counts=dict(summary.counts),
                reasons={outcome: dict(codes) for outcome, codes in summary.reasons.items()},
                rate_per_s=rate,
                seconds_left=left,
                error=error,
            )

    def _rate(self) -> float | None:
        if len(self._times) < 2 or self._times[-1] <= self._times[0]:
            return None
        return (len(self._times) - 1) / (self._times[-1] - self._times[0])
