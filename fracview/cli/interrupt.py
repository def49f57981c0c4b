"""Ctrl-C as a question asked between two steps, so that no file is cut in the middle of a record."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import FrameType, TracebackType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupt:
    """Within the context the first Ctrl-C (or termination signal) only sets `signal_number`.

    A second one interrupts at once, unless `held`: then files are being put in place, and that is let finish.
    Outside the main thread, where Python takes no signals, nothing changes.
    """

    def __init__(self) -> None:
        self.signal_number = 0
        self.held = False
        self._before: dict[int, object] = {}

    @property
    def exit_code(self) -> int:
        """128 and the signal's number, as shells have it: 130 for Ctrl-C; 0 where none came."""
        return 128 + self.signal_number if self.signal_number else 0

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._note) for number in SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)  # type: ignore[arg-type]  # what signal.signal itself returned

    def _note(self, number: int, _frame: FrameType | None) -> None:
        if self.signal_number and not self.held:
            raise KeyboardInterrupt
        self.signal_number = self.signal_number or number

    def hold(self) -> None:
        """From here on no signal interrupts any more."""
        self.held = True
