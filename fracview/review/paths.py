"""Where FracView keeps its own files: the system's places, or all below $FRACVIEW_HOME where that is set."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import platformdirs

logger = logging.getLogger(__name__)

HOME_VARIABLE = "FRACVIEW_HOME"

_APP = "fracview"


def data_dir() -> Path:
    """For what must not be lost: the store.

    Like the other two it is made where it is not there, for its owner only. Where it cannot be made, the
    path is given all the same: whoever writes there meets the error, and can name the file.
    """
    return _made("data", platformdirs.user_data_path(_APP, appauthor=False))


def cache_dir() -> Path:
    """For what can be made again: thumbnails."""
    return _made("cache", platformdirs.user_cache_path(_APP, appauthor=False))


def config_dir() -> Path:
    """For settings and recent items."""
    return _made("config", platformdirs.user_config_path(_APP, appauthor=False))


def default_store() -> Path:
    """The store, where the settings name no other."""
    return data_dir() / "store.sqlite"


def _made(name: str, usual: Path) -> Path:
    home = os.environ.get(HOME_VARIABLE, "")
    folder = Path(home).expanduser().absolute() / name if home else usual
    try:
        make_private(folder)
    except OSError as error:
        logger.info("FracView's folder for %s cannot be made: %s", name, error.strerror)
    return folder


def make_private(folder: Path) -> None:
    """The folder and those above it that are missing, each with mode 0700 (`Path.mkdir`: the last alone)."""
    if folder.is_dir():
        return
    if folder.parent != folder:  # a drive that is not there has no folder above it
        make_private(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
