"""What the workers of a cluster do: read a few files, or run the networks. No Ray in here."""

from __future__ import annotations

import signal
import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from fracview import __version__
from fracview.core.errors import FracViewError
from fracview.inference import Analyzer
from fracview.review.batch.cluster.errors import Refusal
from fracview.review.batch.cluster.parcel import opened
from fracview.review.loading import Loaded, Task
from fracview.review.run import run_networks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from fracview.core.analysis import Analysis, NetworkRow, Provenance
    from fracview.inference import ModelSet, Prepared
    from fracview.inference.prepared import Size
    from fracview.review.batch.cluster.parcel import Parcel
    from fracview.review.batch.recipe import LoaderRecipe

    Image = NDArray[np.uint8]


@dataclass(frozen=True, eq=False, slots=True)
class Distant(Loaded):
    """A frame whose pictures are elsewhere: `prepared` says all of it but the pixels.

    Attributes
    ----------
    weight
        Bytes of its pictures.
    place, chunk
        Its number in the reading task that it came from, and where what that task read is (None on the
        worker).
    """

    weight: int = 0
    place: int = -1
    chunk: object | None = None

    @property
    def held_bytes(self) -> int:
        """Bytes of its pictures, wherever they are: batches are those of a run on one machine."""
        return self.weight


@dataclass(frozen=True, eq=False, slots=True)
class Work:
    """Files to read in their order; first what is left of the file of `before`, if any."""

    tasks: tuple[Task, ...]
    before: Loaded | None = None

    def __bool__(self) -> bool:
        """Whether there is anything to read."""
        return bool(self.tasks) or self.before is not None


Chunk = tuple[list[Distant], "list[Prepared | None]", "list[Image | None]", Work]
"""Frames without their pixels, prepared pictures, display pictures, and what was not read any more."""


def read_chunk(work: Work, recipe: LoaderRecipe, most_bytes: int, reading_s: float) -> Chunk:
    """Read and prepare files until all are through, or their pictures take `most_bytes`.

    Never raises for a file. A frame that takes longer than `reading_s` ends the process, where the system can
    do that: nothing less stops a decoder that hangs.
    """
    frames: list[Distant] = []
    inputs: list[Prepared | None] = []
    images: list[Image | None] = []
    left, weight = Work(()), 0
    try:
        for one, rest in _read(work, recipe, reading_s):
            frames.append(_without_pixels(one, len(frames)))
            inputs.append(one.prepared)
            images.append(one.display_image)
            weight += one.held_bytes
            if weight >= most_bytes:
                left = rest
                break
    finally:
        _alarm(0)
    return frames, inputs, images, left


def _read(work: Work, recipe: LoaderRecipe, reading_s: float) -> Iterator[tuple[Loaded, Work]]:
    """Frame after frame, each with what is left to read after it."""
    load = recipe.open()
    rest = list(work.tasks)
    _alarm(reading_s)
    one = load.resume(work.before) if work.before is not None else None
    while True:
        if one is None:
            if not rest:
                return
            _alarm(reading_s)
            one = load(rest.pop(0))
        before = _without_pixels(one) if one.others is not None else None
        yield one, Work(tuple(rest), before)
        _alarm(reading_s)
        one = load.following(one) if one.others is not None else None


def _without_pixels(one: Loaded, place: int = -1) -> Distant:
    prepared = one.prepared
    if prepared is not None:
        nothing = {size: np.empty((0, 0), dtype=np.uint8) for size in prepared.inputs}
        prepared = replace(prepared, inputs=nothing)
    return Distant(
        one.task,
        prepared,
        one.analysis,
        study_uid=one.study_uid,
        frame_count=one.frame_count,
        stamp=one.stamp,
        weight=one.held_bytes,
        place=place,
    )


def _alarm(seconds: float) -> None:
    """Let the system end this process after so long; 0: no more."""
    if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)


@dataclass(frozen=True, slots=True)
class Settings:
    """How every copy of the networks is opened, and what is wanted of it."""

    digest: str
    device: str
    run_anyway: bool = False
    ignore_gate: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What each analysis is to hold besides the findings."""

    layer_maps: bool = False
    keep_rows: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """What a copy says of itself once it is open."""

    app_version: str
    provenance: Provenance
    input_sizes: tuple[Size, ...]
    row_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """One frame for the networks: the chunk by its number among a call's, and its place there."""

    chunk: int
    place: int
    known_rows: Mapping[str, NetworkRow] = field(default_factory=dict)


class Networks:
    """One copy of the networks, opened by the first call, and again after its process was lost.

    Parameters
    ----------
    fetch
        Gets the networks' bytes from what each call brings along.
    settings
        How they are opened.
    """

    def __init__(self, fetch: Callable[[list[Any]], Parcel], settings: Settings) -> None:
        self._fetch = fetch
        self._settings = settings
        self._analyzer: Analyzer | None = None

    def open(self, shipped: list[Any]) -> Opened | Refusal:
        """Open the networks; what stops that comes back as a value."""
        try:
            analyzer = self._opened(shipped)
        except FracViewError as error:
            return Refusal.of(error)
        made = analyzer.provenance()
        return Opened(__version__, made, tuple(analyzer.input_sizes), tuple(analyzer.row_keys))

    def run(
        self,
        shipped: list[Any],
        groups: Sequence[Sequence[Wish]],
        wanted: Wanted,
        *chunks: Sequence[Prepared | None],
    ) -> list[list[Analysis]] | Refusal:
        """Run batches, each as it would run on one machine; one analysis a wish."""
        try:
            analyzer = self._opened(shipped)
        except FracViewError as error:
            return Refusal.of(error)
        return [
            run_networks(
                [_wished(wish, chunks) for wish in group], analyzer, wanted.layer_maps, wanted.keep_rows
            )
            for group in groups
        ]

    def _opened(self, shipped: list[Any]) -> Analyzer:
        if self._analyzer is None:
            self._analyzer = opened(self._fetch(shipped), self._settings.digest, self._open)
        return self._analyzer

    def _open(self, model_set: ModelSet) -> Analyzer:
        settings = self._settings
        return Analyzer(
            model_set,
            settings.device,
            run_anyway=settings.run_anyway,
            ignore_gate=settings.ignore_gate,
        )


def _wished(wish: Wish, chunks: Sequence[Sequence[Prepared | None]]) -> Loaded:
    prepared = chunks[wish.chunk][wish.place]
    if prepared is None:
        raise LookupError("a frame that was read before could not be read again")
    if wish.known_rows:
        prepared = replace(prepared, known_rows=wish.known_rows)
    return Loaded(Task(prepared.path, prepared.frame, 0), prepared)
