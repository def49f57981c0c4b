"""The case: one file of the list with what is known of it; and the words that lists are asked in."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from fracview.review.severity import WAITING

if TYPE_CHECKING:
    from pathlib import Path

    from fracview.core.verdict import Verdict

FAILURES = frozenset({"unreadable", "failed"})


class SortKey(StrEnum):
    """What a list is sorted by; equals stand in the order of the walk.

    QUEUE is the order to read in (`fracview.review.reading_order`); it knows one direction only.
    """

    SUSPICION = "suspicion"
    NAME = "name"
    PROBABILITY = "probability"
    REGION = "region"
    VERDICT = "verdict"
    STATUS = "status"
    FOUND = "found"
    QUEUE = "queue"


@dataclass(slots=True)
class Case:
    """One file of the list. Only its catalog changes it.

    Attributes
    ----------
    number
        Place in the order of the walk, from 0; the case's name in every signal.
    path, name
        The file, and its name as it may be shown: control characters as escapes.
    outcome
        A key of `fracview.review.severity.RANK`: the tier, the status, or waiting.
    probability
        Of a fracture, in [0, 1]; None where the networks gave none.
    region
        The region's label, "" where there is none.
    marked
        A not found whose detector has a definite box.
    reason
        Where there is no answer, why: a code, a colon and a sentence.
    sha256
        Of the file; "" until it is known.
    frame_count
        Frames in the file, 1 until it is known.
    study
        The same for all files of one study; "" where the file names none.
    verdict
        The reader's, None where there is none.
    note
        Anything else that a reader should know, as a sentence.
    arrived_ns
        When these contents were first met, in ns since 1970; 0 until it is known.
    disagreement
        How probability and boxes contradict each other, "" where they do not; see
        `fracview.review.disagreement`.
    """

    number: int
    path: Path
    name: str
    outcome: str = WAITING
    probability: float | None = None
    region: str = ""
    marked: bool = False
    reason: str = ""
    sha256: str = ""
    frame_count: int = 1
    study: str = ""
    verdict: Verdict | None = None
    note: str = ""
    arrived_ns: int = 0
    disagreement: str = ""

    @property
    def to_review(self) -> bool:
        """Whether it still wants a verdict; there is none to give on a file without a picture."""
        return self.verdict is None and self.outcome != "unreadable"


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases a list shows: all conditions that are set, and within one of them any of its values.

    Attributes
    ----------
    text
        Part of the file name, upper or lower case.
    outcomes, regions
        Those wanted; none for all.
    unreviewed
        Only cases that still want a verdict (`Case.to_review`).
    disagreement
        Only cases whose probability and boxes contradict each other.
    """

    text: str = ""
    outcomes: frozenset[str] = frozenset()
    unreviewed: bool = False
    regions: frozenset[str] = frozenset()
    disagreement: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases there are of each kind, whatever the filter; `shown` are those that pass it."""

    total: int = 0
    shown: int = 0
    unreviewed: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    regions: dict[str, int] = field(default_factory=dict)
    disagreements: int = 0

    def of(self, outcomes: frozenset[str]) -> int:
        """Cases with any of these outcomes."""
        return sum(self.outcomes.get(outcome, 0) for outcome in outcomes)
