"""States to show: real ways to end, and one verdict changed by keyword."""

from __future__ import annotations

from typing import Any

from fracview.core.analysis import Fracture, Status, Tier
from fracview.review.shown import READ_FIRST, ShownFindings, ShownVerdict, resolve_findings
from tests.export.analyses import analysis, not_found, without_findings


def done(made: Any = None, box_threshold: float | None = None) -> ShownFindings:
    """An analysis as it is shown; by default a definite fracture with a box of each tier."""
    return resolve_findings(made or analysis(), phase="done", box_threshold=box_threshold)


STATES = {
    "none": resolve_findings(None, phase="done"),
    "waiting": resolve_findings(None, phase="waiting"),
    "running": resolve_findings(None, phase="running"),
    "no networks": resolve_findings(None, phase="no_networks", reason="no_folder: there are no models"),
    "unreadable": done(without_findings(Status.UNREADABLE, "no_image: the file is no image")),
    "out of scope": done(without_findings(Status.OUT_OF_SCOPE, "gate: unlike the radiographs")),
    "not run": done(without_findings(Status.OUT_OF_SCOPE, "not_run: not run: the body part is chest")),
    "failed": done(without_findings(Status.FAILED, "run_failed: the network failed")),
    "negative": done(not_found()),
    "doubt": done(analysis(fracture=Fracture(0.3, Tier.DOUBT))),
    "definite": done(),
    "read first": READ_FIRST,
}


def verdict(**changes: Any) -> ShownVerdict:
    """A case without a verdict, but for `changes`."""
    return ShownVerdict(**({"key": "case 1", "reader": "M. Curie"} | changes))
