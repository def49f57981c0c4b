"""Batches that fail: halved until the rest is through and the culprit is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from fracview.inference.network import RunError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Item = TypeVar("Item")
Result = TypeVar("Result")


class Batcher:
    """Runs batches; one that fails is halved, so that one frame does not take the others with it.

    A batch that ran out of memory lowers `limit` for all later ones, so that this happens once and not
    with every batch. `limit` is None until then.
    """

    def __init__(self) -> None:
        self.limit: int | None = None

    def run(
        self, work: Callable[[Sequence[Item]], Sequence[Result]], items: Sequence[Item]
    ) -> list[Result | RunError]:
        """Return one result an item, in order: what `work` gave, or the error that this item alone gives."""
        if self.limit is not None and len(items) > self.limit:
            return self._parts(work, items, self.limit)
        try:
            return list(work(items)) if items else []
        except RunError as error:
            if len(items) == 1:
                return [error]
            half = (len(items) + 1) // 2
            if error.reason == "out_of_memory":
                self.limit = half
        return self._parts(work, items, half)

    def _parts(
        self, work: Callable[[Sequence[Item]], Sequence[Result]], items: Sequence[Item], size: int
    ) -> list[Result | RunError]:
        starts = range(0, len(items), size)
        return [result for start in starts for result in self.run(work, items[start : start + size])]
