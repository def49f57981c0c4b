from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from fracview.review.batch.turns import Job, Turns
from fracview.review.loading import Task


def job(number: int = 1) -> Job:
    return Job(Task(Path(f"{number}.png"), 0, number))


def test_own_jobs_come_first_and_common_ones_in_order() -> None:
    turns, own = Turns(), deque([job(3)])
    for number in (1, 2):
        turns.put(job(number))
    taken = [turns.take(own) for _ in range(3)]
    assert [one.task.number for one in taken if one] == [3, 1, 2]


def test_another_thread_is_wanted_where_nobody_is_idle() -> None:
    turns, own = Turns(), deque([job()])
    assert turns.put(job())
    assert turns.take(deque()) is not None
    assert not turns.put(job(), own)  # that one waits for its own thread
    assert turns.put(job())


def test_a_job_that_nobody_waits_for_is_passed_over() -> None:
    turns, dropped, kept = Turns(), job(1), job(2)
    dropped.future.cancel()
    turns.put(dropped)
    turns.put(kept)
    assert turns.take(deque()) is kept


def test_alone_waits_for_the_others_and_holds_them_back() -> None:
    turns = Turns()
    for number in range(3):
        turns.put(job(number))
    turns.take(deque())  # ours
    turns.take(deque())  # another's
    order: list[str] = []
    ready, leave = threading.Event(), threading.Event()

    def alone() -> None:
        with turns.alone():
            order.append("alone")
            ready.set()
            leave.wait(10)
            order.append("not alone")
        turns.done()

    def next_one() -> None:
        turns.take(deque())
        order.append("next")

    threads = [threading.Thread(target=alone), threading.Thread(target=next_one)]
    threads[0].start()
    assert not ready.wait(0.05)
    order.append("other done")
    turns.done()
    assert ready.wait(10)
    threads[1].start()
    leave.set()
    for thread in threads:
        thread.join(10)
    assert order == ["other done", "alone", "not alone", "next"]


def test_two_that_want_to_be_alone_are_so_one_after_the_other() -> None:
    turns = Turns()
    together = []

    def work() -> None:
        assert turns.take(deque()) is not None
        barrier.wait(10)
        with turns.alone():
            together.append(1)
            assert sum(together) == 1
            together.remove(1)
        turns.done()

    barrier = threading.Barrier(2)
    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        turns.put(job())
        thread.start()
    for thread in threads:
        thread.join(10)
    assert not any(thread.is_alive() for thread in threads)


def test_closing_lets_everybody_go() -> None:
    turns, waiting = Turns(), job()
    ended = threading.Event()

    def work() -> None:
        assert turns.take(deque()) is None
        turns.pause(60)
        ended.set()

    thread = threading.Thread(target=work)
    thread.start()
    turns.close()
    thread.join(10)
    assert ended.is_set()
    assert turns.closed
    with pytest.raises(RuntimeError, match="closed"):
        turns.put(waiting)
    with pytest.raises(CancelledError), turns.while_open():
        pass


def test_what_waits_is_dropped_on_closing() -> None:
    turns, waiting = Turns(), job()
    turns.put(waiting)
    turns.close()
    assert waiting.future.cancelled()
