"""Counts of a run, in the words of the design: six outcomes that are never added together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fracview.core.analysis import Status, Tier
from fracview.core.outcome import FAILURES, OUTCOMES, outcome
from fracview.review.disagreement import WORDS, disagreement

if TYPE_CHECKING:
    from fracview.core.analysis import Analysis

__all__ = ["FAILURES", "OUTCOMES", "Summary", "outcome"]

NO_ANSWER = "no_fracture_answer"
"""The reason code of an analysed frame without a fracture probability: such a frame has failed."""


@dataclass(slots=True)
class Summary:
    """Running counts.

    Attributes
    ----------
    counts
        Frames by outcome; every outcome is a key.
    reasons
        For each outcome that needs a reason, how often each reason code came.
    marked_negatives
        Frames that the classifier calls not found while the detector marks at least one region.
    disagreements
        How often each kind of `fracview.review.disagreement` came.
    """

    counts: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(OUTCOMES, 0)))
    reasons: dict[str, Counter[str]] = field(default_factory=dict)
    marked_negatives: int = 0
    disagreements: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(WORDS, 0)))

    def add(self, analysis: Analysis) -> str:
        """Count one analysis and return its outcome."""
        result = outcome(analysis)
        self.counts[result] += 1
        if analysis.status is not Status.ANALYZED or analysis.fracture is None:
            code = analysis.reason.partition(":")[0] or NO_ANSWER
            self.reasons.setdefault(result, Counter())[code] += 1
        elif result == Tier.NOT_FOUND.value:
            self.marked_negatives += any(d.tier is not Tier.NOT_FOUND for d in analysis.detections)
        kind = disagreement(analysis)
        if kind:
            self.disagreements[kind] += 1
        return result

    @property
    def total(self) -> int:
        """Frames counted."""
        return self.counts.total()

    @property
    def failures(self) -> int:
        """Frames that were unreadable or failed; out of scope is neither."""
        return sum(self.counts[name] for name in FAILURES)

    def lines(self) -> list[str]:
        """One line an outcome with every reason behind it; then the contradictions, where there are any."""
        lines = [f"{_words(name):<13}{self.counts[name]:>7}{self._why(name)}" for name in OUTCOMES]
        if self.marked_negatives:
            lines.append(f"of the not found, {self.marked_negatives} with a region marked by the detector")
        lines += [f"{WORDS[kind]}: {count}" for kind, count in self.disagreements.items() if count]
        return lines

    def _why(self, name: str) -> str:
        reasons = self.reasons.get(name)
        if not reasons:
            return ""
        return "  (" + ", ".join(f"{count} {code}" for code, count in reasons.most_common()) + ")"


def _words(name: str) -> str:
    return name.replace("_", " ")
