"""Pictures to PNG files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image

from fracview.export.aside import cannot_write, part_path, put_in_place

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

COMPRESS_LEVEL = 1
"""zlib level: radiographs hardly shrink beyond it, and level 6 takes about three times as long."""


def save_png(path: Path, image: NDArray[np.uint8]) -> None:
    """Write a (rows, columns, 3) uint8 RGB picture; it replaces `path` once complete.

    Raises
    ------
    ExportError
        `not_writable` or `not_replaceable`.
    """
    part = part_path(path)
    try:
        Image.fromarray(image).save(part, format="PNG", compress_level=COMPRESS_LEVEL)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise cannot_write(path, error) from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    put_in_place(part, path)
