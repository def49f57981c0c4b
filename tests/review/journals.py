"""Cases, verdicts and impressions for statistics, one line each; times are minutes after eight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fracview.core.impression import Impression, ImpressionEntry
from fracview.core.verdict import Verdict, VerdictEntry
from fracview.review.statistics import ReviewedCase, ReviewStatistics

if TYPE_CHECKING:
    from collections.abc import Sequence


def key(name: str) -> tuple[str, int]:
    """Of a case, as the store has it."""
    return name * 32, 0


def said(
    name: str, verdict: Verdict | None, reader: str = "Curie", minute: int = 30, **more: Any
) -> VerdictEntry:
    """An entry of the journal."""
    sha256, frame = key(name)
    return VerdictEntry(sha256, frame, verdict, "", reader, f"2026-11-25T08:{minute:02}:00+00:00", **more)


def saw(name: str, impression: Impression, reader: str = "Curie", minute: int = 10) -> ImpressionEntry:
    """A first impression."""
    sha256, frame = key(name)
    return ImpressionEntry(sha256, frame, impression, reader, f"2026-11-25T08:{minute:02}:00+00:00")


def statistics_of(
    outcomes: dict[str, str],
    journal: Sequence[VerdictEntry] = (),
    impressions: Sequence[ImpressionEntry] = (),
    contradicted: str = "",
) -> ReviewStatistics:
    """Statistics of cases by name; `contradicted` are those names whose findings contradict each other."""
    cases = [
        ReviewedCase(key(n), one, "box_without_probability" * (n in contradicted))
        for n, one in outcomes.items()
    ]
    newest = {(entry.sha256, entry.frame): entry for entry in journal}
    by_frame: dict[tuple[str, int], list[ImpressionEntry]] = {}
    for one in impressions:
        by_frame.setdefault((one.sha256, one.frame), []).append(one)
    return ReviewStatistics.of(cases, newest, journal, by_frame)
