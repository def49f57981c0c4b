"""A watched folder: after the walk, new and changed files as they come, each once it is whole."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from fracview.reading import walk
from fracview.review.stamps import stamp_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fracview.core.errors import ReadingError
    from fracview.review.stopping import Stop
    from fracview.review.store import FileStamp

    Found = Path | ReadingError

LOOK_EVERY_S = 2.0
"""Between two walks. Looking again works on every disk and share, as being told of changes does not."""

STILL_S = 2.0
"""A file is whole when neither its size nor its time of change has moved for so long."""

MOST_AGAIN = 3

UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".filepart", ".swp", "~")
"""Endings of files that are still being written; they come back under another name."""


class Watch:
    """A walk that goes on: call it with the paths.

    Parameters
    ----------
    stop
        Set: look no more.
    look_every_s, still_s
        See `LOOK_EVERY_S` and `STILL_S`.

    Attributes
    ----------
    idle
        Whether everything there was seen, and more is waited for.
    """

    def __init__(self, stop: Stop, look_every_s: float = LOOK_EVERY_S, still_s: float = STILL_S) -> None:
        self.idle = False
        self._stop = stop
        self._look_every_s = look_every_s
        self._still_s = still_s
        self._seen: dict[Path, FileStamp] = {}
        self._moving: dict[Path, tuple[FileStamp, float]] = {}
        self._said: set[tuple[Path | None, str]] = set()
        self._again: Counter[Path] = Counter()

    def forget(self, path: Path) -> None:
        """A file could not be read by the system, as on a share that has gone: take it when it is back.

        Not for ever: a disk that cannot read one file would come back to it every two seconds.
        """
        self._again[path] += 1
        if self._again[path] <= MOST_AGAIN:
            self._seen.pop(path, None)

    def __call__(self, paths: Sequence[Path]) -> Iterator[Found]:
        """Yield what is there, then what comes, until told to stop.

        A root that is not there is waited for: a share comes back.
        """
        roots = frozenset(paths)
        while not self._stop.is_set():
            there: set[Path] = set()
            for item in walk(paths):
                if self._stop.is_set():
                    return
                if isinstance(item, Path):
                    there.add(item)
                elif item.path in roots:
                    continue
                if self._is_new(item):
                    self.idle = False
                    yield item
            self._moving = {path: since for path, since in self._moving.items() if path in there}
            self.idle = not self._moving
            self._stop.wait(min(self._look_every_s, self._still_s) if self._moving else self._look_every_s)

    def _is_new(self, item: Found) -> bool:
        if not isinstance(item, Path):
            said = (item.path, item.reason)
            new = said not in self._said
            self._said.add(said)
            return new
        if item.name.casefold().endswith(UNFINISHED):
            return False
        stamp = stamp_of(item)
        if stamp is None or self._seen.get(item) == stamp:
            return False
        if not self._is_still(stamp):
            return False
        self._seen[item] = stamp
        return True

    def _is_still(self, stamp: FileStamp) -> bool:
        """Whether it has not moved for long enough; an old file has not, by its own time of change."""
        now = time.monotonic()
        if time.time() - stamp.mtime_ns / 1e9 > 10 * self._still_s and stamp.path not in self._moving:
            return True
        before, since = self._moving.get(stamp.path, (None, now))
        if before != stamp:
            self._moving[stamp.path] = (stamp, now)
            return False
        if now - since < self._still_s:
            return False
        del self._moving[stamp.path]
        return True
