from __future__ import annotations

import threading
import time

from fracview.review.stopping import Stop


def test_it_is_set_for_good() -> None:
    stop = Stop()
    assert not stop.is_set()
    assert not stop.wait(0.0)
    stop.set()
    assert stop.is_set()
    assert stop.wait(60.0)


def test_who_waits_is_woken_soon() -> None:
    stop = Stop()
    threading.Timer(0.05, stop.set).start()
    began = time.monotonic()
    assert stop.wait(30.0)
    assert time.monotonic() - began < 10.0
