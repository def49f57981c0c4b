from __future__ import annotations

import os
import sys
import threading

import pytest

from fracview.core.niceness import BACKGROUND, give_way


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere niceness is the whole process's")
def test_a_thread_gives_way_and_so_do_its_children_but_no_other() -> None:
    found: dict[str, int] = {}

    def note(name: str) -> None:
        found[name] = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    def behind() -> None:
        give_way()
        note("behind")
        child = threading.Thread(target=note, args=("child",))
        child.start()
        child.join()

    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    thread = threading.Thread(target=behind)
    thread.start()
    thread.join()
    note("main")
    assert found == {"behind": BACKGROUND, "child": BACKGROUND, "main": before}


def test_a_system_that_forbids_it_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "setpriority", refuse, raising=False)
    give_way()
