"""The page on a run: what the networks said, and how far readers are with it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from fracview.export.numbered import look
from fracview.export.summary import SummaryPage
from fracview.review.disagreement import WORDS, disagreement
from fracview.review.statistics import ReviewedCase, ReviewStatistics
from fracview.review.summary import outcome

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fracview.core.analysis import Analysis
    from fracview.review.store import Store


class ReviewPage:
    """Fed frame by frame; `path` is where it is planned.

    Parameters
    ----------
    path
        An .html.
    roots
        Files are named from there on.
    store
        What readers said; None for a page without that.
    """

    def __init__(self, path: Path, roots: Sequence[Path], store: Store | None) -> None:
        self.path = path
        self._seen, self._store = look(path), store
        self._page = SummaryPage(roots=roots)
        self._cases: dict[tuple[str, int], ReviewedCase] = {}

    def add(self, analysis: Analysis) -> None:
        """One frame."""
        found = disagreement(analysis)
        self._page.add(analysis, WORDS.get(found, ""))
        if self._store is not None and analysis.sha256:
            key = (analysis.sha256, analysis.frame)
            self._cases[key] = ReviewedCase(key, outcome(analysis), found)

    def keep_earlier(self) -> None:
        """What is at the path stays: the page goes beside it, under a numbered name."""
        self._seen = None

    def write(self, remarks: Sequence[str]) -> Path:
        """Put the page in place; where that is, as of `SummaryPage.write`."""
        when = f"{datetime.now().astimezone():%Y-%m-%d %H:%M %Z}"
        return self._page.write(
            self.path,
            when=when,
            remarks=remarks,
            review=self._review(),
            keep_changed=True,
            seen=self._seen,
        )

    def _review(self) -> list[str]:
        """How far the review is; nothing where nobody has said anything yet."""
        store = self._store
        if store is None:
            return []
        shas = sorted({sha256 for sha256, _ in self._cases})
        said = store.verdicts(shas), store.journal(shas), store.impressions(shas)
        if not any(said):
            return []
        return ReviewStatistics.of(self._cases.values(), *said).lines()
