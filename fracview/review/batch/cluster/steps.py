"""One run on a cluster: the same steps as on one machine, in the same order."""

from __future__ import annotations

from collections import deque
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fracview.review.batch.cluster.calls import turns
from fracview.review.batch.cluster.connection import connected
from fracview.review.batch.cluster.options import ClusterOptions
from fracview.review.batch.cluster.parcel import Parcel
from fracview.review.batch.cluster.plan import places, readers
from fracview.review.batch.cluster.pool import AT_ONCE, Pool
from fracview.review.batch.cluster.reading import Reading
from fracview.review.batch.cluster.worker import Distant, Settings, Wanted
from fracview.review.batch.recipe import LoaderRecipe
from fracview.review.run import OwnOutput, RunOptions, Step, Surroundings, coming, grouped, remembered
from fracview.review.walking import BackgroundWalk

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from fracview.core.analysis import Analysis, Provenance
    from fracview.inference import ModelSet
    from fracview.inference.prepared import Size
    from fracview.review.batch.cluster.calls import Turn
    from fracview.review.batch.cluster.reading import Chunk
    from fracview.review.batch.cluster.worker import Opened
    from fracview.review.loading import Loaded

LOOK_EVERY_S = 0.5
"""While an answer is waited for, a wish to stop is noticed after this at the latest."""

LOST_PICTURE = "its picture was lost with the worker that had read it, and could not be drawn"


class Cluster:
    """The networks opened on a cluster; to the store it is what an `Analyzer` is.

    Attributes
    ----------
    model_set, run_anyway, ignore_gate, input_sizes, row_keys
        As of `fracview.inference.Analyzer`.
    """

    def __init__(
        self,
        ray: Any,  # noqa: ANN401 - loosely typed module
        pool: Pool,
        model_set: ModelSet,
        settings: Settings,
        options: ClusterOptions,
    ) -> None:
        opened: Opened = pool.opened
        self.model_set = model_set
        self.run_anyway = settings.run_anyway
        self.ignore_gate = settings.ignore_gate
        self.input_sizes: tuple[Size, ...] = opened.input_sizes
        self.row_keys = opened.row_keys
        self._provenance = opened.provenance
        self._ray = ray
        self._pool = pool
        self._options = options

    def provenance(self, voi: str = "") -> Provenance:
        """Where a result of this run comes from."""
        return replace(self._provenance, voi=voi)

    def steps(
        self, paths: Sequence[Path], options: RunOptions | None = None, around: Surroundings | None = None
    ) -> Generator[Step]:
        """Walk, read, analyse: the steps of `fracview.review.run.run_paths`, in the same order.

        `RunOptions.readers` and `Surroundings.readers` are without meaning: reading takes the processors that
        the networks leave. Closing the generator drops what is under way.

        Raises
        ------
        FracViewError
            Where the cluster has no networks left, or does not answer any more.
        """
        options, around = options or RunOptions(), around or Surroundings()
        wanted = Wanted(options.layer_maps, around.keep_rows)

        def meanwhile() -> bool:
            self._pool.pump(wanted)
            return not around.stop.is_set()

        recipe = LoaderRecipe(self.input_sizes, self.run_anyway, options.keep_images, self.provenance())
        reading = Reading(self._ray, recipe, self._options, self._ahead(), meanwhile)
        own = OwnOutput(options.leave_out, around.is_own)
        with ExitStack() as stack:
            stack.callback(self._pool.drop)
            stack.enter_context(closing(reading))
            found = stack.enter_context(BackgroundWalk(around.walk(paths), own))
            loaded = remembered(reading(coming(found, around)), around.memory)
            gathered = turns(grouped(loaded, options.batch), self._options.files)
            for turn in self._done(gathered, wanted, around):
                for one, analysis in turn.analyses():
                    whole = replace(analysis, path=one.task.path)
                    progress = (one.task.number, found.found, found.finished, found.left_out)
                    learnt = (one.recalled, one.stamp, one.frame_count, one.study_uid)
                    if options.keep_images:
                        whole, image = self._picture(one, whole)
                        yield Step(whole, image, *progress, *learnt)
                    else:
                        yield Step(whole, None, *progress, *learnt)

    def _done(self, gathered: Iterable[Turn], wanted: Wanted, around: Surroundings) -> Iterator[Turn]:
        """Turns in their order, each when all its analyses are there."""
        running: deque[Turn] = deque()
        most = 2 * AT_ONCE * self._pool.copies
        for turn in gathered:
            if turn.call is not None:
                self._pool.submit(turn.call)
            running.append(turn)
            self._pool.pump(wanted)
            while running and (running[0].is_done or len(running) >= most):
                if running[0].is_done:
                    yield running.popleft()
                else:
                    self._pool.pump(wanted, LOOK_EVERY_S)
        while running:
            if running[0].is_done:
                yield running.popleft()
            elif around.stop.is_set() and not running[0].is_given:
                return
            else:
                self._pool.pump(wanted, LOOK_EVERY_S)

    def _ahead(self) -> int:
        """Chunks in the object store before the networks: two a reader, and no more than half of it."""
        whole = self._ray.cluster_resources().get("object_store_memory", 0)
        return max(2, min(2 * self._pool.readers + 2, int(whole / 2 // self._options.chunk_bytes)))

    def _picture(self, one: Loaded, analysis: Analysis) -> tuple[Analysis, NDArray[np.uint8] | None]:
        """The display picture, from where it was read; where it was lost, the analysis says so."""
        chunk: Chunk | None = one.chunk if isinstance(one, Distant) else None  # type: ignore[assignment]
        if chunk is None or not isinstance(one, Distant):
            return analysis, one.display_image
        try:
            return analysis, self._ray.get(chunk.images)[one.place]
        except self._ray.exceptions.RayError:
            return replace(analysis, warnings=(*analysis.warnings, LOST_PICTURE)), None


@contextmanager
def opened_cluster(
    model_set: ModelSet,
    device: str = "auto",
    options: ClusterOptions | None = None,
    *,
    run_anyway: bool = False,
    ignore_gate: bool = False,
) -> Iterator[Cluster]:
    """Join or start a cluster and open the networks on it; leaving the context ends what was started.

    Raises
    ------
    ClusterError
        Its reasons but ``cluster_stalled``.
    ModelFolderError, DeviceError, UsageError
        As `fracview.inference.Analyzer`, where no worker can open the networks.
    """
    options = options or ClusterOptions()
    parcel = Parcel.of(model_set)
    with connected(options) as ray:
        nodes = ray.nodes()
        chosen = places(nodes, device, options.networks)
        settings = Settings(parcel.digest, device, run_anyway, ignore_gate)
        with closing(Pool(ray, chosen, parcel, settings, options)) as pool:
            pool.readers = readers(nodes, chosen)
            yield Cluster(ray, pool, model_set, settings, options)


def cluster_steps(
    paths: Sequence[Path],
    model_set: ModelSet,
    device: str = "auto",
    options: RunOptions | None = None,
    cluster: ClusterOptions | None = None,
    around: Surroundings | None = None,
) -> Generator[Step]:
    """`Cluster.steps` on a cluster opened for it; raises as `opened_cluster` does, before any step."""
    with (
        opened_cluster(model_set, device, cluster) as opened,
        closing(opened.steps(paths, options, around)) as steps,
    ):
        yield from steps
