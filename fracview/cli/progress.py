"""Progress on standard error: a bar on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from types import TracebackType

LINE_EVERY_S = 10.0


class Progress(Protocol):
    """What a run reports to."""

    def update(self, done: int, found: int, complete: bool, known: int = 0) -> None:
        """`done` of `found` files, `known` of them from before; `found` is the total once `complete`."""

    def __enter__(self) -> Self:
        """Start."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the screen as it was."""


def progress(*, quiet: bool) -> Progress:
    """Fitting for the standard error at hand."""
    if quiet:
        return _Silent()
    return _Bar() if sys.stderr.isatty() else _Lines()


class _Silent:
    """No progress."""

    def update(self, done: int, found: int, complete: bool, known: int = 0) -> None:
        """Report nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


class _Lines(_Silent):
    """A line every ten seconds: for logs."""

    def __init__(self) -> None:
        self._start = self._last = time.monotonic()

    def update(self, done: int, found: int, complete: bool, known: int = 0) -> None:
        now = time.monotonic()
        if now - self._last < LINE_EVERY_S:
            return
        self._last = now
        rate = (done - known) / (now - self._start)
        left = f", {(found - done) / rate:.0f} s left" if complete and rate else ""
        total = f"of {found}{left}" if complete else f"of {found} or more"
        before = f", {known} known before" if known else ""
        print(f"{done} {total}, {rate:.1f} files/s{before}", file=sys.stderr, flush=True)


class _Bar(_Silent):
    """A bar with count, rate and time left; the last once the walk has counted the files."""

    def __init__(self) -> None:
        from rich import progress as rich_progress
        from rich.console import Console

        self._bar = rich_progress.Progress(
            rich_progress.BarColumn(complete_style="yellow", pulse_style="yellow"),
            rich_progress.TextColumn("{task.completed} of {task.fields[found]}"),
            rich_progress.TextColumn("{task.fields[pace]}"),
            console=Console(stderr=True),
            refresh_per_second=4,
            transient=True,
        )
        self._start = time.monotonic()
        self._task = self._bar.add_task("", total=None, found="...", pace="")

    def update(self, done: int, found: int, complete: bool, known: int = 0) -> None:
        rate = (done - known) / max(1e-6, time.monotonic() - self._start)
        left = f", {timedelta(seconds=round((found - done) / rate))} left" if complete and rate else ""
        before = f", {known} known before" if known else ""
        self._bar.update(
            self._task,
            completed=done,
            total=found if complete else None,
            found=str(found) if complete else f"{found} or more",
            pace=f"{rate:.1f} files/s{left}{before}",
        )

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()
