"""Files and folders that were opened, newest first: a convenience, whose loss stops nobody."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from fracview.review.whole_files import write_json

logger = logging.getLogger(__name__)

MOST = 12


def load_recent(path: Path) -> tuple[Path, ...]:
    """The list, newest first; empty where there is none or it cannot be read.

    Items are given whether they still exist or not: their disk may be connected again.

    Parameters
    ----------
    path
        The list's own file.
    """
    try:
        items = json.loads(path.read_bytes())
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, RecursionError) as error:
        logger.info("the list of recent items cannot be read: %s", type(error).__name__)
        return ()
    if not isinstance(items, list):
        return ()
    return tuple(Path(item) for item in items if isinstance(item, str) and item)[:MOST]


def add_recent(path: Path, item: Path) -> tuple[Path, ...]:
    """The list with `item` first, also where it could not be saved."""
    newest = item.absolute()
    items = (newest, *(other for other in load_recent(path) if other != newest))[:MOST]
    _save(path, items)
    return items


def clear_recent(path: Path) -> None:
    """Empty the list."""
    _save(path, ())


def _save(path: Path, items: tuple[Path, ...]) -> None:
    try:
        write_json(path, [str(item) for item in items])
    except OSError as error:
        logger.warning("the list of recent items cannot be saved: %s", error.strerror)
