"""What is asked of the networks at once, and the answer, whole or in parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fracview.review.batch.cluster.worker import Distant, Wish

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from fracview.core.analysis import Analysis
    from fracview.review.batch.cluster.reading import Chunk
    from fracview.review.loading import Loaded


@dataclass(eq=False, slots=True)
class Call:
    """Groups of frames for the networks, each group a batch.

    Attributes
    ----------
    groups
        Never empty, nor is any of them.
    answer
        One analysis a frame, in order, once it has come.
    parts
        The calls that stand for it where it had to be divided.
    alone
        Its worker died: it is tried with no other call beside it, and whose fault it was is known then.
    since
        When it was given out last.
    """

    groups: list[list[Distant]]
    answer: list[Analysis] | None = None
    parts: list[Call] = field(default_factory=list)
    alone: bool = False
    since: float = 0.0

    @property
    def frames(self) -> list[Distant]:
        """All of them, in order."""
        return [one for group in self.groups for one in group]

    @property
    def result(self) -> list[Analysis] | None:
        """One analysis a frame, in order; None until all have come."""
        if not self.parts:
            return self.answer
        results = [part.result for part in self.parts]
        whole = [one for result in results if result is not None for one in result]
        return None if None in results else whole

    def divide(self) -> bool:
        """Make parts of it, groups first and then frames; False where it is one frame."""
        if len(self.groups) > 1:
            half = len(self.groups) // 2
            portions = [self.groups[:half], self.groups[half:]]
        elif len(self.groups[0]) > 1:
            portions = [[[one]] for one in self.groups[0]]
        else:
            return False
        self.parts = [Call(portion, alone=True) for portion in portions]
        return True

    def wishes(self) -> tuple[list[list[Wish]], list[Chunk]]:
        """The call as a worker takes it: frames by chunk and place, and the chunks."""
        chunks: dict[int, Chunk] = {}
        numbers: dict[int, int] = {}
        wishes = []
        for group in self.groups:
            asked = []
            for one in group:
                chunk: Chunk = one.chunk  # type: ignore[assignment]
                number = numbers.setdefault(id(chunk), len(numbers))
                chunks[number] = chunk
                asked.append(Wish(number, one.place, one.prepared.known_rows if one.prepared else {}))
            wishes.append(asked)
        return wishes, [chunks[number] for number in sorted(chunks)]


@dataclass(eq=False, slots=True)
class Turn:
    """A stretch of the run's results: frames in order, and the call for those that need networks, if any."""

    frames: list[Loaded]
    call: Call | None

    @property
    def is_done(self) -> bool:
        """Whether every analysis is there."""
        return self.call is None or self.call.result is not None

    @property
    def is_given(self) -> bool:
        """Whether some copy of the networks has it, or has had."""
        return self.call is not None and self.call.since > 0

    def analyses(self) -> Iterator[tuple[Loaded, Analysis]]:
        """Each frame with its analysis; only once it is done."""
        found = iter(self.call.result or ()) if self.call is not None else iter(())
        for one in self.frames:
            yield one, one.analysis if one.analysis is not None else next(found)


def turns(groups: Iterable[Sequence[Loaded]], frames: int) -> Iterator[Turn]:
    """Gather groups until they have about so many frames; what needs no networks is not kept waiting."""
    gathered: list[Loaded] = []
    batches: list[list[Distant]] = []
    for group in groups:
        gathered += group
        batch = [one for one in group if isinstance(one, Distant) and one.analysis is None]
        if batch:
            batches.append(batch)
        if gathered and (not batches or sum(map(len, batches)) >= frames or len(gathered) >= 4 * frames):
            yield Turn(gathered, Call(batches) if batches else None)
            gathered, batches = [], []
    if gathered:
        yield Turn(gathered, Call(batches) if batches else None)
