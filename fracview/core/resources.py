"""Where the files that ship with FracView lie: model folders and samples."""

from __future__ import annotations

from pathlib import Path

import fracview
from fracview.core.errors import FracViewError


def resources_dir() -> Path:
    """Folder that holds ``models/`` and ``samples/``.

    In a wheel (and a frozen app) it lies inside the package, in a checkout beside it.

    Raises
    ------
    FracViewError
        ``resources_missing``: neither place has it.
    """
    package = Path(fracview.__file__).resolve().parent
    inside, beside = package / "resources", package.parent / "resources"
    for folder in (inside, beside):
        if (folder / "models").is_dir() and (folder / "samples").is_dir():
            return folder
    raise FracViewError(
        "The models and samples that ship with FracView are missing.",
        reason="resources_missing",
        path=inside,
        cure="Install FracView again.",
    )
