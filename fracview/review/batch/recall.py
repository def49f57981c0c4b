"""What the store knows of files and of contents, so that nothing is done twice."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from fracview.core.analysis import Status
from fracview.core.errors import ReadingError
from fracview.core.letterbox import PREPROCESSING_ID
from fracview.review.batch.saving import Saver
from fracview.review.loading import Known, Loaded
from fracview.review.run import Forgetful
from fracview.review.stamps import stamp_of
from fracview.review.store import models_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import ExitStack

    from fracview.core.analysis import Analysis, Provenance
    from fracview.review.loading import Task
    from fracview.review.run import Memory, RunOptions
    from fracview.review.store import FileStamp, KnownFile, Store

NOT_RUN = "not_run:"
"""Reason of a file that no network may run on unasked: one record stands for all its frames."""


class Signing(Protocol):
    """What recalling needs of an `Analyzer`: networks on a cluster have it too."""

    run_anyway: bool
    ignore_gate: bool

    @property
    def row_keys(self) -> tuple[str, ...]:
        """Under which names the networks' rows are kept."""

    def provenance(self, voi: str = "") -> Provenance:
        """Where a result comes from."""


def key_of(analyzer: Signing) -> str:
    """Under what the analyses of these networks are kept.

    A run that goes past what others stop at keeps its results apart: they must not be taken for those of a
    run that nobody gave the permission to.
    """
    made = analyzer.provenance()
    key = models_key(made.models, PREPROCESSING_ID, made.operating_points)
    permissions = f"{analyzer.run_anyway:d}{analyzer.ignore_gate:d}"
    return key if permissions == "00" else sha256(f"{key} {permissions}".encode()).hexdigest()[:32]


def remembering(
    stack: ExitStack, store: Store | None, signing: Signing, options: RunOptions
) -> tuple[Saver | None, Memory]:
    """What keeps a run's results, and what it knows already.

    Parameters
    ----------
    stack
        Writes what is still in hand when it is left.
    store
        None for a run that remembers nothing.
    signing
        The networks.
    options
        A run that draws has every file read; one that maps layers runs on every frame, since no store keeps
        maps.
    """
    if store is None:
        return None, Forgetful()
    saver = stack.enter_context(Saver(store, key_of(signing)))
    if options.layer_maps:
        return saver, Forgetful()
    return saver, Recall(store, signing, saver, whole_files=not options.keep_images)


class Recall:
    """A run's memory. `of_files` and `of_contents` are called on the run's own thread.

    Parameters
    ----------
    store
        What is kept.
    analyzer
        Whose results are asked for.
    saver
        What is still to be written counts as kept.
    whole_files
        False where every file has to be read all the same, for its picture.
    """

    def __init__(self, store: Store, analyzer: Signing, saver: Saver, *, whole_files: bool = True) -> None:
        self._store = store
        self._key = key_of(analyzer)
        self._row_keys = analyzer.row_keys
        self._saver = saver
        self._whole_files = whole_files

    def of_files(self, tasks: Sequence[Task]) -> dict[int, Known]:
        """Files that have not changed since everything on them was found, by the task's number."""
        if not self._whole_files:
            return {}
        stamps = {task.number: stamp for task in tasks if (stamp := _stamp(task)) is not None}
        files = self._store.known_files(list(stamps.values()))
        if not files:
            return {}
        analyses = self._store.load_analyses((file.sha256 for file in files.values()), self._key)
        known: dict[int, Known] = {}
        for task in tasks:
            stamp = stamps.get(task.number)
            file = files.get(stamp.path) if stamp else None
            if stamp and file and (frames := _frames(file, analyses)):
                known[task.number] = Known(tuple(_recalled(task, stamp, file, one) for one in frames))
        return known

    def of_contents(self, loaded: Loaded) -> Loaded:
        """The frame with its analysis, where these contents are known; else with the rows that are."""
        prepared = loaded.prepared
        if prepared is None:
            return loaded
        place = (prepared.sha256, prepared.frame)
        found = self._saver.waiting(place) or self._store.load_analysis(*place, self._key)
        if found is not None:
            return replace(loaded, analysis=replace(found, path=prepared.path), recalled=True)
        rows = self._store.load_rows(*place, self._row_keys) if prepared.inputs else {}
        return replace(loaded, prepared=replace(prepared, known_rows=rows)) if rows else loaded


def _stamp(task: Task) -> FileStamp | None:
    return None if isinstance(task.found, ReadingError) else stamp_of(task.found)


def _frames(file: KnownFile, analyses: Mapping[tuple[str, int], Analysis]) -> list[Analysis]:
    """Of every frame that is to have one; none where one is missing."""
    first = analyses.get((file.sha256, 0))
    if first is None:
        return []
    if first.status is Status.OUT_OF_SCOPE and first.reason.startswith(NOT_RUN):
        return [first]
    found = [first, *(analyses.get((file.sha256, frame)) for frame in range(1, file.frame_count))]
    return [one for one in found if one is not None] if None not in found else []


def _recalled(task: Task, stamp: FileStamp, file: KnownFile, analysis: Analysis) -> Loaded:
    return Loaded(
        replace(task, frame=analysis.frame),
        analysis=replace(analysis, path=stamp.path),
        frame_count=file.frame_count,
        stamp=stamp,
        recalled=True,
    )
