from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fracview.core.errors import ReadingError
from fracview.review.walking import BackgroundWalk

Found = Path | ReadingError


def _keep(found: Found) -> bool:
    return False


def test_what_is_found_comes_in_order_and_is_counted() -> None:
    error = ReadingError("no", reason="unreadable_folder", path=Path("b"))
    found: list[Found] = [Path("a"), error, Path("c")]
    with BackgroundWalk(found, _keep) as walk:
        assert list(walk) == found
        assert (walk.found, walk.finished) == (3, True)


def test_what_is_left_out_is_not_counted() -> None:
    with BackgroundWalk([Path("a"), Path("b")], lambda found: found == Path("a")) as walk:
        assert list(walk) == [Path("b")]
        assert (walk.found, walk.left_out) == (1, 1)


def test_the_first_comes_before_the_last_is_found() -> None:
    gate = threading.Event()

    def slow() -> Iterator[Path]:
        yield Path("first")
        assert gate.wait(10)
        yield Path("last")

    with BackgroundWalk(slow(), _keep) as walk:
        found = iter(walk)
        assert next(found) == Path("first")
        assert not walk.finished
        gate.set()
        assert list(found) == [Path("last")]


def test_an_error_of_the_walk_reaches_whoever_iterates() -> None:
    def broken() -> Iterator[Path]:
        yield Path("a")
        raise RuntimeError("the walk broke")

    with BackgroundWalk(broken(), _keep) as walk:
        found = iter(walk)
        assert next(found) == Path("a")
        with pytest.raises(RuntimeError, match="the walk broke"):
            next(found)


def test_leaving_stops_an_endless_walk() -> None:
    def endless() -> Iterator[Path]:
        while True:
            yield Path("a")

    with BackgroundWalk(endless(), _keep) as walk:
        next(iter(walk))
    assert "fracview-walk" not in {thread.name for thread in threading.enumerate()}


def test_a_walk_waits_for_its_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fracview.review.walking.MOST_WAITING", 3)
    walked: list[int] = []

    def many() -> Iterator[Path]:
        for number in range(50):
            walked.append(number)
            yield Path(str(number))

    with BackgroundWalk(many(), _keep) as walk:
        found = iter(walk)
        next(found)
        time.sleep(0.3)
        assert len(walked) <= 6
        assert len(list(found)) == 49
        assert walk.finished
