"""What the networks said of the files that are open, gathered from memory and the store."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from fracview.core.prediction import Predictions
from fracview.review.comparison.predicting import predicted_image

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from fracview.core.analysis import Analysis
    from fracview.ui.session.session import Session


@dataclass(frozen=True, eq=False, slots=True)
class Gathered:
    """What the networks have said so far.

    Attributes
    ----------
    predictions
        One image a file; what was not analysed yet is not among them.
    points
        Where the thresholds begin: the high-sensitivity points of detector and classifier.
    noted
        Names of files that bear a reader's note.
    """

    predictions: Predictions
    points: Mapping[str, float] = field(default_factory=dict)
    noted: frozenset[str] = frozenset()


def gather(session: Session, then: Callable[[Gathered], None], failed: Callable[[Exception], None]) -> None:
    """Ask the store; `then` is called on the GUI thread."""
    catalog = session.catalog
    cases = [catalog.case(number) for number in range(len(catalog))]
    in_memory = {case.number: session.analyses.get((case.number, 0)) for case in cases}

    def found(stored: tuple[dict[tuple[str, int], Any], dict[tuple[str, int], Any]]) -> None:
        analyses: dict[str, Analysis] = {}
        noted = set()
        for case in cases:
            frame = (case.sha256, 0)
            analysis = in_memory[case.number] or stored[0].get(frame)
            entry = session.verdicts.newest(frame) or stored[1].get(frame)
            if entry is not None and entry.comment:
                noted.add(case.path.name)
            if analysis is not None:
                analyses.setdefault(case.path.name, replace(analysis, path=case.path, layer_maps=()))
        then(gathered(list(analyses.values()), frozenset(noted)))

    session.records.load_all([case.sha256 for case in cases if case.sha256], found, failed)


def gathered(analyses: list[Analysis], noted: frozenset[str] = frozenset()) -> Gathered:
    """Predictions with the operating points of the networks that made them."""
    points: dict[str, float] = {}
    for analysis in analyses:
        for task, name in (("detection", "score"), ("fracture", "probability")):
            if task in analysis.provenance.operating_points and name not in points:
                points[name] = analysis.provenance.operating_points[task].high_sensitivity
        if len(points) == 2:
            break
    return Gathered(predictions_of(analyses), points, noted)


def predictions_of(analyses: Sequence[Analysis]) -> Predictions:
    """Analyses as one side of a comparison, by file name; every box that the detector kept."""
    references = {model.name: model.sha256 for one in analyses for model in one.provenance.models}
    source = ", ".join(f"{name} {sha256[:6]}" for name, sha256 in references.items())
    images = tuple(predicted_image(one) for one in analyses)
    return Predictions(images, f"this program: {source or 'nothing analysed yet'}", references)
