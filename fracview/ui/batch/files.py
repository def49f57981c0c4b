"""Where the outputs of a batch go: a name of their own beside what is not to be replaced."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.core.errors import ExportError
from fracview.export.readers_work import check_not_readers_work
from fracview.review.batch.outputs import OutputPlan
from fracview.ui.batch.kinds import KINDS, PICTURES, TABLES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fracview.review.store import Store

MOST_NUMBERS = 1000


def plan_into(
    folder: Path, kinds: frozenset[str], identifiers: bool, roots: Sequence[Path], store: Store
) -> OutputPlan:
    """What is written into a folder.

    Parameters
    ----------
    folder
        Made, when it is written to, where it is not there.
    kinds
        Keys of `KINDS`.
    identifiers
        Whether tables and records name the patients.
    roots
        What was run over.
    store
        Knows what FracView wrote where.

    Raises
    ------
    ExportError
        As of `free_path`.
    """
    places = {
        kind: folder / KINDS[kind].name if kind in PICTURES else free_path(folder / KINDS[kind].name, store)
        for kind in KINDS
        if kind in kinds
    }
    return OutputPlan(
        tables=tuple(places[kind] for kind in TABLES if kind in places),
        boxes=places.get("boxes"),
        coco=places.get("coco"),
        summary=places.get("summary"),
        overlays=places.get("overlays"),
        strips=places.get("strips"),
        identifiers=identifiers,
        roots=tuple(roots),
    )


def free_path(path: Path, store: Store) -> Path:
    """The path, or the first numbered one, where no reader's work and no file of another program stands.

    Raises
    ------
    ExportError
        None of many is free, or the folder cannot be looked at.
    """
    for number in range(1, MOST_NUMBERS):
        numbered = path if number == 1 else path.with_name(f"{path.stem} ({number}){path.suffix}")
        try:
            check_not_readers_work(numbered, store.known_export(numbered))
        except ExportError as error:
            if error.reason != "readers_work":
                raise
        else:
            return numbered
    raise ExportError(
        f"stands there already, and so do {MOST_NUMBERS} numbered ones.",
        reason="not_replaceable",
        path=path,
        cure="Choose another folder.",
    )
