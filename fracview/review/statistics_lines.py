"""The statistics of a review in plain words: every number says what it is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.core.verdict import Verdict
from fracview.review.figures import Proportion
from fracview.review.severity import RANK
from fracview.review.texts import printable

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from fracview.review.statistics import Progress, ReviewStatistics, Said


def lines_of(statistics: ReviewStatistics) -> list[str]:
    """One sentence or figure a line; what has no number yet says so or is left out."""
    lines = [*_progress(statistics.progress), *_contradictions(statistics)]
    lines += _said(statistics.overall, "")
    readers = statistics.by_reader
    if len(readers) == 1:
        return [*lines, *(f"All of it by {printable(reader)}" for reader in readers if reader)]
    for reader, said in readers.items():
        lines += ["", f"Reader {printable(reader)}" if reader else "Reader not named", *_said(said, "  ")]
    return lines


def _progress(progress: Progress) -> Iterator[str]:
    for title, counts in (
        ("Cases to review", progress.to_review),
        ("  with a verdict", progress.reviewed),
        ("  left", progress.left),
    ):
        parts = ", ".join(f"{counts[name]:,} {_words(name)}" for name in RANK if counts[name])
        yield f"{title}: {counts.total():,}{f' ({parts})' if parts else ''}"


def _contradictions(statistics: ReviewStatistics) -> Iterator[str]:
    found = statistics.disagreements
    if not found.whole:
        return
    title = "Cases whose probability and boxes contradict each other"
    yield f"{title}: {found.whole:,}, {found.count:,} with a verdict"
    said = statistics.overall.on_disagreements
    if said:
        yield f"  verdicts on them: {', '.join(f'{said[one]:,} {one.value}' for one in Verdict)}"


def _said(said: Said, indent: str) -> Iterator[str]:
    yield from (f"{indent}{line}" for line in (*_agreement(said), *_impressions(said), *_times(said)))


def _agreement(said: Said) -> Iterator[str]:
    if not said.verdicts and not said.unseen:
        yield "No verdicts yet."
    for outcome, counts in said.verdicts.items():
        yield f"Verdicts on what was shown as {_words(outcome)}: {counts.total():,}"
        yield from (f"  {verdict.value}: {_of(counts, verdict)}" for verdict in Verdict)
    if said.unseen:
        yield f"Verdicts without findings on the screen, in none of these numbers: {said.unseen:,}"


def _of(counts: Counter[Verdict], verdict: Verdict) -> Proportion:
    return Proportion(counts[verdict], counts.total())


def _impressions(said: Said) -> Iterator[str]:
    table, unsure, changes = said.impressions, said.unsure_impressions, said.changes
    if table.total + unsure:
        yield f"First impressions of analysed cases: {table.total + unsure:,}, {unsure:,} of them unsure"
    if table.total:
        yield f"  fracture, and the networks at or above the high-sensitivity point: {table.both:,}"
        yield f"  fracture, and the networks below it: {table.first_only:,}"
        yield f"  no fracture, and the networks at or above it: {table.second_only:,}"
        yield f"  no fracture, and the networks below it: {table.neither:,}"
        yield f"  same answer as the networks: {table.agreement}"
        yield f"  Cohen's kappa with the networks: {_kappa(table.kappa)}"
    if changes.pairs:
        yield f"Final answer differs from the first impression, findings shown: {changes.changed}"
        yield (
            f"  {changes.towards:,} to the networks' answer, {changes.away:,} away from it, "
            f"{changes.other:,} otherwise"
        )


def _kappa(kappa: float | None) -> str:
    return "none, all answers are the same" if kappa is None else f"{kappa:.2f}"


def _times(said: Said) -> Iterator[str]:
    if not said.all_times.n:
        return
    yield f"Time to the first verdict: {said.all_times}"
    yield from (f"  {_words(outcome)}: {times}" for outcome, times in said.times.items())


def _words(outcome: str) -> str:
    return outcome.replace("_", " ")
