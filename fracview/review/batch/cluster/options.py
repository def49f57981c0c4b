"""How a run uses a cluster."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClusterOptions:
    """Where the work goes, and in which portions.

    Attributes
    ----------
    address
        Of a running Ray cluster (``host:port``, ``auto``); "" for ``RAY_ADDRESS``, and where that is not set
        either, for a cluster of this machine alone that ends with the run.
    cpus, store_bytes
        Of a cluster of this machine: processors, and memory for what is between reading and networks; 0 for
        what there is, and for a share of it.
    networks
        Copies of the networks a node; 0 for one a GPU, or one a node without.
    files
        Files a reading task.
    chunk_bytes
        A reading task hands on what it has when its pictures take so much.
    start_s
        How long the first networks may take to open, and how long all of them may be silent.
    overdue_s
        An answer that takes longer is asked for elsewhere as well.
    reading_s
        A frame that takes longer to read ends its reader.
    """

    address: str = ""
    cpus: int = 0
    store_bytes: int = 0
    networks: int = 0
    files: int = 16
    chunk_bytes: int = 32 << 20
    start_s: float = 300.0
    overdue_s: float = 300.0
    reading_s: float = 120.0
