from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QTimer

from fracview.ui.session.writing import Writing

if TYPE_CHECKING:
    from collections.abc import Callable


class Store:
    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.ends: list[tuple[Callable[[Any], None], Callable[[Exception], None]]] = []

    def keep(self, entry: Any, then: Callable[[Any], None], failed: Callable[[Exception], None]) -> None:
        self.asked.append(entry)
        self.ends.append((then, failed))

    def succeed(self) -> None:
        self.ends.pop(0)[0](None)

    def fail(self) -> None:
        self.ends.pop(0)[1](OSError("no room"))


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def writing(qapp: object, store: Store) -> Writing:
    return Writing(store.keep)


def test_one_after_the_other(writing: Writing, store: Store) -> None:
    told: list[list[str]] = []
    writing.told.connect(told.append)
    first, second = "first", "second"
    writing.add(first)
    writing.add(second)
    assert (store.asked, writing.is_writing) == ([first], True)
    assert [writing.state_of(one) for one in (first, second)] == ["saving", "saving"]
    store.succeed()
    assert store.asked == [first, second]
    assert [writing.state_of(one) for one in (first, second)] == ["saved", "saving"]
    store.succeed()
    assert (told, writing.is_writing, writing.unsaved) == ([[first], [second]], False, ())


def test_nothing_is_lost_and_it_is_tried_again(writing: Writing, store: Store) -> None:
    (timer,) = writing.findChildren(QTimer)
    writing.add("first")
    store.fail()
    writing.add("second")
    assert writing.problem == "no room"
    assert writing.unsaved == ("first", "second")
    assert writing.state_of(writing.unsaved[0]) == "unsaved"
    assert timer.isActive()
    assert store.asked == ["first", "first"]
    store.succeed()
    store.succeed()
    assert store.asked[-1] == "second"
    assert (writing.problem, writing.unsaved, timer.isActive()) == ("", (), False)


def test_closed_it_tries_no_more(writing: Writing, store: Store) -> None:
    (timer,) = writing.findChildren(QTimer)
    writing.add("first")
    store.fail()
    writing.close()
    assert not timer.isActive()
    writing.retry()
    assert store.asked == ["first", "first"]
