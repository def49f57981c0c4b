"""A number with all that belongs to it: its interval, how many it is of, and the protocol in words."""

from __future__ import annotations

import math
from dataclasses import dataclass

from fracview.core.metrics import wilson_interval


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a comparison.

    Attributes
    ----------
    value
        nan where there is nothing to divide by.
    low, high
        Ends of the 95 % interval; both nan where none was reckoned.
    n
        How many images, annotations, boxes or pairs the value is of; `protocol` says which.
    protocol
        How the value came about, in words for a reader.
    """

    value: float
    low: float
    high: float
    n: int
    protocol: str

    @property
    def has_interval(self) -> bool:
        """Whether an interval was reckoned."""
        return not (math.isnan(self.low) or math.isnan(self.high))


def proportion(successes: int, trials: int, protocol: str) -> Figure:
    """Share of `trials` with its Wilson interval; all nan where nothing was tried."""
    if trials == 0:
        return Figure(math.nan, math.nan, math.nan, 0, protocol)
    low, high = wilson_interval(successes, trials)
    return Figure(successes / trials, low, high, trials, f"{protocol}; interval: Wilson")


def f1_score(tp: int, fp: int, fn: int, protocol: str) -> Figure:
    """Harmonic mean of precision and recall, over ``tp + fp + fn`` boxes.

    F1 is ``2 s / (1 + s)`` of the share ``s = tp / (tp + fp + fn)``, and grows with it: the interval is that
    of Wilson for `s`, carried over. All nan where there is no box.
    """
    events = tp + fp + fn
    if events == 0:
        return Figure(math.nan, math.nan, math.nan, 0, protocol)
    low, high = (2 * end / (1 + end) for end in wilson_interval(tp, events))
    value = 2 * tp / (events + tp)
    return Figure(value, low, high, events, f"{protocol}; interval: Wilson of TP / (TP + FP + FN)")


def mean(total: float, total_of_squares: float, n: int, protocol: str) -> Figure:
    """Mean of `n` counts, with the normal interval of their mean; all nan where there are none."""
    if n == 0:
        return Figure(math.nan, math.nan, math.nan, 0, protocol)
    value = total / n
    spread = max(0.0, total_of_squares / n - value * value) / n
    half = 1.96 * math.sqrt(spread)
    return Figure(value, max(0.0, value - half), value + half, n, f"{protocol}; interval: normal")
