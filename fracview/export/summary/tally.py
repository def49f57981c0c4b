"""What a summary keeps of a run: counters and the first and worst few, however long the run."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fracview.core.analysis import Status, Tier
from fracview.core.outcome import ANSWERS, FAILURES, OUTCOMES, outcome
from fracview.export.captions import reason_sentence
from fracview.export.origins import Origins
from fracview.export.records import to_record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fracview.core.analysis import Analysis

BINS = 20
"""Of the histogram of probabilities, from 0 to 1."""

MOST_REASONS = 200
"""Codes kept for each outcome; FracView has a few dozen."""


@dataclass(frozen=True, slots=True)
class Line:
    """One frame in a table of the page."""

    name: str
    outcome: str
    probability: float | None
    region: str
    boxes: str
    note: str


class Tally:
    """Running counts of analyses.

    Parameters
    ----------
    roots
        Files below one of these are named from there on, others by their name alone: no page says where on
        the machine they lie.
    most_worst, most_failures
        How many lines to keep.

    Attributes
    ----------
    counts
        Frames by outcome; every outcome is a key.
    reasons
        For each outcome without an answer: how often each reason code came.
    words
        A sentence for each pair of outcome and code: that of the first frame.
    regions
        Frames by region and outcome, of frames with an answer.
    bins
        For each answer, `BINS` counts of the probability.
    disagreements
        How often each sentence came.
    worst
        Worst first: definite, doubt, then those not found that contradict their boxes.
    failures
        The first unreadable and failed frames.
    origins
        Networks, providers and thresholds.
    """

    def __init__(self, roots: Sequence[Path], most_worst: int, most_failures: int) -> None:
        self._roots = tuple(roots)
        self._most_worst, self._most_failures = most_worst, most_failures
        self.counts: Counter[str] = Counter(dict.fromkeys(OUTCOMES, 0))
        self.reasons: dict[str, Counter[str]] = {name: Counter() for name in OUTCOMES if name not in ANSWERS}
        self.words: dict[tuple[str, str], str] = {}
        self.regions: dict[str, Counter[str]] = {}
        self.bins: dict[str, list[int]] = {name: [0] * BINS for name in ANSWERS}
        self.disagreements: Counter[str] = Counter()
        self.worst: list[tuple[tuple[int, bool, float, int], Line]] = []
        self.failures: dict[str, list[Line]] = {name: [] for name in FAILURES}
        self.origins = Origins()
        self._added = 0

    def add(self, analysis: Analysis, disagreement: str) -> None:
        """Count one frame; `disagreement` in words, "" where probability and boxes agree."""
        result = outcome(analysis)
        self._added += 1
        self.counts[result] += 1
        self.origins.add(to_record(analysis)["provenance"])
        self.disagreements.update([disagreement] if disagreement else [])
        if result in ANSWERS:
            self._answer(analysis, result, disagreement)
        else:
            self._no_answer(analysis, result)

    def _answer(self, analysis: Analysis, result: str, disagreement: str) -> None:
        assert analysis.fracture is not None  # an answer without one is failed
        probability = analysis.fracture.probability
        self.bins[result][min(int(probability * BINS), BINS - 1)] += 1
        if analysis.region is not None:
            self.regions.setdefault(analysis.region.label, Counter())[result] += 1
        overlooked = bool(disagreement) and result == Tier.NOT_FOUND.value
        rank = (ANSWERS.index(result), not overlooked, -probability, self._added)
        if len(self.worst) < self._most_worst or rank < self.worst[-1][0]:
            insort(self.worst, (rank, self._line(analysis, result, disagreement)), key=lambda one: one[0])
            del self.worst[self._most_worst :]

    def _no_answer(self, analysis: Analysis, result: str) -> None:
        code = (
            analysis.reason.partition(":")[0] if analysis.status is not Status.ANALYZED else "no_classifier"
        )
        reasons = self.reasons[result]
        if code in reasons or len(reasons) < MOST_REASONS:
            reasons[code] += 1
            self.words.setdefault((result, code), shown(_reason(analysis)))
        if result in FAILURES and len(self.failures[result]) < self._most_failures:
            self.failures[result].append(self._line(analysis, result, _reason(analysis)))

    def _line(self, analysis: Analysis, result: str, note: str) -> Line:
        region = analysis.region
        return Line(
            shown(self._name(analysis)),
            result,
            analysis.fracture.probability if analysis.fracture else None,
            f"{region.label} {region.probabilities[region.label]:.2f}" if region else "",
            boxes_in_words(analysis),
            shown(note),
        )

    def _name(self, analysis: Analysis) -> str:
        path = analysis.path
        root = next((root for root in self._roots if root != path and path.is_relative_to(root)), None)
        name = path.name if root is None else path.relative_to(root).as_posix()
        return f"{name} frame {analysis.frame}" if analysis.frame else name


def boxes_in_words(analysis: Analysis) -> str:
    """``2 definite, 1 doubt``; "" for none that is at least in doubt."""
    words = ((Tier.DEFINITE, "definite"), (Tier.DOUBT, "doubt"))
    counted = ((sum(d.tier is tier for d in analysis.detections), word) for tier, word in words)
    return ", ".join(f"{count} {word}" for count, word in counted if count)


def shown(text: str) -> str:
    """Text whose control characters, which could turn or break a line, are shown as escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def _reason(analysis: Analysis) -> str:
    if analysis.status is Status.ANALYZED:
        return "No fracture classifier ran."
    return reason_sentence(analysis.reason)
