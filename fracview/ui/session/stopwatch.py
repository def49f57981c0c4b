"""How long a reader looks at each frame, without the time away and without long stretches of rest."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from fracview.ui.canvas.picture import Key

LONGEST_REST_S = 120.0
"""Of a stretch in which the reader does nothing, no more than this counts."""


class Stopwatch:
    """Adds up, for each frame, the time in which it was in view and looked at.

    Parameters
    ----------
    clock
        Seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._looked: dict[Key, float] = {}
        self._key: Key | None = None
        self._is_active = True
        self._since = clock()

    def look_at(self, key: Key | None) -> None:
        """From now on this frame is in view; None for no picture."""
        if key != self._key:
            self._count()
            self._key = key

    def touch(self) -> None:
        """The reader did something: moved the mouse, pressed a key."""
        self._count()

    def set_active(self, active: bool) -> None:
        """Whether the frame in view can be looked at: the window is in front, and no other page in it."""
        if active != self._is_active:
            self._count()
            self._is_active = active

    def seconds(self, key: Key) -> float | None:
        """How long a frame was looked at so far, all visits together, to a tenth; None for never."""
        self._count()
        looked = self._looked.get(key, 0.0)
        return round(looked, 1) if looked > 0.0 else None

    def clear(self) -> None:
        """Other files are opened: keys begin anew."""
        self._key = None
        self._looked.clear()

    def _count(self) -> None:
        """Add what has passed since this was last called to the frame in view."""
        now = self._clock()
        passed, self._since = now - self._since, now
        if self._key is not None and self._is_active:
            self._looked[self._key] = self._looked.get(self._key, 0.0) + min(passed, LONGEST_REST_S)
