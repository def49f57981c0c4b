"""From the arguments of ``fracview analyze`` to the run: here, or on a cluster."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from fracview.cli.outputs import plan_of
from fracview.core.errors import UsageError
from fracview.core.resources import resources_dir

if TYPE_CHECKING:
    import argparse
    from collections.abc import Generator

    from fracview.inference import Analyzer, ModelSet
    from fracview.review.batch.job import BatchOptions
    from fracview.review.run import Step
    from fracview.review.store import Store


class Job(Protocol):
    """A run, wherever it runs."""

    @property
    def model_set(self) -> ModelSet:
        """The networks."""

    def steps(self) -> Generator[Step]:
        """Results in the order of the walk."""

    def cancel(self) -> None:
        """End soon; may be called by a signal's handler."""

    def notes(self) -> list[str]:
        """What is to be said at the end besides the results."""


def open_store(path: Path) -> Store:
    """The store that keeps the run.

    Raises
    ------
    StoreError
        It cannot be opened, or not be written to.
    """
    from fracview.review.store import Store
    from fracview.review.store.errors import store_error

    store = Store(path)
    if store.read_only:
        store.close()
        raise store_error("store_read_only", path)
    return store


def open_job(arguments: argparse.Namespace, store: Store | None, *, after: Job | None = None) -> Job:
    """The run that was asked for; nothing heavy is opened yet but what can be refused at once.

    `after` is a watch that has ended: the same run over the same networks, which does not watch.

    Raises
    ------
    FracViewError
        Networks or a device that must not run; options that do not go together.
    """
    if arguments.watch and store is None:
        raise _together("--watch", "needs a store, where what was found is kept.", "Add --store FILE.")
    if arguments.engine == "ray":
        return _cluster_job(arguments, store)
    from fracview.review.batch.job import BatchJob

    analyzer = after.analyzer if isinstance(after, BatchJob) else open_analyzer(arguments)
    options = _options(arguments, watch=arguments.watch and after is None, isolated=store is not None)
    return BatchJob(arguments.paths, lambda: analyzer, store, options)


def open_analyzer(arguments: argparse.Namespace) -> Analyzer:
    """The networks that were asked for, opened."""
    from fracview.inference import Analyzer, load_model_set

    return Analyzer(load_model_set(models_folder(arguments)), device=arguments.device)


def models_folder(arguments: argparse.Namespace) -> Path:
    """The model set: named, or the one that ships."""
    return Path(arguments.models or resources_dir() / "models")


def _cluster_job(arguments: argparse.Namespace, store: Store | None) -> Job:
    if arguments.watch:
        cure = "Run it once more when files have come: only those are analysed."
        raise _together("--watch", "is not for a cluster.", cure)
    from fracview.review.batch.cluster import ClusterJob

    return ClusterJob(
        arguments.paths,
        models_folder(arguments),
        arguments.device,
        store,
        _options(arguments, isolated=False),
    )


def _options(arguments: argparse.Namespace, *, watch: bool = False, isolated: bool) -> BatchOptions:
    from fracview.review.batch.job import BatchOptions
    from fracview.review.run import DEFAULT_BATCH

    make = partial(BatchOptions, watch=watch, isolated=isolated)
    return make(
        batch=arguments.batch or DEFAULT_BATCH,
        layer_maps=arguments.strips is not None,
        keep_images=arguments.overlays is not None or arguments.strips is not None,
        leave_out=plan_of(arguments).paths,
        run_anyway=arguments.run_anyway,
        ignore_gate=arguments.ignore_gate,
    )


def _together(option: str, sentence: str, cure: str) -> UsageError:
    return UsageError(f"{option} {sentence}", reason="options_apart", cure=cure)
