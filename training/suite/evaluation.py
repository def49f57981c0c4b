"""From a predictions file to outcomes: of the row that was trained, and of every row that is read off it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from training.suite import classifier_figures, detector_figures
from training.suite.outcomes import Figure, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from training.suite.predictions import Saved
    from training.suite.rows import Row, Suite
    from training.suite.signature import Signature

AT_BEST_F1 = "Precision and recall are those at the score whose F1 is highest on the scans reported on."


def evaluate(row: Row, saved: Saved, signature: Signature, notes: Sequence[str] = ()) -> Outcome:
    """The figures of a trained row."""
    if saved.answers.scores is not None:
        return _classified(row, saved, signature, notes)
    overlaps = (
        detector_figures.outline_overlaps(saved)
        if saved.answers.polygons is not None
        else detector_figures.box_overlaps(saved)
    )
    figures = detector_figures.detector_figures(*overlaps)
    return _outcome(row, signature, figures, (*notes, AT_BEST_F1))


def derive(suite: Suite, source: Outcome, saved: Saved) -> list[Outcome]:
    """The outcomes of the rows that are read off `source`'s predictions; pictures have none."""
    kinds = {table.id: table.kind for table in suite.tables}
    rows = [row for row in suite.rows if row.of == source.row_id and kinds[row.table] != "pictures"]
    return [_derived(row, source, saved) for row in rows]


def _classified(row: Row, saved: Saved, signature: Signature, notes: Sequence[str]) -> Outcome:
    threshold: float | None = None
    if saved.task == "fracture":
        threshold, how = classifier_figures.threshold_of(saved)
        figures, notes = classifier_figures.fracture_figures(saved, threshold), (*notes, how)
    else:
        figures = classifier_figures.region_figures(saved)
    answers = classifier_figures.answers_of(saved, threshold)
    counts = classifier_figures.confusion(saved.labels, answers, len(saved.classes))
    made = _outcome(row, signature, figures, notes)
    return replace(made, classes=saved.classes, confusion=counts)


def _derived(row: Row, source: Outcome, saved: Saved) -> Outcome:
    view = str(row.settings.get("view", ""))
    name, _, argument = view.partition(":")
    views: Mapping[str, Callable[[], dict[str, Figure]]] = {
        "training": lambda: _training(saved, source),
        "box": lambda: detector_figures.detector_figures(*detector_figures.box_overlaps(saved)),
        "confusion": lambda: _confusion_row(source, argument),
    }
    figures = views.get(name, lambda: _of_region(saved, view))()
    made = _outcome(row, source.signature, figures, source.notes)
    whole = name == "confusion" and not argument
    return replace(made, classes=source.classes, confusion=source.confusion) if whole else made


def _of_region(saved: Saved, region: str) -> dict[str, Figure]:
    """Accuracy of one region's scans, or box figures of the scans that carry its flag."""
    if saved.answers.scores is not None:
        return {"accuracy": classifier_figures.accuracy_of_class(saved, region)}
    rows = [index for index, flags in enumerate(saved.flags) if region in str(flags).split()]
    overlaps, scores = detector_figures.box_overlaps(saved)
    figures = detector_figures.detector_figures([overlaps[i] for i in rows], [scores[i] for i in rows])
    return figures | {"n": Figure(len(rows), len(rows))}


def _training(saved: Saved, source: Outcome) -> dict[str, Figure]:
    """Table IV: what was set, and the best epoch."""
    n = len(saved)
    best = saved.answers.best_epoch
    found = {"size": Figure(float(source.signature.size), n)}
    if "learning_rate" in source.extra:
        found["learning_rate"] = Figure(float(source.extra["learning_rate"]), n)
    if best is not None:
        found["best_epoch"] = Figure(best, n)
    return found


def _confusion_row(source: Outcome, region: str) -> dict[str, Figure]:
    """One row of the confusion matrix as shares, by class; the whole matrix is no figure."""
    if not region:
        return {}
    counts = np.array(source.confusion[source.classes.index(region)])
    return {
        name: classifier_figures.share(int(count), int(counts.sum()))
        for name, count in zip(source.classes, counts, strict=True)
    }


def _outcome(row: Row, signature: Signature, figures: dict[str, Figure], notes: Sequence[str]) -> Outcome:
    return Outcome(row.id, signature.protocol, figures, signature, "predictions.npz", notes=tuple(notes))
