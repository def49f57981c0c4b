"""Radiographs on their way to the screen: read in threads, the wanted one first, and kept for a while."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from fracview.review.stamps import stamp_of
from fracview.ui.canvas.picture import Key, Picture
from fracview.ui.work import FIRST, LATER, Lane

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from fracview.core.radiograph import Radiograph
    from fracview.reading.identity import Identity
    from fracview.review.store import FileStamp
    from fracview.ui.work import Ticket

KEPT_BYTES = 256 << 20
"""Pictures kept in memory take about this much at most; the newest three are kept whatever they take."""
_ALWAYS_KEPT = 3
READING_SHOWN_MS = 120
"""A file that takes longer than this to read shows that it is being read; until then the last one stays."""


@dataclass(frozen=True, eq=False, slots=True)
class LoadedImage:
    """A radiograph ready to be shown.

    `identity` is what the file says of the patient: for the screen alone, never stored, logged or exported.
    `stamp` is the file's, from before it was read.
    """

    key: Key
    radiograph: Radiograph
    picture: Picture
    identity: Identity
    stamp: FileStamp | None = None

    @property
    def nbytes(self) -> int:
        """Bytes of its pixels and its pyramid."""
        first = self.picture.display.pyramid.levels[0]
        shared = first.nbytes if first is self.radiograph.pixels else 0
        return int(self.radiograph.pixels.nbytes + self.picture.display.pyramid.nbytes - shared)


@dataclass(frozen=True, slots=True)
class ImageRefused:
    """A file that could not become a radiograph, and why."""

    key: Key
    error: Exception


@dataclass(slots=True)
class _Pending:
    ticket: Ticket
    urgent: bool = field(default=False)


class Images(QObject):
    """Reads frames ahead of the reader, on two threads: one for what is wanted now, one for its neighbours.

    Signals
    -------
    arrived
        A `LoadedImage` or an `ImageRefused`.
    """

    arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = Lane("read", self)
        self._ahead = Lane("read-ahead", self, behind=True)
        self._kept: OrderedDict[Key, LoadedImage] = OrderedDict()
        self._refused: dict[Key, ImageRefused] = {}
        self._pending: dict[Key, _Pending] = {}

    def get(self, key: Key) -> LoadedImage | ImageRefused | None:
        """What is at hand, at once; None where it was not read yet."""
        image = self._kept.get(key)
        if image is not None:
            self._kept.move_to_end(key)
            return image
        return self._refused.get(key)

    def want(self, key: Key, path: Path) -> None:
        """Read this now, before everything that nobody waits for any more."""
        for other, pending in list(self._pending.items()):
            if pending.urgent and other != key and not pending.ticket.begun:
                pending.ticket.cancel()
                del self._pending[other]
        self._submit(key, path, urgent=True)

    def look_ahead(self, wanted: Iterable[tuple[Key, Path]]) -> None:
        """Read these while the reader looks; older wishes that have not begun are dropped."""
        for other, pending in list(self._pending.items()):
            if not pending.urgent and not pending.ticket.begun:
                pending.ticket.cancel()
                del self._pending[other]
        for key, path in wanted:
            self._submit(key, path, urgent=False)

    def clear(self) -> None:
        """Forget everything: other files are opened."""
        for pending in self._pending.values():
            pending.ticket.cancel()
        self._pending.clear()
        self._kept.clear()
        self._refused.clear()

    def close(self) -> None:
        """End the threads."""
        self._now.close()
        self._ahead.close()

    def _submit(self, key: Key, path: Path, *, urgent: bool) -> None:
        if self.get(key) is not None:
            return
        pending = self._pending.get(key)
        if pending is not None:
            if pending.urgent or not urgent or pending.ticket.begun:
                return
            pending.ticket.cancel()
        lane, priority = (self._now, FIRST) if urgent else (self._ahead, LATER)
        ticket = lane.submit(
            lambda: load_image(key, path),
            self._keep,
            lambda error: self._refuse(ImageRefused(key, error)),
            priority,
        )
        self._pending[key] = _Pending(ticket, urgent)

    def _keep(self, image: LoadedImage) -> None:
        self._pending.pop(image.key, None)
        self._kept[image.key] = image
        total = sum(one.nbytes for one in self._kept.values())
        while total > KEPT_BYTES and len(self._kept) > _ALWAYS_KEPT:
            _, oldest = self._kept.popitem(last=False)
            total -= oldest.nbytes
        self.arrived.emit(image)

    def _refuse(self, refused: ImageRefused) -> None:
        self._pending.pop(refused.key, None)
        self._refused[refused.key] = refused
        self.arrived.emit(refused)


def load_image(key: Key, path: Path) -> LoadedImage:
    """Read one frame and make it ready for the screen; raises as `fracview.reading.read` does."""
    from fracview.core.display import make_display
    from fracview.reading import read
    from fracview.reading.identity import read_identity

    stamp = stamp_of(path)
    radiograph = read(path, key[1])
    rows, columns = radiograph.shape
    picture = Picture(
        key=key,
        rows=rows,
        columns=columns,
        display=make_display(radiograph),
        aspect=radiograph.pixel_aspect_ratio,
        spacing=radiograph.spacing,
        turned_about=radiograph.turned_about,
    )
    return LoadedImage(key, radiograph, picture, read_identity(path), stamp)
