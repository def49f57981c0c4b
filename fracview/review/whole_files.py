"""Small files of FracView's own, written whole: aside, then in place of the old one, for their owner only.

Apart from `fracview.export.aside`, which makes files for others and brings the drawing libraries with it.
"""

from __future__ import annotations

import json
import os
import secrets
from typing import TYPE_CHECKING, Any

from fracview.review.paths import make_private

if TYPE_CHECKING:
    from pathlib import Path

PART_PREFIX = ".fracview-"
PART_SUFFIX = ".part"


def write_whole(path: Path, data: bytes, *, power_safe: bool = False) -> None:
    """Replace a file, or make it with its folder; where that fails, the old one is still there.

    Parameters
    ----------
    power_safe
        Have the new content on the disk before it takes the place of the old.

    Raises
    ------
    OSError
        As the system says it.
    """
    make_private(path.parent)
    part = path.with_name(f"{PART_PREFIX}{secrets.token_hex(6)}{PART_SUFFIX}")
    try:
        with os.fdopen(os.open(part, _NEW, 0o600), "wb") as file:
            file.write(data)
            if power_safe:
                file.flush()
                os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def write_json(path: Path, value: Any) -> None:  # noqa: ANN401 - whatever JSON takes
    """Write JSON that a person can read; raises as `write_whole`."""
    write_whole(path, (json.dumps(value, indent=2) + "\n").encode("ascii"), power_safe=True)


_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
"""A file of that name must not be there; without O_BINARY, Windows would change line ends."""
