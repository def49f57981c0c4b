"""The list of cases as a table: what the networks said of each, and what the reader said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fracview.core.analysis import Analysis, Provenance, Status
from fracview.export.records import to_record
from fracview.export.writers import open_writer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from fracview.core.verdict import VerdictEntry
    from fracview.export.records import Record

READER_FIELDS = ("outcome", "verdict", "comment", "reader", "time")
"""What a row has beyond the record: the last columns of the .csv."""


@dataclass(frozen=True, eq=False, slots=True)
class ListedCase:
    """One row of the list.

    Attributes
    ----------
    path, frame, sha256
        The frame; `sha256` is "" where the file has not been read. Where there is an analysis, its own count.
    outcome
        As the list has it: ``waiting``, ``definite``, ``doubt``, ``not_found``, ``out_of_scope``,
        ``unreadable`` or ``failed``.
    reason
        Why there are no findings, where there are none.
    analysis
        What the networks said; None for a case that no network has seen.
    verdict
        What the reader said; None where nothing was said or it was withdrawn.
    """

    path: Path
    outcome: str
    reason: str = ""
    analysis: Analysis | None = None
    verdict: VerdictEntry | None = None
    frame: int = 0
    sha256: str = ""


def save_listing(path: Path, cases: Sequence[ListedCase]) -> None:
    """Write the list, all of it or nothing: aside first, then in place of what was there.

    Parameters
    ----------
    path
        .csv (UTF-8 with a byte order mark; text that a spreadsheet would run gets a leading apostrophe),
        .json or .jsonl.
    cases
        In the order wanted.

    Raises
    ------
    UsageError
        `unknown_format` for any other suffix.
    ExportError
        `not_writable` or `not_replaceable`; it names the file and the cure.
    """
    writer = open_writer(path, region_labels=_region_labels(cases), extra=READER_FIELDS)
    try:
        for record in listing_records(cases):
            writer.write(record)
    except BaseException:
        writer.discard()
        raise
    writer.close()


def listing_records(cases: Iterable[ListedCase]) -> Iterator[Record]:
    """Records as of `to_record`, each with outcome, verdict, comment, reader and time.

    Where no network has seen a case its status is its outcome and every answer is None, the list of
    detections too: it is missing, not empty.
    """
    for case in cases:
        record = _unanswered(case) if case.analysis is None else to_record(case.analysis)
        yield record | {"outcome": case.outcome} | _said(case.verdict)


def _said(verdict: VerdictEntry | None) -> Record:
    if verdict is None:
        return {"verdict": None, "comment": None, "reader": None, "time": None}
    return {
        "verdict": None if verdict.verdict is None else verdict.verdict.value,
        "comment": verdict.comment,
        "reader": verdict.reader,
        "time": verdict.time,
    }


def _unanswered(case: ListedCase) -> Record:
    """Record with the same keys as every other; the status of the stand-in is never seen."""
    stand_in = Analysis(case.path, case.frame, case.sha256, Status.FAILED, case.reason, Provenance(""))
    return to_record(stand_in) | {"status": case.outcome, "detections": None, "elapsed_ms": None}


def _region_labels(cases: Iterable[ListedCase]) -> list[str]:
    """Labels of every region classifier that answered, as they first come: columns of the .csv."""
    regions = [case.analysis.region for case in cases if case.analysis is not None]
    labels = (label for region in regions if region is not None for label in region.probabilities)
    return list(dict.fromkeys(labels))
