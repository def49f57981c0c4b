"""Analyse the images of a reference standard, or recall what the store knows of them."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fracview.core.letterbox import PREPROCESSING_ID
from fracview.core.prediction import PredictedBox, PredictedImage, Predictions
from fracview.reading import walk
from fracview.review.run import RunOptions, run_paths
from fracview.review.stamps import stamp_of
from fracview.review.store import KnownFile, models_key

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping, Sequence
    from pathlib import Path

    from fracview.core.analysis import Analysis
    from fracview.inference import Analyzer
    from fracview.review.store import FileStamp, Store

SAVED_AT_ONCE = 16
"""Analyses a transaction: so many at most are lost when a run is killed."""

ONE_FRAME = frozenset({".jpg", ".jpeg", ".png", ".bmp"})
"""Files of these kinds hold one frame and no study; of others too little is known here to be remembered."""


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
    """Analyse these files; what a store knows of them comes first and is not run again.

    Parameters
    ----------
    files
        One an image.
    analyzer
        The networks; they are also what the store is asked for.
    store
        Where to look and to keep; a killed run goes on from there.
    """
    known = _recalled(files, analyzer, store) if store else {}
    for number, (path, analysis) in enumerate(known.items(), start=1):
        yield Predicted(replace(analysis, path=path), number, len(files), recalled=True)
    rest = [path for path in files if path not in known]
    if not rest:
        return
    stamps = {path: stamp_of(path) for path in rest} if store else {}
    keeper = _Keeper(analyzer, store)
    with closing(run_paths(rest, analyzer, RunOptions())) as steps, closing(keeper):
        for step in steps:
            if step.analysis.frame:
                continue
            keeper.keep(step.analysis, stamps.get(step.analysis.path))
            yield Predicted(step.analysis, len(known) + step.file_number, len(files))


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


def _key(analyzer: Analyzer) -> str:
    made = analyzer.provenance()
    return models_key(made.models, PREPROCESSING_ID, made.operating_points)


def _recalled(files: Sequence[Path], analyzer: Analyzer, store: Store) -> Mapping[Path, Analysis]:
    """Of files that have not changed since they were read, what the same networks said; in their order."""
    stamps = [stamp for path in files if (stamp := stamp_of(path)) is not None]
    remembered = store.known_files(stamps)
    analyses = store.load_analyses((one.sha256 for one in remembered.values()), _key(analyzer))
    return {
        path: analysis
        for path in files
        if (one := remembered.get(path)) is not None
        and (analysis := analyses.get((one.sha256, 0))) is not None
    }


class _Keeper:
    """Writes what was found to the store, some at a time."""

    def __init__(self, analyzer: Analyzer, store: Store | None) -> None:
        self._store = store
        self._key = _key(analyzer) if store else ""
        self._found: list[tuple[Analysis, FileStamp | None]] = []

    def keep(self, analysis: Analysis, stamp: FileStamp | None) -> None:
        if self._store is None:
            return
        self._found.append((analysis, stamp))
        if len(self._found) >= SAVED_AT_ONCE:
            self.close()

    def close(self) -> None:
        """Write what is still in hand."""
        if self._store is None or not self._found:
            return
        found, self._found = self._found, []
        self._store.save_analyses([analysis for analysis, _ in found], self._key)
        self._store.remember_files(
            [
                (stamp, KnownFile(analysis.sha256, 1, ""))
                for analysis, stamp in found
                if stamp is not None and analysis.sha256 and stamp.path.suffix.lower() in ONE_FRAME
            ]
        )
