from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fracview.inference.batching import Batcher
from fracview.inference.network import RunError

if TYPE_CHECKING:
    from collections.abc import Sequence


class Work:
    """Doubles numbers; fails on batches over `room`, or with a bad number in them."""

    def __init__(self, room: int = 100, bad: frozenset[int] = frozenset()) -> None:
        self.room, self.bad = room, bad
        self.sizes: list[int] = []

    def __call__(self, items: Sequence[int]) -> list[int]:
        self.sizes.append(len(items))
        if len(items) > self.room:
            raise RunError("no room", reason="out_of_memory")
        if self.bad & set(items):
            raise RunError("bad number", reason="run_failed")
        return [2 * item for item in items]


def test_a_good_batch_runs_once() -> None:
    work = Work()
    assert Batcher().run(work, [1, 2, 3]) == [2, 4, 6]
    assert work.sizes == [3]


def test_no_items_is_no_run() -> None:
    work = Work()
    assert Batcher().run(work, []) == []
    assert work.sizes == []


@pytest.mark.parametrize("bad", [{0}, {6}, {2, 3}, set(range(7))])
def test_only_the_culprits_fail(bad: set[int]) -> None:
    results = Batcher().run(Work(bad=frozenset(bad)), range(7))
    for item, result in enumerate(results):
        if item in bad:
            assert isinstance(result, RunError)
            assert result.reason == "run_failed"
        else:
            assert result == 2 * item


def test_a_bad_frame_lowers_no_limit() -> None:
    batcher = Batcher()
    batcher.run(Work(bad=frozenset({1})), range(4))
    assert batcher.limit is None


@pytest.mark.parametrize("room", [1, 2, 3, 5])
def test_the_limit_learnt_is_kept(room: int) -> None:
    batcher, work = Batcher(), Work(room)
    assert batcher.run(work, range(9)) == [2 * item for item in range(9)]
    assert batcher.limit is not None
    assert batcher.limit <= room
    work.sizes.clear()
    assert batcher.run(work, range(9)) == [2 * item for item in range(9)]
    assert max(work.sizes) <= room


def test_one_item_without_room_is_its_error() -> None:
    (result,) = Batcher().run(Work(room=0), [1])
    assert isinstance(result, RunError)
    assert result.reason == "out_of_memory"
