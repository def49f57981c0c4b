"""Thumbnails: small grey pictures for the list, kept on disk under the hash of their file."""

from __future__ import annotations

import io
import logging
import re
import struct
import threading
import zlib
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from fracview.review.thumbnail_files import Held, remove_all
from fracview.review.whole_files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

logger = logging.getLogger(__name__)

LONGEST = 96
"""Pixels of the longest side."""

MOST_BYTES = 200 * 1000 * 1000

_HASH = re.compile(r"[0-9A-Za-z]{1,128}")

_SIDES, _SIDES_AT = struct.Struct(">II"), 16
"""Width and height in the header of a PNG (section 11.2.1 of its specification)."""

_DAMAGED = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error)
"""What Pillow raises on a PNG that is none, or is cut short."""


def make_thumbnail(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A small grey picture, each pixel the mean of those it stands for.

    Parameters
    ----------
    image
        (rows, columns) or (rows, columns, 3) uint8, at least one pixel.

    Returns
    -------
    (h, w) uint8 of the same shape but for rounding, the longest side `LONGEST` or, where the image is
    smaller, its own.
    """
    rows, columns = image.shape[:2]
    scale = min(1.0, LONGEST / max(rows, columns))
    size = (max(1, round(columns * scale)), max(1, round(rows * scale)))
    small = Image.fromarray(np.ascontiguousarray(image)).resize(size, Image.Resampling.BOX)
    return np.asarray(small.convert("L"))


class ThumbnailCache:
    """A folder of thumbnails that stays below a size. Thread-safe; never in anybody's way.

    What is damaged is a miss. Where writing fails, one sentence is logged and nothing more is written in
    this session.

    Parameters
    ----------
    folder
        Made when the first thumbnail is put there. File names are the hash of the radiograph's file and
        the frame, and nothing else.
    max_bytes
        Beyond it the oldest are removed.
    """

    def __init__(self, folder: Path, max_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._held = Held(folder, max_bytes)
        self._lock = threading.Lock()
        self._stopped = False

    def get(self, sha256: str, frame: int) -> NDArray[np.uint8] | None:
        """(h, w) uint8, read-only; None where there is none, or only a damaged one."""
        path = self._path(sha256, frame)
        if path is None:
            return None
        try:
            return _decoded(path.read_bytes())
        except _DAMAGED:
            return None

    def put(self, sha256: str, frame: int, image: NDArray[np.uint8]) -> None:
        """Keep a thumbnail (h, w) uint8 as `make_thumbnail` gives it; does nothing without a hash."""
        path = self._path(sha256, frame)
        if path is None or self._stopped:
            return
        data = _encoded(image)
        try:
            write_whole(path, data)
            with self._lock:
                self._held.add(len(data))
        except OSError as error:
            self._stop(error)

    def purge(self) -> None:
        """Remove every thumbnail; what is not one stays."""
        with self._lock:
            try:
                remove_all(self._folder)
            except OSError as error:
                logger.warning("thumbnails could not be removed: %s", error.strerror)
            self._held.forget()

    def _stop(self, error: OSError) -> None:
        with self._lock:
            first, self._stopped = not self._stopped, True
        if first:
            logger.warning("thumbnails are no longer kept in this session: %s", error.strerror)

    def _path(self, sha256: str, frame: int) -> Path | None:
        return self._folder / f"{sha256}-{frame}.png" if _HASH.fullmatch(sha256) else None


def _encoded(image: NDArray[np.uint8]) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(image)).save(buffer, format="PNG", compress_level=1)
    return buffer.getvalue()


def _decoded(data: bytes) -> NDArray[np.uint8]:
    """Only what `_encoded` can have written: another picture could be of any size."""
    if max(_SIDES.unpack_from(data, _SIDES_AT)) > LONGEST:
        raise ValueError("not a thumbnail")
    with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
        if image.mode != "L":
            raise ValueError("not a thumbnail")
        return np.asarray(image)
