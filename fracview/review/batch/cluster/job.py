"""A run over folders and a store on a cluster: what `BatchJob` is on one machine."""

from __future__ import annotations

from contextlib import ExitStack, closing
from typing import TYPE_CHECKING

from fracview.inference import load_model_set
from fracview.reading import distinct
from fracview.review.batch.cluster.options import ClusterOptions
from fracview.review.batch.cluster.steps import Cluster, opened_cluster
from fracview.review.batch.own_files import OwnFiles
from fracview.review.batch.recall import remembering
from fracview.review.batch.unplugged import Unplugged
from fracview.review.run import Surroundings
from fracview.review.stopping import Stop

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from pathlib import Path

    from fracview.inference import ModelSet
    from fracview.review.batch.job import BatchOptions
    from fracview.review.batch.saving import Saver
    from fracview.review.run import Step
    from fracview.review.store import Store


class ClusterJob:
    """A run on a cluster; `steps` is called once, `cancel` from any thread.

    Parameters
    ----------
    roots
        Files and folders, which every node must be able to read under the same name.
    models
        The model set; its bytes are sent to the workers.
    device
        As of `fracview.inference.Analyzer`; which GPU is the cluster's affair.
    store
        Where results are kept and looked up, by this process alone; None for a run that remembers nothing.
    options
        `readers`, `isolated` and `watch` are without meaning here.
    cluster
        Which cluster; by default that of ``RAY_ADDRESS``, or one of this machine.

    Raises
    ------
    ModelFolderError
        For a set that must not run.
    """

    def __init__(
        self,
        roots: Sequence[Path],
        models: Path,
        device: str,
        store: Store | None,
        options: BatchOptions,
        cluster: ClusterOptions | None = None,
    ) -> None:
        self._roots = distinct(roots)
        self._model_set = load_model_set(models)
        self._device = device
        self._store = store
        self._options = options
        self._cluster = cluster or ClusterOptions()
        self._stop = Stop()

    @property
    def model_set(self) -> ModelSet:
        """The networks."""
        return self._model_set

    def steps(self) -> Generator[Step]:
        """Results in the order of the walk, kept before the generator ends; raises as `BatchJob.steps`.

        Raises
        ------
        ClusterError
            A cluster that cannot be used, before any step; or that has stopped answering.
        """
        options = self._options
        unplugged = Unplugged(self._roots)
        with ExitStack() as stack:
            cluster = stack.enter_context(
                opened_cluster(
                    self._model_set,
                    self._device,
                    self._cluster,
                    run_anyway=options.run_anyway,
                    ignore_gate=options.ignore_gate,
                )
            )
            saver, around = self._surroundings(stack, cluster)
            steps = cluster.steps(self._roots, options.run_options, around)
            for step in stack.enter_context(closing(steps)):
                unplugged.check(step.analysis)
                if saver is not None and not step.recalled:
                    saver.keep(step)
                yield step

    def cancel(self) -> None:
        """End after what the networks have in hand; may be called by a signal's handler."""
        self._stop.set()

    def notes(self) -> list[str]:
        """Nothing: every worker has the networks that were sent at the start."""
        return []

    def _surroundings(self, stack: ExitStack, cluster: Cluster) -> tuple[Saver | None, Surroundings]:
        saver, memory = remembering(stack, self._store, cluster, self._options.run_options)
        return saver, Surroundings(
            memory=memory, stop=self._stop, is_own=OwnFiles(self._store), keep_rows=saver is not None
        )
