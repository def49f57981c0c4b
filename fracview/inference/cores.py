"""How many processor cores this process may really use."""

from __future__ import annotations

import os
from pathlib import Path

_CGROUP_QUOTA = Path("/sys/fs/cgroup/cpu.max")
_TOPOLOGY = Path("/sys/devices/system/cpu")


def available_cores() -> int:
    """Physical cores open to this process: two threads of one core gain nothing for convolutions.

    Counts the processors in the affinity mask, siblings of one core once (Linux), and no more than a
    container's quota.
    """
    count = _physical(_processors())
    quota = _quota()
    return max(1, min(count, quota) if quota else count)


def _processors() -> set[int]:
    if hasattr(os, "sched_getaffinity"):
        return set(os.sched_getaffinity(0))
    return set(range(os.cpu_count() or 1))


def _physical(processors: set[int], topology: Path = _TOPOLOGY) -> int:
    cores = set()
    for processor in processors:
        try:
            siblings = topology / f"cpu{processor}" / "topology" / "thread_siblings_list"
            cores.add(siblings.read_text(encoding="ascii").strip())
        except OSError:
            cores.add(f"processor {processor}")
    return len(cores)


def _quota(path: Path = _CGROUP_QUOTA) -> int:
    """Whole cores that control group v2 grants; 0 where it sets no limit."""
    try:
        quota, period = path.read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return 0
    return 0 if quota == "max" else max(1, int(quota) // int(period))
