"""Small figures of the statistics: counts that carry their whole, times, and agreement beyond chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fracview.core.metrics import wilson_interval

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Proportion:
    """`count` of `whole`."""

    count: int
    whole: int

    @property
    def share(self) -> float | None:
        """In [0, 1]; None of nothing."""
        return self.count / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """95 % interval of the share (Wilson 1927); None of nothing."""
        return wilson_interval(self.count, self.whole) if self.whole else None

    def __str__(self) -> str:
        """As in ``9 of 10 (90 %, 95 % interval 60 to 98 %)``; ``0 of 0``."""
        if self.share is None or self.interval is None:
            return f"{self.count:,} of {self.whole:,}"
        low, high = self.interval
        percents = f"{100 * self.share:.0f} %, 95 % interval {100 * low:.0f} to {100 * high:.0f} %"
        return f"{self.count:,} of {self.whole:,} ({percents})"


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds a case: how many were measured, median, 10th and 90th percentile (None of nothing)."""

    n: int = 0
    median: float | None = None
    p10: float | None = None
    p90: float | None = None

    @classmethod
    def of(cls, seconds: Iterable[float]) -> Times:
        """Of measured times, each in seconds; percentiles between two values are interpolated."""
        measured = np.fromiter(seconds, np.float64)
        if not len(measured):
            return cls()
        p10, median, p90 = np.percentile(measured, (10, 50, 90)).tolist()
        return cls(len(measured), median, p10, p90)

    def __str__(self) -> str:
        """As in ``median 8.5 s, 10th to 90th percentile 3.0 to 30.2 s, of 40 measured``."""
        if self.median is None:
            return "none measured"
        return (
            f"median {self.median:.1f} s, 10th to 90th percentile {self.p10:.1f} to {self.p90:.1f} s, "
            f"of {self.n:,} measured"
        )


@dataclass(frozen=True, slots=True)
class TwoByTwo:
    """Two yes-or-no answers to the same cases.

    Attributes
    ----------
    both, first_only, second_only, neither
        Cases to which both, only the one, only the other, or neither said yes.
    """

    both: int = 0
    first_only: int = 0
    second_only: int = 0
    neither: int = 0

    @property
    def total(self) -> int:
        """Cases with both answers."""
        return self.both + self.first_only + self.second_only + self.neither

    @property
    def agreement(self) -> Proportion:
        """Cases with twice the same answer."""
        return Proportion(self.both + self.neither, self.total)

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa: agreement beyond what chance would give, from -1 to 1.

        None of nothing, and where chance alone would make every answer the same: both always said the same
        one thing.
        """
        total, share = self.total, self.agreement.share
        if share is None:
            return None
        first, second = self.both + self.first_only, self.both + self.second_only
        by_chance = (first * second + (total - first) * (total - second)) / total**2
        return None if by_chance == 1 else (share - by_chance) / (1 - by_chance)
