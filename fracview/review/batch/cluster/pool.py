"""The copies of the networks in a cluster: opened, given work, and given up where they stay silent."""

from __future__ import annotations

import logging
import time
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from fracview import __version__
from fracview.review.batch.cluster.errors import ClusterError, Refusal
from fracview.review.batch.cluster.plan import device_of
from fracview.review.batch.cluster.reading import died
from fracview.review.batch.cluster.worker import Networks, Opened, Wanted
from fracview.review.outcomes import broken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fracview.core.errors import FracViewError
    from fracview.review.batch.cluster.calls import Call
    from fracview.review.batch.cluster.options import ClusterOptions
    from fracview.review.batch.cluster.parcel import Parcel
    from fracview.review.batch.cluster.plan import Place
    from fracview.review.batch.cluster.worker import Settings

logger = logging.getLogger(__name__)

AT_ONCE = 2
"""Calls that a copy has at a time: the pictures of the second are fetched while the first runs."""


@dataclass(eq=False, slots=True)
class _Copy:
    """One copy of the networks and how it fares."""

    handle: Any
    is_open: bool = False
    calls: int = 0
    reserved: bool = False
    silent: bool = False


class Pool:
    """Gives calls to copies; everything on the run's own thread.

    A copy whose process dies is started again by Ray. A call that a copy died of is tried alone, and divided
    if it dies again, until one frame is left, which has failed (``worker_died``). A call that is overdue is
    given to another copy as well, and the silent one gets no more until it answers.

    Parameters
    ----------
    ray
        The module, connected.
    chosen
        Where the copies go.
    parcel, settings
        The networks.
    options
        How long copies may be silent.

    Attributes
    ----------
    opened
        What the first copy said of itself.
    readers
        Reading tasks at a time, beside the copies.
    """

    readers = 1

    def __init__(
        self,
        ray: Any,  # noqa: ANN401 - loosely typed module
        chosen: Sequence[Place],
        parcel: Parcel,
        settings: Settings,
        options: ClusterOptions,
    ) -> None:
        self._ray = ray
        self._options = options
        self._waiting: deque[Call] = deque()
        self._given: dict[Any, tuple[_Copy, Call]] = {}
        self._refused: FracViewError | None = None
        self._heard = time.monotonic()
        self._shipped = [ray.put(parcel)]  # in a list, so that Ray hands over the reference itself
        self._copies = [_Copy(self._made(place, settings)) for place in chosen]
        self._opening = {copy.handle.open.remote(self._shipped): copy for copy in self._copies}
        try:
            self.opened = self._first()
        except BaseException:
            self.close()
            raise

    def _made(self, place: Place, settings: Settings) -> Any:  # noqa: ANN401
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        remote = self._ray.remote(Networks).options(
            num_cpus=place.cpus,
            num_gpus=place.gpus,
            max_restarts=-1,
            max_task_retries=1,
            scheduling_strategy=NodeAffinitySchedulingStrategy(place.node, soft=True),
        )
        return remote.remote(ray_get, replace(settings, device=device_of(settings.device, place)))

    def _first(self) -> Opened:
        """Wait for the first copy.

        Raises
        ------
        FracViewError
            What the last one said where none opens.
        """
        until = time.monotonic() + self._options.start_s
        while (left := until - time.monotonic()) > 0:
            done, _ = self._ray.wait(list(self._opening), timeout=min(left, 0.5))
            for ref in done:
                found = self._take_opened(ref)
                if found is not None:
                    return found
        raise ClusterError(
            f"no networks could be started within {self._options.start_s:.0f} s.",
            reason="cluster_unreachable",
            cure="See that the cluster has free processors, or GPUs where they were asked for.",
        )

    def _take_opened(self, ref: Any) -> Opened | None:  # noqa: ANN401
        """Note what a copy says of itself; None, and the copy is given up, where it does not open."""
        copy = self._opening.pop(ref)
        try:
            found = self._ray.get(ref)
        except self._ray.exceptions.RayError as error:
            logger.debug("a copy of the networks did not start", exc_info=True)
            found = _not_started(error)
        if isinstance(found, Opened) and found.app_version != __version__:
            sentence = f"the cluster runs FracView {found.app_version}, this is {__version__}."
            found = Refusal(
                "ClusterError", "cluster_unfit", sentence, cure="Install the same one everywhere."
            )
        if isinstance(found, Refusal):
            self._give_up(copy, found)
            return None
        copy.is_open = True
        self._heard = time.monotonic()
        return found if isinstance(found, Opened) else None

    def _give_up(self, copy: _Copy, refusal: Refusal) -> None:
        if copy in self._copies:
            self._copies.remove(copy)
            self._ray.kill(copy.handle)
        self._refused = refusal.error()
        if not self._copies:
            raise self._refused

    @property
    def copies(self) -> int:
        """How many there are, or are being started."""
        return len(self._copies)

    def submit(self, call: Call) -> None:
        """Take a call; `pump` gives it out."""
        self._waiting.append(call)

    def pump(self, wanted: Wanted, timeout_s: float = 0.0) -> None:
        """Take in answers and give out calls; waits for the first answer for so long.

        Raises
        ------
        FracViewError
            Where no copy is left, or all have been silent for too long.
        """
        self._give_out(wanted)
        refs = [*self._given, *self._opening]
        if not refs:
            return
        done, _ = self._ray.wait(refs, num_returns=1, timeout=timeout_s)
        if done:
            done, _ = self._ray.wait(refs, num_returns=len(refs), timeout=0)
        for ref in done:
            if ref in self._opening:
                self._take_opened(ref)
            else:
                self._take_answer(ref)
        self._look_for_overdue()
        self._give_out(wanted)

    def _give_out(self, wanted: Wanted) -> None:
        while self._waiting:
            call = self._waiting[0]
            if call.result is not None:  # overdue, and answered meanwhile
                self._waiting.popleft()
                continue
            copy = self._free(alone=call.alone)
            if copy is None:
                return
            self._waiting.popleft()
            copy.calls += 1
            copy.reserved = call.alone
            call.since = time.monotonic()
            wishes, chunks = call.wishes()
            ref = copy.handle.run.remote(self._shipped, wishes, wanted, *(chunk.inputs for chunk in chunks))
            self._given[ref] = (copy, call)

    def _free(self, *, alone: bool) -> _Copy | None:
        most = 1 if alone else AT_ONCE
        free = [
            copy
            for copy in self._copies
            if copy.is_open and not copy.silent and not copy.reserved and copy.calls < most
        ]
        return min(free, key=lambda copy: copy.calls) if free else None

    def _take_answer(self, ref: Any) -> None:  # noqa: ANN401
        copy, call = self._given.pop(ref)
        copy.calls -= 1
        copy.silent = False
        if call.alone:
            copy.reserved = False
        self._heard = time.monotonic()
        try:
            answer = self._ray.get(ref)
        except self._ray.exceptions.RayError as error:
            if call.result is None and not call.parts:
                self._failed(call, error)
            return
        if isinstance(answer, Refusal):  # started again, and does not open there
            if call.result is None:
                self._waiting.appendleft(call)
            self._give_up(copy, answer)
        elif call.result is None and not call.parts:
            call.answer = [analysis for group in answer for analysis in group]

    def _failed(self, call: Call, error: Exception) -> None:
        """A call that its copy died of, or that raised: alone next, then in parts, then given up."""
        cause = getattr(error, "cause", None)
        if not call.alone and not isinstance(cause, Exception):
            call.alone = True
            self._waiting.appendleft(call)
        elif call.divide():
            self._waiting.extendleft(reversed(call.parts))
        else:
            [one] = call.frames
            why = cause if isinstance(cause, Exception) else died("ran the networks on this frame")
            sha256 = one.prepared.sha256 if one.prepared else ""
            call.answer = [broken(one.task.path, one.task.frame, why, self.opened.provenance, sha256)]

    def _look_for_overdue(self) -> None:
        """Give all that a silent copy has to others as well."""
        now = time.monotonic()
        given = list(self._given.values())
        overdue = {copy for copy, call in given if now - call.since > self._options.overdue_s}
        for copy in overdue:
            if not copy.silent:
                copy.silent = True
                calls = [
                    call for other, call in given if other is copy and call.result is None and not call.parts
                ]
                self._waiting.extendleft(reversed(calls))
        if self._given and now - self._heard > self._options.start_s + self._options.overdue_s:
            raise ClusterError(
                f"no networks have answered for {now - self._heard:.0f} s.",
                reason="cluster_stalled",
                cure="Look after its nodes, and start the run again; a store keeps what was done.",
            )

    def drop(self) -> None:
        """Forget what has not been given out: the run that asked for it is over."""
        self._waiting.clear()

    def close(self) -> None:
        """End every copy, whatever it is doing."""
        for copy in self._copies:
            self._ray.kill(copy.handle)
        self._copies.clear()
        self._given.clear()
        self._waiting.clear()


def ray_get(shipped: list[Any]) -> Parcel:
    """The networks' bytes, on a worker."""
    import ray

    parcel: Parcel = ray.get(shipped[0])
    return parcel


def _not_started(error: Exception) -> Refusal:
    cause = getattr(error, "cause", None)
    if isinstance(cause, ImportError) or "ModuleNotFoundError" in str(error):
        sentence = "the cluster's workers cannot import FracView."
        return Refusal(
            "ClusterError", "cluster_unfit", sentence, cure="Install the same FracView on each node."
        )
    sentence = f"the cluster's workers end before they have opened the networks ({type(error).__name__})."
    return Refusal("ClusterError", "cluster_unfit", sentence, cure="See that its nodes have enough memory.")
