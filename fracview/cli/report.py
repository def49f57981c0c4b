"""What a run says at its end: the table, the summary, and every failure by name."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from fracview.cli.table import Row, WorstRows, print_table
from fracview.export.captions import RESEARCH_USE, models_sentence
from fracview.review.summary import FAILURES, Summary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from fracview.core.analysis import Provenance
    from fracview.review.run import Step

ROWS_BESIDE_FILE = 40
FAILURES_BESIDE_FILE = 20


class Report:
    """Gathers one short row a frame; beside a results file only the worst are kept.

    Parameters
    ----------
    out
        The results file, where there is one: then the table is cut.
    quiet
        No summary, and no table where there is a results file.

    Attributes
    ----------
    interrupted
        Whether the run was stopped.
    in_place
        Whether the results file is there and finished.
    out
        Where it is: beside the one that was named, where that was changed meanwhile.
    placed
        Where every file is, by where it was to be.
    whole
        False where the run ended early without being interrupted.
    """

    def __init__(self, out: Path | None, *, quiet: bool) -> None:
        self.summary = Summary()
        self.rows = WorstRows(ROWS_BESIDE_FILE if out else None)
        self.failures: list[Row] = []
        self.interrupted = False
        self.in_place = False
        self.out = out
        self.placed: Mapping[Path, Path] = {}
        self.whole = True
        self._planned = out
        self._quiet = quiet
        self._notes: list[str] = []
        self._recalled = 0
        self._last: Step | None = None
        self._provenance: Provenance | None = None

    def add(self, step: Step) -> None:
        """Take in one step."""
        self.summary.add(step.analysis)
        self._recalled += step.recalled
        row = Row.of(step.analysis)
        self.rows.add(row)
        if row.outcome in FAILURES and len(self.failures) < FAILURES_BESIDE_FILE:
            self.failures.append(row)
        self._last = step
        if step.analysis.provenance.models:
            self._provenance = step.analysis.provenance

    def say(self, notes: Sequence[str]) -> None:
        """Keep sentences for the end, to standard error."""
        self._notes.extend(notes)

    def print(self) -> None:
        """Table and summary to standard output; failures and interruptions to standard error.

        Without a results file the table is the result: then all of it is printed, quiet or not. Quiet or not,
        files that are not where they were to be are named.
        """
        if self.summary.total:
            self._print_rows()
        for note in self._notes:
            print(note, file=sys.stderr)
        if self.interrupted:
            self.say_stopped()
        else:
            self._name_beside(whole=self.whole)

    def say_stopped(self) -> None:
        """How far an interrupted run got, to standard error."""
        self._name_beside(whole=False)
        print(self._stopped(), file=sys.stderr)

    def _name_beside(self, *, whole: bool) -> None:
        """Name the files that went beside others, and say why."""
        out = {self._planned: self.out} if self.in_place else {}
        for planned, path in (out | dict(self.placed)).items():
            if planned == path:
                continue
            why = f"{planned} was changed during the run and stays as it is: the"
            if not whole:
                why = (
                    f"{planned} was there before and stays as it is, as this run did not come to its end: its"
                )
            print(f"{why} results are in {path}.", file=sys.stderr)

    def _print_rows(self) -> None:
        if self.out is None or not self._quiet:
            print_table(self.rows.worst, total=self.summary.total)
        if not self._quiet:
            self._print_summary()
        if self.out is not None:
            self._name_failures()

    def _name_failures(self) -> None:
        for row in self.failures:
            print(f"{row.outcome}: {row.file}: {row.note}", file=sys.stderr)
        rest = self.summary.failures - len(self.failures)
        if rest:
            where = f", each with its reason in {self.out}" if self.in_place else ""
            print(f"... and {rest} more{where}", file=sys.stderr)

    def _print_summary(self) -> None:
        lines = ["", *self.summary.lines(), ""]
        if self._provenance is not None:
            lines += [models_sentence(self._provenance), self._provenance.provider_note]
        lines += [
            self._known(),
            self._left_out(),
            RESEARCH_USE,
            f"Results: {self.out}" if self.in_place else "",
        ]
        print("\n".join(line for number, line in enumerate(lines) if line or number == 0))

    def _known(self) -> str:
        if not self._recalled:
            return ""
        return f"Known already, and not run again: {self._recalled} of {self.summary.total} frames."

    def _left_out(self) -> str:
        left_out = self._last.left_out if self._last else 0
        if not left_out:
            return ""
        files = "1 file" if left_out == 1 else f"{left_out} files"
        return f"Left out: {files} that FracView itself wrote, in the folders that it writes to."

    def _stopped(self) -> str:
        """How far an interrupted run got."""
        if self._last is None:
            return "Stopped before the first file was done."
        found = self._last.files_found
        total = f"{found}" if self._last.walk_finished else f"{found} or more"
        where = f" {self.out} holds them." if self.in_place else ""
        return f"Stopped: {self._last.file_number} of {total} files done.{where}"
