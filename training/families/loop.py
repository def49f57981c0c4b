"""The epoch loop of everything that is not Ultralytics': resumable after each epoch, best epoch kept.

Every epoch draws from its own seed, so a run that was killed and goes on gives what an unbroken one gives.
"""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import torch

from training.families.epochs import epoch_log, refuse_not_finite
from training.runs import RunFolder, save_checkpoint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from training.families.plan import Plan

State = dict[str, Any]
"""What `torch.save` writes and `torch.load(weights_only=True)` reads."""


class Trainee(Protocol):
    """A network in training."""

    def epoch(self, number: int) -> Iterator[float]:
        """Train one epoch, yielding the loss of each step; depends on the state and the number alone."""
        ...

    def judge(self) -> float:
        """Figure of merit on the validation part."""
        ...

    def network(self) -> State:
        """Weights."""
        ...

    def load_network(self, state: State) -> None:
        """Take weights back."""
        ...

    def optimizer(self) -> State:
        """Everything else that a step changes."""
        ...

    def load_optimizer(self, state: State) -> None:
        """Take it back."""
        ...


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended: epochs done, and the one (from 1) whose weights the network now has."""

    epochs: int
    best_epoch: int


@dataclass(slots=True)
class _Progress:
    done: int = 0
    best: float = -math.inf
    best_epoch: int = 0

    def ended(self, plan: Plan) -> bool:
        """All epochs done, or `patience` of them without a better one."""
        return self.done >= plan.epochs or (0 < plan.patience <= self.done - self.best_epoch)


def fit(trainee: Trainee, plan: Plan, run: RunFolder, name: str) -> Ended:
    """Train, or go on where a killed run stopped; the trainee ends with the weights of its best epoch.

    Raises
    ------
    FracViewError
        Where the loss is not finite any more.
    """
    progress = _resume(trainee, run)
    with epoch_log(run, name, plan.epochs) as log:
        while not progress.ended(plan):
            loss = _mean(trainee.epoch(progress.done))
            merit = trainee.judge()
            progress.done += 1
            if merit > progress.best:
                progress.best, progress.best_epoch = merit, progress.done
                save_checkpoint(run.best, {"network": trainee.network(), "epoch": progress.done})
            log.write(progress.done - 1, loss, merit, best_epoch=progress.best_epoch)
            # after the line: a run killed between the two repeats the epoch
            _save(trainee, run, progress, progress.ended(plan))
    trainee.load_network(torch.load(run.best, weights_only=True)["network"])
    return Ended(progress.done, progress.best_epoch)


def _mean(losses: Iterator[float]) -> float:
    total = count = 0.0
    for loss in losses:
        refuse_not_finite(loss)
        total, count = total + loss, count + 1
    return total / max(count, 1)


def _save(trainee: Trainee, run: RunFolder, progress: _Progress, ended: bool) -> None:
    """All that is needed to go on; where there is nothing to go on with, only how far it came."""
    content = {} if ended else {"network": trainee.network(), "optimizer": trainee.optimizer()}
    about = {"done": progress.done, "best": progress.best, "best_epoch": progress.best_epoch}
    save_checkpoint(run.last, content | about)


def _resume(trainee: Trainee, run: RunFolder) -> _Progress:
    with suppress(FileNotFoundError):
        content = torch.load(run.last, weights_only=True)
        if "network" in content:
            trainee.load_network(content["network"])
            trainee.load_optimizer(content["optimizer"])
        return _Progress(content["done"], content["best"], content["best_epoch"])
    return _Progress()


def cosine(rate: float, epoch: int, epochs: int) -> float:
    """The learning rate of an epoch: from `rate` down to a hundredth along half a cosine."""
    share = epoch / max(epochs, 1)
    return rate * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * share)))
