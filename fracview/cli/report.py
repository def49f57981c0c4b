"""What a run says at its end: the table, the summary, and every failure by name."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from fracview.cli.table import Row, print_table
from fracview.export.captions import RESEARCH_USE, models_sentence
from fracview.review.summary import FAILURES, Summary

if TYPE_CHECKING:
    from pathlib import Path

    from fracview.core.analysis import Provenance
    from fracview.review.run import Step

ROWS_BESIDE_FILE = 40
FAILURES_BESIDE_FILE = 20


class Report:
    """Gathers one short row a frame.

    Parameters
    ----------
    out
        The results file, where there is one: then the table is cut.
    quiet
        No summary, and no table where there is a results file.
    """

    def __init__(self, out: Path | None, *, quiet: bool) -> None:
        self.summary = Summary()
        self.rows: list[Row] = []
        self.interrupted = False
        self._out = out
        self._quiet = quiet
        self._last: Step | None = None
        self._provenance: Provenance | None = None

    def add(self, step: Step) -> None:
        """Take in one step."""
        self.summary.add(step.analysis)
        self.rows.append(Row.of(step.analysis))
        self._last = step
        if step.analysis.provenance.models:
            self._provenance = step.analysis.provenance

    def print(self) -> None:
        """Table and summary to standard output; failures and interruptions to standard error.

        Without a results file the table is the result: then all of it is printed, quiet or not.
        """
        if self.rows:
            self._print_rows()
        if self.interrupted:
            print(self._stopped(), file=sys.stderr)

    def _print_rows(self) -> None:
        if self._out is None:
            print_table(self.rows)
        elif not self._quiet:
            print_table(self.rows, limit=ROWS_BESIDE_FILE)
        if not self._quiet:
            self._print_summary()
        if self._out is not None:
            self._name_failures()

    def _name_failures(self) -> None:
        failures = [row for row in self.rows if row.outcome in FAILURES]
        for row in failures[:FAILURES_BESIDE_FILE]:
            print(f"{row.outcome}: {row.file}: {row.note}", file=sys.stderr)
        if len(failures) > FAILURES_BESIDE_FILE:
            rest = len(failures) - FAILURES_BESIDE_FILE
            print(f"... and {rest} more, each with its reason in {self._out}", file=sys.stderr)

    def _print_summary(self) -> None:
        lines = ["", *self.summary.lines(), ""]
        if self._provenance is not None:
            lines += [models_sentence(self._provenance), self._provenance.provider_note]
        lines += [RESEARCH_USE, f"Results: {self._out}" if self._out else ""]
        print("\n".join(line for number, line in enumerate(lines) if line or number == 0))

    def _stopped(self) -> str:
        """How far an interrupted run got."""
        if self._last is None:
            return "Stopped before the first file was done."
        found = self._last.files_found
        total = f"{found}" if self._last.walk_finished else f"{found} or more"
        where = f" {self._out} holds them." if self._out else ""
        return f"Stopped: {self._last.file_number} of {total} files done.{where}"
