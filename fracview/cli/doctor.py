"""``fracview doctor``: what this installation can do, and what it lacks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fracview.cli import ALL_DONE, SOME_FAILED
from fracview.core.errors import FracViewError
from fracview.core.resources import resources_dir
from fracview.inference.doctor import examine, report_lines

if TYPE_CHECKING:
    import argparse
    from pathlib import Path


def run(arguments: argparse.Namespace) -> int:
    """Print the report; 1 where something must be put right before anything can be analysed."""
    report = examine(_models_folder())
    if arguments.json:
        print(json.dumps(report.to_json(), indent=2))
    else:
        print("\n".join(report_lines(report)))
    return ALL_DONE if report.healthy else SOME_FAILED


def _models_folder() -> Path | None:
    try:
        return resources_dir() / "models"
    except FracViewError:
        return None
