"""Threads that give way: what the reader waits for goes before what is done ahead of time."""

from __future__ import annotations

import os
import sys
import threading

BACKGROUND = 10


def give_way(niceness: int = BACKGROUND) -> None:
    """Let the calling thread, and threads that it starts from now on, run behind the others.

    Linux schedules threads one by one; elsewhere niceness is the whole process's, and nothing is done.
    """
    if sys.platform == "linux":
        try:
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), niceness)
        except OSError:  # a sandbox may forbid it: the work is done all the same
            return
