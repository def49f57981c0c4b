"""The epochs of a run, whoever trains it: the log, the live line, the end of a loss that is not finite."""

from __future__ import annotations

import json
import math
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from fracview.core.errors import FracViewError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from training.runs import RunFolder


@dataclass(slots=True)
class EpochLog:
    """Writes a run's lines and shows how far it is.

    Attributes
    ----------
    run
        Whose log.
    bar, task
        The live line on standard error.
    began
        When the epoch began, in seconds of the monotonic clock.
    """

    run: RunFolder
    bar: Progress
    task: Any
    began: float = field(default_factory=time.monotonic)

    def write(self, epoch: int, loss: float, merit: float, **more: float | int | bool) -> None:
        """One line: epoch from 0, mean loss, figure of merit on the validation part, seconds."""
        refuse_not_finite(loss)
        seconds = round(time.monotonic() - self.began, 1)
        self.run.write_epoch({"epoch": epoch, "loss": loss, "merit": merit, **more, "seconds": seconds})
        self.began = time.monotonic()
        self.bar.update(self.task, completed=epoch + 1, status=f"loss {loss:.4f}, merit {merit:.4f}")


@contextmanager
def epoch_log(run: RunFolder, name: str, epochs: int) -> Iterator[EpochLog]:
    """The log of a run while it goes on; the live line is on standard error, so that results can be piped."""
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
        TextColumn("{task.fields[status]}"), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True)) as bar:
        done = len(lines_of(run))
        yield EpochLog(run, bar, bar.add_task(name, total=epochs, completed=done, status=""))


def refuse_not_finite(loss: float) -> None:
    """Stop a run that diverged.

    Raises
    ------
    FracViewError
        Where the loss is nan or infinite.
    """
    if not math.isfinite(loss):
        message = "the loss is not finite any more"
        raise FracViewError(message, reason="diverged", cure="Lower the learning rate or change the seed.")


def lines_of(run: RunFolder) -> list[dict[str, Any]]:
    """The lines of a run's log, in order."""
    return [json.loads(line) for line in run.log.read_text().splitlines()] if run.log.exists() else []


def best_epoch(run: RunFolder) -> int | None:
    """The epoch (from 1) of the highest merit, the later of equals; None before the first."""
    lines = lines_of(run)
    return max(lines, key=lambda line: (line["merit"], line["epoch"]))["epoch"] + 1 if lines else None
