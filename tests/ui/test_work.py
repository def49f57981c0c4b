"""Lanes: work on a thread, outcomes on the thread that paints, and nothing after the end."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from fracview.ui.work import FIRST, LATER, Lane

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def lane(qapp: object) -> Iterator[Lane]:
    made = Lane("test")
    yield made
    made.close()


def hold(lane: Lane) -> threading.Event:
    """Have the lane wait in the middle of a piece of work until this is set."""
    begun, go_on = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        assert go_on.wait(10)

    lane.submit(work, lambda _: None, priority=FIRST)
    assert begun.wait(10)
    return go_on


def test_work_is_done_elsewhere_and_its_outcome_told_here(qtbot: QtBot, lane: Lane) -> None:
    threads: list[str] = []
    heard: list[Any] = []

    def work() -> int:
        threads.append(threading.current_thread().name)
        return 7

    lane.submit(work, lambda result: heard.append((result, threading.current_thread())))
    qtbot.waitUntil(lambda: bool(heard))
    assert threads == ["fracview-test"]
    assert heard == [(7, threading.main_thread())]


def test_the_most_urgent_first_and_of_equals_the_first_asked(qtbot: QtBot, lane: Lane) -> None:
    go_on = hold(lane)
    heard: list[str] = []
    for name, priority in (("a", LATER), ("b", FIRST), ("c", FIRST), ("d", LATER)):
        lane.submit(lambda name=name: name, heard.append, priority=priority)
    go_on.set()
    qtbot.waitUntil(lambda: len(heard) == 4)
    assert heard == ["b", "c", "a", "d"]


def test_an_error_goes_to_who_asked_and_the_lane_goes_on(qtbot: QtBot, lane: Lane) -> None:
    heard: list[Any] = []
    lane.submit(lambda: 1 / 0, heard.append, heard.append)
    lane.submit(lambda: "after", heard.append)
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert isinstance(heard[0], ZeroDivisionError)
    assert heard[1] == "after"


def test_an_error_nobody_asked_about_is_logged_by_its_kind_alone(
    qtbot: QtBot, lane: Lane, caplog: pytest.LogCaptureFixture
) -> None:
    def work() -> None:
        raise OSError("Doe^Jane.dcm is gone")

    lane.submit(work, lambda _: None)
    qtbot.waitUntil(lambda: bool(caplog.records))
    assert "OSError" in caplog.text
    assert "Doe" not in caplog.text


def test_what_was_cancelled_is_not_begun_and_not_heard_of(qtbot: QtBot, lane: Lane) -> None:
    go_on = hold(lane)
    done: list[str] = []
    waiting = lane.submit(lambda: done.append("begun"), lambda _: done.append("heard"))
    waiting.cancel()
    lane.submit(lambda: None, lambda _: done.append("last"))
    go_on.set()
    qtbot.waitUntil(lambda: bool(done))
    assert done == ["last"]
    assert not waiting.begun


def test_what_was_cancelled_under_way_is_not_heard_of(qtbot: QtBot, lane: Lane) -> None:
    begun, go_on = threading.Event(), threading.Event()
    heard: list[Any] = []

    def work() -> str:
        begun.set()
        go_on.wait(10)
        return "late"

    ticket = lane.submit(work, heard.append)
    assert begun.wait(10)
    ticket.cancel()
    go_on.set()
    lane.submit(lambda: "next", heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == ["next"]


def test_a_generator_hands_over_each_item_and_stops_when_cancelled(qtbot: QtBot, lane: Lane) -> None:
    heard: list[int] = []
    ticket = lane.submit(lambda: iter(range(3)), heard.append)
    qtbot.waitUntil(lambda: len(heard) == 3)
    endless = lane.submit(lambda: iter(int, 1), heard.append)
    qtbot.waitUntil(lambda: len(heard) > 5)
    endless.cancel()
    lane.settle()
    assert ticket.begun


def test_settling_waits_for_everything_that_was_asked_for(qtbot: QtBot, lane: Lane) -> None:
    go_on = hold(lane)
    done: list[int] = []
    for i in range(5):
        lane.submit(lambda i=i: done.append(i), lambda _: None, priority=LATER)
    threading.Timer(0.05, go_on.set).start()
    lane.settle()
    assert done == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(("finish", "expected"), [(True, ["a", "b"]), (False, [])])
def test_closing_finishes_what_waits_only_where_asked(
    qtbot: QtBot, finish: bool, expected: list[str]
) -> None:
    lane = Lane("test")
    go_on = hold(lane)
    done: list[str] = []
    heard: list[Any] = []
    for name in ("a", "b"):
        lane.submit(lambda name=name: done.append(name), heard.append)
    threading.Timer(0.05, go_on.set).start()
    lane.close(finish=finish)
    qtbot.wait(20)
    assert done == expected
    assert heard == []
    assert "fracview-test" not in [thread.name for thread in threading.enumerate()]


def test_a_closed_lane_keeps_nobody_waiting(qtbot: QtBot) -> None:
    lane = Lane("test")
    lane.close()
    lane.close()
    lane.settle()
