from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fracview.core.analysis import Status
from fracview.inference import Analyzer, load_model_set
from fracview.review.batch.cluster import Cluster, ClusterError, opened_cluster
from fracview.review.batch.cluster import steps as cluster_steps
from fracview.review.run import RunOptions, Step, Surroundings, run_paths
from fracview.review.stopping import Stop
from tests.review.batch.cluster.conftest import OPTIONS, wait_for_copies
from tests.review.batch.cluster.deadly import MortalRecipe
from tests.review.batch.cluster.processes import kill, processes
from tests.review.batch.runs import records
from tests.tiny_runs import write_scan


def _told(steps: list[Step]) -> list[tuple[object, ...]]:
    """All that a step says but how far the walk was."""
    return [(one.file_number, one.stamp, one.frame_count, one.study_uid, one.recalled) for one in steps]


def _is_same(far: list[Step], near: list[Step]) -> bool:
    return records(far) == records(near) and _told(far) == _told(near)


@pytest.mark.parametrize("batch", [4, 7])
def test_a_cluster_gives_what_one_machine_gives(
    cluster: Cluster, analyzer: Analyzer, scans: Path, batch: int
) -> None:
    options = RunOptions(batch=batch)
    far = list(cluster.steps([scans], options))
    assert _is_same(far, list(run_paths([scans], analyzer, options)))
    assert len(far) == 69
    assert {one.analysis.status for one in far} == set(Status)
    assert [one.analysis.frame for one in far if one.analysis.path.name == "20.tiff"] == list(range(11))
    assert (far[-1].files_found, far[-1].walk_finished) == (59, True)


def test_relative_paths_stay_relative(cluster: Cluster, scans: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(scans.parent)
    found = list(cluster.steps([Path("scans/sub"), Path("scans/nowhere")]))
    assert [str(one.analysis.path) for one in found] == [
        "scans/sub/1.png",
        "scans/sub/gone.png",
        "scans/nowhere",
    ]
    assert [one.analysis.status.value for one in found] == ["analyzed", "unreadable", "unreadable"]


def test_pictures_and_layer_maps_come_along(cluster: Cluster, analyzer: Analyzer, scans: Path) -> None:
    options = RunOptions(layer_maps=True, keep_images=True)
    far, near = list(cluster.steps([scans], options)), list(run_paths([scans], analyzer, options))
    assert _is_same(far, near)
    for one, other in zip(far, near, strict=True):
        assert (one.display_image is None) == (other.display_image is None)
        if one.display_image is not None and other.display_image is not None:
            assert np.array_equal(one.display_image, other.display_image)
        for mine, theirs in zip(one.analysis.layer_maps, other.analysis.layer_maps, strict=True):
            assert np.array_equal(mine.values, theirs.values)
    assert any(one.analysis.layer_maps for one in far)


def test_chunks_that_hold_too_much_go_on_where_they_stopped(
    cluster: Cluster, analyzer: Analyzer, scans: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_options", replace(OPTIONS, chunk_bytes=10_000))
    assert _is_same(list(cluster.steps([scans])), list(run_paths([scans], analyzer)))


@processes
def test_networks_that_are_killed_in_the_middle_change_nothing(
    ray: Any, cluster: Cluster, analyzer: Analyzer, scans: Path
) -> None:
    wait_for_copies(cluster)
    far = []
    for number, step in enumerate(cluster.steps([scans])):
        far.append(step)
        if number == 10:
            assert kill(ray, "ray::Networks") == 2
    assert _is_same(far, list(run_paths([scans], analyzer)))


@processes
def test_readers_that_are_killed_in_the_middle_change_nothing(
    cluster: Cluster, analyzer: Analyzer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "scans"
    for number in range(24):
        write_scan(folder / f"{number}.png", 60 + number)
    monkeypatch.setattr(cluster_steps, "LoaderRecipe", MortalRecipe)
    far = list(cluster.steps([folder]))
    deaths = sorted(path.name for path in tmp_path.glob("*.death"))
    assert deaths == ["14.png.1.death", "14.png.2.death", "5.png.1.death"]
    assert _is_same(far, list(run_paths([folder], analyzer)))


def test_closing_early_leaves_the_cluster_ready_for_another_run(cluster: Cluster, scans: Path) -> None:
    with closing(cluster.steps([scans])) as steps:
        next(steps)
    assert len(list(cluster.steps([scans]))) == 69


def test_a_wish_to_stop_ends_the_run_in_order(cluster: Cluster, scans: Path) -> None:
    stop = Stop()
    found = []
    for step in cluster.steps([scans], None, Surroundings(stop=stop)):
        found.append(step.analysis.path.name)
        stop.set()
    assert 0 < len(found) < 69
    assert found == [step.analysis.path.name for step in cluster.steps([scans])][: len(found)]


class _Stumbling:
    """A walk that breaks off."""

    def __call__(self, paths: Any) -> Iterator[Path]:
        yield Path(paths[0], "0.png")
        raise OSError("the share has gone")


def test_an_error_of_the_walk_is_raised(cluster: Cluster, scans: Path) -> None:
    with pytest.raises(OSError, match="the share has gone"):
        list(cluster.steps([scans], None, Surroundings(walk=_Stumbling())))


def test_networks_that_no_worker_can_open_are_refused_by_name(
    ray: Any, cluster: Cluster, models: Path
) -> None:
    with (
        pytest.raises(ClusterError, match="no node of the cluster has a GPU"),
        opened_cluster(load_model_set(models), "cuda", OPTIONS),
    ):
        pass
