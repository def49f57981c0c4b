"""The summary of a run as one self-contained HTML page."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined

from fracview import __version__
from fracview.core.outcome import ANSWERS, FAILURES, OUTCOMES
from fracview.export.captions import NO_NEGATIVE, RESEARCH_USE
from fracview.export.summary.chart import histogram
from fracview.export.summary.tally import Tally
from fracview.export.summary.template import TEMPLATE
from fracview.export.summary.writing import write_page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from fracview.core.analysis import Analysis
    from fracview.export.numbered import FileMark

MOST_WORST = 40
MOST_FAILURES = 200

MEANINGS = {
    "definite": "at or above the high-specificity point",
    "doubt": "between the two operating points",
    "not_found": "below the high-sensitivity point; not a normal report",
    "out_of_scope": "not for these networks; not a negative",
    "unreadable": "the file could not be read; not a negative",
    "failed": "the analysis broke off; not a negative",
}


class SummaryPage:
    """Fed frame by frame, it keeps counters and a few lines; then it is written once.

    Parameters
    ----------
    title
        Heading of the page.
    label
        What was analysed, in the caller's words ("" for nothing). No folder is named otherwise.
    roots
        Files below one of these are named from there on, others by their name alone.
    most_worst, most_failures
        Lines of the two lists; beyond them stands the count.
    """

    def __init__(
        self,
        *,
        title: str = "FracView: summary of a run",
        label: str = "",
        roots: Sequence[Path] = (),
        most_worst: int = MOST_WORST,
        most_failures: int = MOST_FAILURES,
    ) -> None:
        self._title, self._label = title, label
        self._tally = Tally(roots, most_worst, most_failures)

    def add(self, analysis: Analysis, disagreement: str = "") -> None:
        """Count one frame; `disagreement` in words, "" where probability and boxes agree."""
        self._tally.add(analysis, disagreement)

    def html(self, *, when: str, remarks: Sequence[str] = (), review: Sequence[str] = ()) -> str:
        """The page's text; parameters as of `write`."""
        tally = self._tally
        origins = tally.origins.all()
        environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
        return environment.from_string(TEMPLATE).render(
            title=self._title,
            label=self._label,
            when=when,
            use=RESEARCH_USE,
            no_negative=NO_NEGATIVE,
            remarks=list(remarks),
            review=list(review),
            outcomes=_outcomes(tally),
            disagreements=tally.disagreements.most_common(),
            worst=[line for _, line in tally.worst],
            worst_more=_more(sum(tally.counts[name] for name in ("definite", "doubt")), tally.worst),
            chart=histogram(tally.bins, _points(origins)),
            any_answer=any(tally.counts[name] for name in ANSWERS),
            one_set=bool(_points(origins)),
            regions=_regions(tally),
            failures=_failures(tally),
            origins=[_origin(origin) for origin in origins],
            version=tally.origins.app_version or __version__,
        )

    def write(
        self,
        path: Path,
        *,
        when: str,
        remarks: Sequence[str] = (),
        review: Sequence[str] = (),
        keep_changed: bool = False,
        seen: FileMark | None = None,
    ) -> Path:
        """Write the page aside, then put it in place.

        Parameters
        ----------
        path
            An .html.
        when
            When the run was, as it is to be read.
        remarks
            Sentences on the run as a whole (that it was stopped, what it left out).
        review
            Sentences on how far reading has come.
        keep_changed, seen
            Whether a file at `path` that is not as it was `seen` (`numbered.look`, when the run began) stays;
            the page then goes beside it, under a numbered name.

        Returns
        -------
        Where the page is.

        Raises
        ------
        UsageError
            `unknown_format` for any other suffix.
        ExportError
            `not_writable` or `not_replaceable`.
        """
        text = self.html(when=when, remarks=remarks, review=review)
        return write_page(path, text, keep_changed=keep_changed, seen=seen)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _more(total: int, listed: Sequence[object]) -> int:
    return max(0, total - len(listed))


def _outcomes(tally: Tally) -> list[dict[str, Any]]:
    """One row an outcome; a bar is as long as its count is to the greatest of the six."""
    greatest = max([*tally.counts.values(), 1])
    return [
        {
            "name": name,
            "words": _words(name),
            "count": tally.counts[name],
            "share": _share(tally.counts[name], greatest),
            "meaning": MEANINGS[name],
            "reasons": [
                {"code": code, "count": count, "words": tally.words[name, code]}
                for code, count in tally.reasons.get(name, Counter()).most_common()
            ],
        }
        for name in OUTCOMES
    ]


def _share(count: int, greatest: int) -> float:
    """Per cent, and never too little to be seen."""
    return max(0.5, round(100 * count / greatest, 2)) if count else 0.0


def _regions(tally: Tally) -> list[dict[str, Any]]:
    rows = sorted(tally.regions.items())
    return [{"name": name, "counts": [counts[answer] for answer in ANSWERS]} for name, counts in rows]


def _failures(tally: Tally) -> list[dict[str, Any]]:
    return [
        {
            "words": _words(name),
            "count": tally.counts[name],
            "lines": tally.failures[name],
            "more": _more(tally.counts[name], tally.failures[name]),
        }
        for name in FAILURES
        if tally.counts[name]
    ]


def _points(origins: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """The fracture operating points where every frame has the same; empty where not."""
    found = [origin["operating_points"].get("fracture") for origin in origins]
    if not found or found[0] is None or any(each != found[0] for each in found):
        return {}
    return {f"{_words(name).replace(' ', '-')} point": value for name, value in found[0].items()}


def _origin(origin: Mapping[str, Any]) -> dict[str, Any]:
    points = [
        {"task": task, "sensitive": point["high_sensitivity"], "specific": point["high_specificity"]}
        for task, point in sorted(origin["operating_points"].items())
    ]
    return {**origin, "points": points}
