from __future__ import annotations

import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fracview.core.errors import FracViewError
from fracview.inference import Analyzer, load_model_set
from fracview.review.batch.cluster import ClusterError, opened_cluster, pool, steps
from fracview.review.batch.cluster.options import ClusterOptions
from fracview.review.batch.cluster.worker import Networks, Settings
from fracview.review.run import RunOptions, Step, run_paths
from tests.review.batch.cluster.conftest import OPTIONS, wait_for_copies
from tests.review.batch.cluster.deadly import DeadlyNetworks, DeadlyRecipe
from tests.review.batch.cluster.processes import processes
from tests.review.batch.runs import records


def _run(models: Path, folder: Path, options: ClusterOptions = OPTIONS) -> list[Step]:
    with opened_cluster(load_model_set(models), "cpu", options, run_anyway=True) as cluster:
        return list(cluster.steps([folder]))


def _apart(found: list[dict[str, Any]], told: list[dict[str, Any]]) -> list[tuple[str, int, str]]:
    """What differs from the run on one machine, by file, frame and reason."""
    theirs = {(one["path"], one["frame"]): one for one in told}
    return [
        (Path(one["path"]).name, one["frame"], one["reason"].partition(":")[0])
        for one in found
        if one != theirs[one["path"], one["frame"]]
    ]


@pytest.mark.slow
def test_a_frame_that_kills_the_networks_fails_alone(
    joined: Any, models: Path, scans: Path, analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "Networks", DeadlyNetworks)
    far, near = records(_run(models, scans)), records(list(run_paths([scans], analyzer)))
    assert len(far) == len(near)
    assert _apart(far, near) == [("21.png", 0, "worker_died")]


@pytest.mark.slow
def test_a_file_that_kills_its_readers_fails_alone(
    joined: Any, models: Path, scans: Path, analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "LoaderRecipe", DeadlyRecipe)
    options = replace(OPTIONS, chunk_bytes=5_000)  # files of several frames are read in several chunks
    far, near = records(_run(models, scans, options)), records(list(run_paths([scans], analyzer)))
    assert _apart(far, near) == [("13.png", 0, "worker_died"), ("20.tiff", 8, "worker_died")]
    assert len(far) == len(near) - 2, "what follows a frame that kills is not read"


@processes
def test_networks_that_fall_silent_are_not_waited_for(
    joined: Any, models: Path, scans: Path, analyzer: Analyzer
) -> None:
    options = replace(OPTIONS, overdue_s=0.5)
    with opened_cluster(load_model_set(models), "cpu", options, run_anyway=True) as cluster:
        wait_for_copies(cluster)
        first = cluster._pool._copies[0]  # the first call is its
        pid = joined.get(first.handle.__ray_call__.remote(_pid), timeout=OPTIONS.start_s)
        os.kill(pid, signal.SIGSTOP)
        try:
            found = list(cluster.steps([scans]))
            assert first.silent
            assert first.calls
        finally:
            os.kill(pid, signal.SIGCONT)
    assert records(found) == records(list(run_paths([scans], analyzer)))


def _pid(networks: Networks) -> int:
    return os.getpid()


def _refused(models: Path, device: str = "cpu", options: ClusterOptions = OPTIONS) -> FracViewError:
    with (
        pytest.raises(FracViewError) as caught,
        opened_cluster(load_model_set(models), device, options),
    ):
        pass
    return caught.value


def test_workers_with_other_networks_are_refused(
    joined: Any, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_others(digest: str, *more: Any) -> Settings:
        return Settings(digest[::-1], *more)

    monkeypatch.setattr(steps, "Settings", with_others)
    error = _refused(models)
    assert isinstance(error, ClusterError)
    assert error.reason == "networks_differ"


def test_workers_with_another_fracview_are_refused(
    joined: Any, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "__version__", "99.0")
    error = _refused(models)
    assert error.reason == "cluster_unfit"
    assert "99.0" in str(error)


def test_a_cluster_without_room_is_not_waited_for_for_ever(joined: Any, models: Path) -> None:
    @joined.remote(num_cpus=OPTIONS.cpus)
    class Other:
        def here(self) -> bool:
            return True

    other = Other.remote()
    assert joined.get(other.here.remote(), timeout=OPTIONS.start_s)
    assert _refused(models, options=replace(OPTIONS, start_s=1.0)).reason == "cluster_unreachable"
    joined.kill(other)


def test_the_run_of_a_cluster_that_was_joined_leaves_it_alone(joined: Any, models: Path, scans: Path) -> None:
    with opened_cluster(load_model_set(models), "auto", OPTIONS) as cluster:
        assert len(list(cluster.steps([scans / "sub"], RunOptions()))) == 2
    assert joined.is_initialized()
