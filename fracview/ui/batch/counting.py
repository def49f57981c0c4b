"""How far the review of some folders is: their files looked up, and what readers said of them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from fracview.core.errors import ReadingError
from fracview.reading import walk
from fracview.review.disagreement import disagreement
from fracview.review.stamps import stamp_of
from fracview.review.statistics import ReviewedCase, ReviewStatistics
from fracview.review.summary import outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from fracview.review.store import Store

LOOKED_UP_TOGETHER = 500
BREATH_S = 0.004
"""Between answers, so that the thread that paints gets its turn."""


@dataclass(frozen=True, eq=False, slots=True)
class Reviewed:
    """What is known so far.

    Attributes
    ----------
    files, unknown
        Files that were looked up, and those of them that the store has no findings of.
    statistics
        None while files are still being looked up.
    """

    files: int = 0
    unknown: int = 0
    statistics: ReviewStatistics | None = None


def count(roots: Sequence[Path], store: Store, models_key: str) -> Iterator[Reviewed]:
    """Look every file up, a few hundred at a time; the last item has the statistics. Reads no file.

    Parameters
    ----------
    roots
        Files and folders.
    store
        What is asked.
    models_key
        Under what the findings are kept (`fracview.review.batch.recall.key_of`).
    """
    cases: dict[tuple[str, int], ReviewedCase] = {}
    files = unknown = 0
    found = walk(roots)
    while part := list(islice(found, LOOKED_UP_TOGETHER)):
        paths = [one for one in part if not isinstance(one, ReadingError)]
        known = _known(paths, store, models_key)
        cases.update({case.key: case for of_file in known for case in of_file})
        files += len(part)
        unknown += len(part) - len(known)
        yield Reviewed(files, unknown)
        time.sleep(BREATH_S)
    shas = sorted({sha256 for sha256, _ in cases})
    statistics = ReviewStatistics.of(
        cases.values(), store.verdicts(shas), store.journal(shas), store.impressions(shas)
    )
    yield Reviewed(files, unknown, statistics)


def _known(paths: list[Path], store: Store, models_key: str) -> list[list[ReviewedCase]]:
    """Frames of each file that the store has findings of."""
    stamps = [stamp for path in paths if (stamp := stamp_of(path)) is not None]
    remembered = store.known_files(stamps)
    of_contents: dict[str, list[ReviewedCase]] = {}
    shas = {file.sha256 for file in remembered.values()}
    for (sha256, frame), analysis in store.load_analyses(shas, models_key).items():
        case = ReviewedCase((sha256, frame), outcome(analysis), disagreement(analysis))
        of_contents.setdefault(sha256, []).append(case)
    return [of_contents[file.sha256] for file in remembered.values() if file.sha256 in of_contents]
