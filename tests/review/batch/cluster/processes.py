"""The processes of a cluster, to be killed or stopped."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest


def pids_of(ray: Any, title: str) -> list[int]:
    """This cluster's processes of that title, as Ray gives it to what a worker is doing."""
    mine = ray.get_runtime_context().gcs_address
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if not (folder / "cmdline").read_bytes().startswith(title.encode()):
                continue
            parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
            if mine in (Path("/proc") / parent / "cmdline").read_text():
                found.append(int(folder.name))
        except OSError:  # it has ended meanwhile
            continue
    return found


def kill(ray: Any, title: str) -> int:
    pids = pids_of(ray, title)
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    return len(pids)


processes = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="the workers' processes are found through /proc"
)
