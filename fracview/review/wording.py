"""Sentences and numbers of the screen that a picture or table does not need; pure."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from fracview.core.analysis import OperatingPoints, Status, Tier
from fracview.core.impression import Impression
from fracview.export.captions import NO_NEGATIVE, TIER_WORDS, reason_sentence, status_sentence
from fracview.review.disagreement import BOX_WITHOUT_PROBABILITY, PROBABILITY_WITHOUT_BOX

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from fracview.core.analysis import Analysis, Detection
    from fracview.core.verdict import Verdict

FEWEST_DIGITS, MOST_DIGITS = 2, 4
OPTION = re.compile(r"; use --[a-z-]+ [^.;]*|\s*Use a smaller --[a-z-]+\.")
"""Advice that names an option of the command line: on the screen there is a button instead."""

WAITING_SENTENCES = {
    "none": "No radiograph is chosen.",
    "waiting": "Not analysed yet: it waits for its turn.",
    "running": "The networks are running on this radiograph.",
}
READ_FIRST_SENTENCE = "What the assistant found is shown as soon as you have said what you see."
"""Where the reader reads first: the same whatever there is, so that nothing tells."""

DISAGREEMENT_SENTENCES = {
    PROBABILITY_WITHOUT_BOX: "Fracture definite, yet no box.",
    BOX_WITHOUT_PROBABILITY: "Not found, yet a definite box.",
}
"""Which of the two `fracview.review.disagreement` it is."""

IMPRESSION_WORDS = {
    Impression.FRACTURE: "fracture",
    Impression.UNSURE: "unsure",
    Impression.NO_FRACTURE: "no fracture",
}

BAR_WORDS = {
    "none": "no radiograph",
    "waiting": "not analysed yet",
    "running": "analysing",
    "out_of_scope": "no answer: out of scope",
    "unreadable": "no answer: unreadable",
    "failed": "no answer: failed",
}
"""What stands where a bar would be; no networks name their reason there."""


def digits_for(values: Iterable[float], points: OperatingPoints | None) -> int:
    """Decimals, 2 to 4, at which no value seems to lie on another side of an operating point than it does."""
    if points is None:
        return FEWEST_DIGITS
    held = list(values)
    for digits in range(FEWEST_DIGITS, MOST_DIGITS):
        low, high = round(points.high_sensitivity, digits), round(points.high_specificity, digits)
        rounded = OperatingPoints(low, high)
        if all(rounded.tier(round(value, digits)) is points.tier(value) for value in held):
            return digits
    return MOST_DIGITS


def headline(analysis: Analysis) -> str:
    """How it ended; without what only a command line can follow, and without `contradiction`."""
    sentence = OPTION.sub("", status_sentence(analysis))
    if analysis.status is not Status.ANALYZED:
        return sentence
    if analysis.fracture is None:
        return f"{sentence} {NO_NEGATIVE}"
    return sentence.partition(" Yet ")[0]


def headline_without_analysis(kind: str, reason: str) -> str:
    """The sentence where no network has answered; `reason` is ``code: sentence`` or a sentence."""
    if kind == "unreadable":
        return f"Unreadable: {reason_sentence(reason)} {NO_NEGATIVE}"
    if kind == "no_networks":
        return f"No networks: {reason_sentence(reason)} Nothing was analysed. {NO_NEGATIVE}"
    return WAITING_SENTENCES[kind]


def bar_words(kind: str, reason: str) -> str:
    """What the probability bar says in place of a needle."""
    if kind == "no_networks":
        return f"no networks: {reason_sentence(reason).rstrip('.')}"
    return BAR_WORDS.get(kind, "")


def contradiction(tier: Tier | None, detections: Sequence[Detection], points: OperatingPoints | None) -> str:
    """Where classifier and detector differ, at their operating points; "" where they do not.

    The threshold that the reader has moved has no part in it.
    """
    if tier is None or points is None:
        return ""
    marked = [detection.tier for detection in detections if detection.tier is not Tier.NOT_FOUND]
    if tier is Tier.NOT_FOUND and marked:
        counted = ((marked.count(one), TIER_WORDS[one]) for one in (Tier.DEFINITE, Tier.DOUBT))
        parts = ", ".join(f"{count} {word}" for count, word in counted if count)
        return f"Yet the detector marks {len(marked)} {_regions(len(marked))}: {parts}."
    if tier is not Tier.NOT_FOUND and not marked:
        point = f"its high-sensitivity point ({points.high_sensitivity:.2f})"
        return f"Yet the detector marks no region at {point}."
    return ""


def impression_line(impression: Impression, seconds: float | None, time: str) -> str:
    """What was seen first, how long that took, and when: ``no fracture, after 12 s, saved 08:31``."""
    took = "" if seconds is None else f", after {seconds:.0f} s"
    return f"{IMPRESSION_WORDS[impression]}{took}, saved {clock(time)}".rstrip()


def verdict_line(verdict: Verdict | None, reader: str, time: str) -> str:
    """Who said what and when, as in ``agree, by M. Curie, saved 08:31``."""
    if verdict is None:
        return "No verdict yet."
    by = f", by {reader}" if reader else ", reader not named"
    return f"{verdict.value}{by}, saved {clock(time)}".rstrip()


def clock(time: str, now: datetime | None = None) -> str:
    """Local time of an ISO 8601 time: ``08:31`` if of today, else with its date; what is none comes back."""
    try:
        moment = datetime.fromisoformat(time).astimezone()
    except ValueError:
        return time
    today = (now or datetime.now().astimezone()).astimezone().date()
    return f"{moment:%H:%M}" if moment.date() == today else f"{moment:%Y-%m-%d %H:%M}"


def _regions(count: int) -> str:
    return "region" if count == 1 else "regions"
