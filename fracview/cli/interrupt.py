"""Ctrl-C as a question asked between two steps, so that no file is cut in the middle of a record."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType, TracebackType

HANGUP: int | None = getattr(signal, "SIGHUP", None)
"""The terminal has gone; Windows has no such signal."""

SIGNALS = tuple(number for number in (signal.SIGINT, signal.SIGTERM, HANGUP) if number is not None)


def _nothing() -> None:
    """What is done on a signal until somebody says more."""


class Interrupt:
    """Within the context the first Ctrl-C (or termination signal) only sets `signal_number`.

    A second one interrupts at once, unless `held`: then files are being put in place, and that is let finish.
    A hang-up that is ignored (``nohup``) stays ignored. Outside the main thread, where Python takes no
    signals, nothing changes.

    Attributes
    ----------
    then
        Called in the signal's handler: it may take no lock.
    """

    def __init__(self) -> None:
        self.signal_number = 0
        self.held = False
        self._ended_by = 0
        self.then: Callable[[], None] = _nothing
        self._before: dict[int, object] = {}

    @property
    def exit_code(self) -> int:
        """128 and the signal's number, as shells have it: 130 for Ctrl-C; 0 where none came."""
        number = self._ended_by or self.signal_number
        return 128 + number if number else 0

    @property
    def hung_up(self) -> bool:
        """Whether the terminal has gone, and nothing can be said to anybody."""
        return self.signal_number != 0 and self.signal_number == HANGUP

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            taken = [n for n in SIGNALS if n != HANGUP or signal.getsignal(n) is not signal.SIG_IGN]
            self._before = {number: signal.signal(number, self._note) for number in taken}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal.signal itself returned

    def begin_again(self) -> None:
        """The signal has ended what it was meant to end: from here on the next one counts as the first.

        `exit_code` stays that of the first.
        """
        self._ended_by = self._ended_by or self.signal_number
        self.signal_number = 0
        self.then = _nothing

    def _note(self, number: int, _frame: FrameType | None) -> None:
        if self.signal_number and not self.held:
            raise KeyboardInterrupt
        self.signal_number = self.signal_number or number
        self.then()

    def hold(self) -> None:
        """From here on no signal interrupts any more."""
        self.held = True
