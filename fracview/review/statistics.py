"""What a review came to: how far it is, where readers and networks agree, and how long a case took.

Over all readers a frame counts once: by its newest verdict, its earliest first impression, its first verdict
with a measured time. By reader, what this reader said counts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fracview.core.impression import Impression
from fracview.core.verdict import Verdict
from fracview.review.figures import Proportion, Times, TwoByTwo
from fracview.review.severity import ANSWERED, RANK

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fracview.core.impression import ImpressionEntry
    from fracview.core.verdict import VerdictEntry

    Key = tuple[str, int]

_NO_FINDINGS = ("assistant off", "nothing analysed")
"""How `VerdictEntry.shown` begins where there were no findings to answer."""

_SUSPECTED = frozenset({"definite", "doubt"})
"""At or above the high-sensitivity point."""


@dataclass(frozen=True, slots=True)
class ReviewedCase:
    """One frame of the list.

    Attributes
    ----------
    key
        SHA-256 of its file and the zero-based frame.
    outcome
        A key of `fracview.review.severity.RANK`.
    disagreement
        See `fracview.review.disagreement`.
    """

    key: Key
    outcome: str
    disagreement: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """Cases to review and those with a verdict, each by outcome; what is unreadable is none to review."""

    to_review: Counter[str] = field(default_factory=Counter)
    reviewed: Counter[str] = field(default_factory=Counter)

    @property
    def left(self) -> Counter[str]:
        """Cases still without a verdict, by outcome."""
        return Counter({name: count - self.reviewed[name] for name, count in self.to_review.items()})


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of first impressions once the findings were shown.

    Attributes
    ----------
    pairs
        First impressions with a later verdict of the same reader on findings that were shown.
    towards, away
        Final answers that differ from the first impression: now the networks' answer, no longer theirs.
    other
        Those that differ otherwise: to or from unsure, off the networks' answer both before and after.
    """

    pairs: int = 0
    towards: int = 0
    away: int = 0
    other: int = 0

    @property
    def changed(self) -> Proportion:
        """All that differ."""
        return Proportion(self.towards + self.away + self.other, self.pairs)


@dataclass(frozen=True, slots=True)
class Said:
    """What one reader, or all of them together, said.

    Attributes
    ----------
    verdicts
        agree, unsure, disagree by the outcome that was shown; only outcomes with a verdict are keys.
    on_disagreements
        The same of the frames whose probability and boxes contradict each other, whatever was shown.
    unseen
        Verdicts given without findings on the screen: they agree with nothing, and are not in `verdicts`.
    impressions
        First impression (fracture: yes) against the networks (at or above the high-sensitivity point: yes).
    unsure_impressions
        First impressions of analysed frames that were unsure: neither yes nor no.
    changes
        From first impression to final verdict.
    times
        From a frame being in view to its first verdict, by outcome.
    all_times
        The same of every outcome.
    """

    verdicts: dict[str, Counter[Verdict]] = field(default_factory=dict)
    on_disagreements: Counter[Verdict] = field(default_factory=Counter)
    unseen: int = 0
    impressions: TwoByTwo = field(default_factory=TwoByTwo)
    unsure_impressions: int = 0
    changes: Changes = field(default_factory=Changes)
    times: dict[str, Times] = field(default_factory=dict)
    all_times: Times = field(default_factory=Times)

    def agreement(self, outcome: str, verdict: Verdict) -> Proportion:
        """Frames shown with an outcome that have this verdict, of those with any."""
        counts = self.verdicts.get(outcome, Counter())
        return Proportion(counts[verdict], counts.total())


@dataclass(frozen=True, slots=True)
class ReviewStatistics:
    """All figures of a review; `fracview.review.statistics_lines.lines_of` says them in words.

    Attributes
    ----------
    progress
        How far the review is.
    disagreements
        Frames whose probability and boxes contradict each other: those with a verdict, of all.
    overall
        A frame counts once, whoever read it.
    by_reader
        By name in alphabetical order; "" is who gave none.
    """

    progress: Progress
    disagreements: Proportion
    overall: Said
    by_reader: dict[str, Said]

    @classmethod
    def of(
        cls,
        cases: Iterable[ReviewedCase],
        newest: Mapping[Key, VerdictEntry],
        journal: Sequence[VerdictEntry],
        impressions: Mapping[Key, Sequence[ImpressionEntry]],
    ) -> ReviewStatistics:
        """Count what concerns these cases; the same contents twice are one case.

        Parameters
        ----------
        cases
            Every frame of the list.
        newest
            The newest entry of each frame, `Store.verdicts`.
        journal
            All entries in the order in which they were given, `Store.journal`.
        impressions
            Those of each frame, oldest first, `Store.impressions`.
        """
        known = {case.key: case for case in cases}
        entries = [entry for entry in journal if (entry.sha256, entry.frame) in known]
        seen = [one for key in known for one in impressions.get(key, ())]
        newest = {key: entry for key, entry in newest.items() if key in known and entry.verdict is not None}
        contradicted = {key for key, case in known.items() if case.disagreement}
        readers = sorted({entry.reader for entry in entries} | {one.reader for one in seen})
        return cls(
            _progress(known.values(), newest),
            Proportion(len(contradicted & newest.keys()), len(contradicted)),
            _said(known, newest, entries, seen),
            {reader: _of_reader(reader, known, entries, seen) for reader in readers},
        )

    def lines(self) -> list[str]:
        """In plain words, one sentence or figure a line."""
        from fracview.review.statistics_lines import lines_of  # it knows this module

        return lines_of(self)


def _progress(cases: Iterable[ReviewedCase], newest: Mapping[Key, VerdictEntry]) -> Progress:
    """A verdict on a file without a picture is no review."""
    readable = [case for case in cases if case.outcome != "unreadable"]
    return Progress(
        Counter(case.outcome for case in readable),
        Counter(case.outcome for case in readable if case.key in newest),
    )


def _of_reader(
    reader: str,
    known: Mapping[Key, ReviewedCase],
    journal: Iterable[VerdictEntry],
    impressions: Iterable[ImpressionEntry],
) -> Said:
    entries = [entry for entry in journal if entry.reader == reader]
    newest = {(entry.sha256, entry.frame): entry for entry in entries}
    given = {key: entry for key, entry in newest.items() if entry.verdict is not None}
    return _said(known, given, entries, [one for one in impressions if one.reader == reader])


def _said(
    known: Mapping[Key, ReviewedCase],
    newest: Mapping[Key, VerdictEntry],
    journal: Sequence[VerdictEntry],
    impressions: Iterable[ImpressionEntry],
) -> Said:
    first = _first_of_each(impressions)
    yes_no = Counter(
        (one.impression is Impression.FRACTURE, known[key].outcome in _SUSPECTED)
        for key, one in first.items()
        if one.impression is not Impression.UNSURE and known[key].outcome in ANSWERED
    )
    unsure = sum(
        one.impression is Impression.UNSURE and known[key].outcome in ANSWERED for key, one in first.items()
    )
    seconds = _seconds(known, journal)
    verdicts = _by_outcome(known, newest)
    return Said(
        {name: verdicts[name] for name in RANK if name in verdicts},
        Counter(e.verdict for key, e in newest.items() if e.verdict and known[key].disagreement),
        verdicts.get("", Counter()).total(),
        TwoByTwo(yes_no[True, True], yes_no[True, False], yes_no[False, True], yes_no[False, False]),
        unsure,
        _changes(known, first, journal),
        {name: Times.of(seconds[name]) for name in RANK if name in seconds},
        Times.of(one for of_outcome in seconds.values() for one in of_outcome),
    )


def _by_outcome(
    known: Mapping[Key, ReviewedCase], newest: Mapping[Key, VerdictEntry]
) -> dict[str, Counter[Verdict]]:
    """By the outcome that was shown; under "" where there was none to see."""
    counts: dict[str, Counter[Verdict]] = {}
    for key, entry in newest.items():
        if entry.verdict is not None:
            counts.setdefault(outcome_shown(entry, known[key].outcome), Counter())[entry.verdict] += 1
    return counts


def outcome_shown(entry: VerdictEntry, outcome: str) -> str:
    """The outcome that the reader saw, by the entry's own record; "" where no findings were shown.

    Networks may have changed since. An entry without such a record is taken to be of today's `outcome`.
    """
    if entry.shown.startswith(_NO_FINDINGS):
        return ""
    words = entry.shown.replace(";", " ").split()
    return next((word for word in words if word in RANK), outcome)


def _first_of_each(impressions: Iterable[ImpressionEntry]) -> dict[Key, ImpressionEntry]:
    """The earliest of each frame; of two in the same second, the one that comes first."""
    first: dict[Key, ImpressionEntry] = {}
    for one in impressions:
        key = (one.sha256, one.frame)
        if key not in first or one.time < first[key].time:
            first[key] = one
    return first


def _seconds(known: Mapping[Key, ReviewedCase], journal: Iterable[VerdictEntry]) -> dict[str, list[float]]:
    """By outcome, the measured time of each frame's first verdict: a second look is not a reading."""
    first: dict[Key, VerdictEntry] = {}
    for entry in journal:
        if entry.verdict is not None:
            first.setdefault((entry.sha256, entry.frame), entry)
    seconds: dict[str, list[float]] = {}
    for key, entry in first.items():
        if entry.seconds is not None:
            seconds.setdefault(known[key].outcome, []).append(entry.seconds)
    return seconds


def _changes(
    known: Mapping[Key, ReviewedCase],
    first: Mapping[Key, ImpressionEntry],
    journal: Iterable[VerdictEntry],
) -> Changes:
    """Of analysed frames: the reader's newest entry counts, where the findings were shown to them."""
    newest = {(entry.sha256, entry.frame, entry.reader): entry for entry in journal}
    counts: Counter[str] = Counter()
    for key, before in first.items():
        entry = newest.get((*key, before.reader))
        if entry is None or entry.verdict is None or entry.time < before.time:
            continue
        shown = outcome_shown(entry, known[key].outcome)
        if shown in ANSWERED:
            counts["pairs"] += 1
            counts[_change(before.impression, final_answer(entry.verdict, shown), shown)] += 1
    return Changes(counts["pairs"], counts["towards"], counts["away"], counts["other"])


def _change(before: Impression, after: Impression, outcome: str) -> str:
    networks = final_answer(Verdict.AGREE, outcome)
    if before is after:
        return "same"
    if after is networks:
        return "towards"
    return "away" if before is networks else "other"


def final_answer(verdict: Verdict, outcome: str) -> Impression:
    """What a verdict on an analysed frame says of the frame: to disagree with a fracture is to see none.

    A reader who disagrees with the place of a box alone is not told apart from one who sees no fracture.
    """
    if verdict is Verdict.UNSURE:
        return Impression.UNSURE
    says_fracture = (verdict is Verdict.AGREE) == (outcome in _SUSPECTED)
    return Impression.FRACTURE if says_fracture else Impression.NO_FRACTURE
