"""Analyse the images of a reference standard, or recall what the store knows of them."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fracview.core.prediction import PredictedBox, PredictedImage, Predictions
from fracview.reading import walk
from fracview.review.batch.job import BatchJob, BatchOptions

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence
    from pathlib import Path

    from fracview.core.analysis import Analysis
    from fracview.inference import Analyzer
    from fracview.review.store import Store


@dataclass(frozen=True, eq=False, slots=True)
class Predicted:
    """One analysis, and how far the run is.

    Attributes
    ----------
    analysis
        Of the file's first frame.
    done, total
        Files.
    recalled
        Whether the store knew it.
    """

    analysis: Analysis
    done: int
    total: int
    recalled: bool = False


def files_by_name(folder: Path) -> dict[str, Path]:
    """Files below a folder by their names; of two of the same name the first in the walk's order."""
    found: dict[str, Path] = {}
    for one in walk([folder]):
        if not isinstance(one, Exception):
            found.setdefault(one.name, one)
    return found


def predict(files: Sequence[Path], analyzer: Analyzer, store: Store | None = None) -> Generator[Predicted]:
    """Analyse these files in their order; what a store knows of them is not run again.

    Parameters
    ----------
    files
        One an image.
    analyzer
        The networks; they are also what the store is asked for.
    store
        Where to look and to keep; a killed run goes on from there.
    """
    options = BatchOptions(run_anyway=analyzer.run_anyway, ignore_gate=analyzer.ignore_gate, isolated=False)
    job = BatchJob(files, lambda: analyzer, store, options)
    with closing(job.steps()) as steps:
        for step in steps:
            if not step.analysis.frame:
                yield Predicted(step.analysis, step.file_number, len(files), step.recalled)


def predicted_image(analysis: Analysis) -> PredictedImage:
    """What an analysis says of its image; one that ended otherwise says why, and nothing else."""
    fracture, region = analysis.fracture, analysis.region
    return PredictedImage(
        name=analysis.path.name,
        status=analysis.status,
        boxes=tuple(PredictedBox(one.box_xyxy, one.score) for one in analysis.detections),
        probability=fracture.probability if fracture else None,
        region_probabilities=dict(region.probabilities) if region else None,
        reason=analysis.reason,
    )


def predictions(analyses: Iterable[Analysis], analyzer: Analyzer) -> Predictions:
    """Our side of a comparison, with the networks that gave it."""
    references = [folder.reference for folder in analyzer.model_set.folders]
    named = ", ".join(f"{one.name} {one.sha256[:6]}" for one in references)
    return Predictions(
        images=tuple(predicted_image(analysis) for analysis in analyses),
        source=f"this program: {named}",
        signature={one.name: one.sha256 for one in references},
    )
