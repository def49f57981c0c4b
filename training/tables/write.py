"""Fill the tables from what was run, and write Markdown, CSV and plots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.runs import save_text
from training.suite.outcomes import RESULTS, load_all
from training.suite.rows import load_suite
from training.suite.tries import read_tries
from training.tables import cells, counts, explained, markdown
from training.tables.reasons import read_reasons

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from training.suite.rows import Suite
    from training.tables.cells import Filled, Line

COUNTED = "dataset_counts.json"
NOT_RUN = "not_run.json"


def count(name: str, data_root: Path) -> tuple[Line, ...]:
    """The counted rows of a suite, from a FracAtlas folder."""
    return counts.counted_lines(load_suite(name), counts.counted(data_root))


def filled_tables(
    suite: Suite, work: Path | None, results: Path = RESULTS, counted: Sequence[Line] | None = None
) -> tuple[Filled, ...]:
    """Every table, from the committed outcomes and those of the work folder.

    Parameters
    ----------
    counted
        The counted rows; by default those that lie among the results.
    """
    folders = [results, *([work / "suite"] if work else [])]
    if counted is None:
        known = counts.read_counts(results / COUNTED)
        counted = counts.counted_lines(suite, known) if known else ()
    made = (*counted, *explained.explained_lines(suite, results))
    reasons, tries = read_reasons(results / NOT_RUN), read_tries(results)
    return cells.fill(suite, load_all(folders), made, reasons, tries)


def as_markdown(
    name: str, work: Path | None = None, results: Path = RESULTS, counted: Sequence[Line] | None = None
) -> str:
    """The suite's tables as one Markdown text."""
    suite = load_suite(name)
    return _page(suite, filled_tables(suite, work, results, counted))


def write(
    name: str,
    out: Path,
    work: Path | None = None,
    results: Path = RESULTS,
    counted: Sequence[Line] | None = None,
) -> tuple[Path, ...]:
    """Write ``tables.md``, ``tables.csv`` and a plot a table; returns the files."""
    from training.tables import plots

    suite = load_suite(name)
    filled = filled_tables(suite, work, results, counted)
    out.mkdir(parents=True, exist_ok=True)
    files = [out / "tables.md", out / "tables.csv"]
    save_text(files[0], _page(suite, filled))
    save_text(files[1], markdown.to_csv(filled))
    for one in filled:
        file = out / f"table_{one.table.id}.png"
        if plots.plot(one, file):
            files.append(file)
    return tuple(files)


def _page(suite: Suite, filled: tuple[Filled, ...]) -> str:
    return f"# {suite.title}\n\n{markdown.to_markdown(filled, suite.notes)}"
