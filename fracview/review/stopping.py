"""A request to stop that may be made from a signal's handler: a lock could be held by whom it interrupts."""

from __future__ import annotations

import time

LOOK_EVERY_S = 0.1


class Stop:
    """Not set at first, and set for good."""

    def __init__(self) -> None:
        self._is_set = False

    def set(self) -> None:
        """Ask everybody to stop."""
        self._is_set = True

    def is_set(self) -> bool:
        """Whether somebody asked."""
        return self._is_set

    def wait(self, seconds: float) -> bool:
        """Sleep, but not for long once it is set; whether it is."""
        until = time.monotonic() + seconds
        while not self._is_set and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, LOOK_EVERY_S))
        return self._is_set
