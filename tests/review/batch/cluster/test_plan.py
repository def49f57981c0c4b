from __future__ import annotations

from typing import Any

import pytest

from fracview.review.batch.cluster import ClusterError
from fracview.review.batch.cluster.plan import Place, device_of, places, readers


def _node(name: str, cpus: float, gpus: float = 0, alive: bool = True) -> dict[str, Any]:
    resources = {"CPU": cpus, **({"GPU": gpus} if gpus else {})}
    return {"NodeID": name, "Alive": alive, "Resources": resources}


def test_without_gpus_each_node_has_one_copy_and_a_quarter_reads() -> None:
    nodes = [_node("a", 16), _node("b", 2), _node("gone", 64, alive=False)]
    found = places(nodes, "auto")
    assert found == [Place("a", 12, 0), Place("b", 1, 0)]
    assert readers(nodes, found) == 5


def test_a_node_of_one_processor_still_reads() -> None:
    nodes = [_node("a", 1)]
    assert places(nodes, "cpu") == [Place("a", 0, 0)]
    assert readers(nodes, places(nodes, "cpu")) == 1


def test_copies_share_what_a_node_has() -> None:
    assert places([_node("a", 8)], "cpu", 4) == [Place("a", 1, 0)] * 4
    assert places([_node("a", 2)], "cpu", 2) == [Place("a", 0.5, 0)] * 2


@pytest.mark.parametrize("device", ["auto", "cuda", "cuda:1"])
def test_with_gpus_each_has_one_copy(device: str) -> None:
    nodes = [_node("a", 16, 2), _node("b", 8)]
    found = places(nodes, device)
    assert found == [Place("a", 1, 1)] * 2
    assert readers(nodes, found) == 22
    assert {device_of(device, place) for place in found} == {"auto" if device == "auto" else "cuda"}


def test_gpus_are_left_alone_where_the_cpu_was_asked_for() -> None:
    [place] = places([_node("a", 4, 2)], "cpu")
    assert place == Place("a", 3, 0)
    assert device_of("cpu", place) == "cpu"
    assert device_of("auto", place) == "auto"


@pytest.mark.parametrize(
    ("nodes", "device"), [([], "auto"), ([_node("a", 0)], "cpu"), ([_node("a", 4)], "cuda")]
)
def test_a_cluster_that_has_not_what_it_takes_is_refused(nodes: list[Any], device: str) -> None:
    with pytest.raises(ClusterError) as caught:
        places(nodes, device)
    assert caught.value.reason == "cluster_unfit"
