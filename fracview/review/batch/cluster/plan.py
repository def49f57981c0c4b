"""Where in a cluster the networks go, and what is left for reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fracview.inference.session import Device
from fracview.review.batch.cluster.errors import ClusterError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Place:
    """One copy of the networks: on which node, and how much of it is its own."""

    node: str
    cpus: float
    gpus: int


def places(nodes: Sequence[Mapping[str, Any]], device: str, networks: int = 0) -> list[Place]:
    """Networks one a GPU where they run on GPUs, else one a node; a quarter of its processors read.

    Parameters
    ----------
    nodes
        As `ray.nodes` gives them.
    device
        ``auto`` takes GPUs where there are some.
    networks
        Copies a node, where it is to be another number.

    Raises
    ------
    ClusterError
        ``cluster_unfit``: no processors, or no GPU where one was asked for by name.
    """
    alive = [(str(node["NodeID"]), node["Resources"]) for node in nodes if node["Alive"]]
    alive = [(name, resources) for name, resources in alive if resources.get("CPU", 0) >= 1]
    if not alive:
        raise _unfit("no node of the cluster has a processor to give", "Add a node to it.")
    kind = Device.parse(device).kind
    gpus = sum(int(resources.get("GPU", 0)) for _, resources in alive)
    if kind == "cuda" and not gpus:
        raise _unfit("no node of the cluster has a GPU", "Use --device auto or cpu.")
    if kind != "cpu" and gpus:
        found = [_on_gpus(name, resources, networks) for name, resources in alive]
    else:
        found = [_on_cpus(name, int(resources["CPU"]), networks or 1) for name, resources in alive]
    return [place for of_node in found for place in of_node]


def device_of(device: str, place: Place) -> str:
    """What a copy is to ask for: of several GPUs Ray shows it its own alone, as the first."""
    return "cuda" if place.gpus and device != "auto" else device


def readers(nodes: Sequence[Mapping[str, Any]], chosen: Sequence[Place]) -> int:
    """Reading tasks at a time."""
    whole = sum(node["Resources"].get("CPU", 0) for node in nodes if node["Alive"])
    return max(1, int(whole - sum(place.cpus for place in chosen)))


def _on_gpus(node: str, resources: Mapping[str, Any], networks: int) -> list[Place]:
    count = min(networks or 1_000, int(resources.get("GPU", 0)))
    cpus = 1.0 if resources["CPU"] > count else 0.0
    return [Place(node, cpus, 1)] * count


def _on_cpus(node: str, cpus: int, networks: int) -> list[Place]:
    for_networks = cpus - max(1, cpus // 4)
    share = for_networks / networks
    return [Place(node, float(int(share)) if share >= 1 else share, 0)] * networks


def _unfit(clause: str, cure: str) -> ClusterError:
    return ClusterError(f"{clause}.", reason="cluster_unfit", cure=cure)
