"""From the arguments of ``fracview analyze`` to what the run writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.export.readers_work import check_not_readers_work
from fracview.review.batch.outputs import OutputPlan

if TYPE_CHECKING:
    import argparse

    from fracview.review.store import Store


def plan_of(arguments: argparse.Namespace) -> OutputPlan:
    """What was asked for."""
    return OutputPlan(
        tables=() if arguments.out is None else (arguments.out,),
        boxes=arguments.boxes,
        coco=arguments.coco,
        summary=arguments.summary,
        overlays=arguments.overlays,
        strips=arguments.strips,
        all_boxes=arguments.all_boxes,
        identifiers=arguments.with_identifiers,
        roots=tuple(arguments.paths),
    )


def check_replaceable(plan: OutputPlan, store: Store | None) -> None:
    """Refuse to replace what somebody has worked in, before anything runs.

    Raises
    ------
    ExportError
        `readers_work`.
    """
    for path in plan.files:
        check_not_readers_work(path, store.known_export(path.absolute()) if store else None)
