"""``fracview doctor``: what this installation can do, and what it lacks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from fracview.cli import ALL_DONE, SOME_FAILED
from fracview.core.errors import FracViewError
from fracview.core.resources import resources_dir
from fracview.inference.doctor import examine

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path

    from fracview.inference import DoctorReport


def run(arguments: argparse.Namespace) -> int:
    """Print the report; 1 where something must be put right before anything can be analysed."""
    report = examine(_models_folder())
    if arguments.json:
        print(json.dumps(report.to_json(), indent=2))
    else:
        print("\n".join(_lines(report)))
    return ALL_DONE if report.healthy else SOME_FAILED


def _models_folder() -> Path | None:
    try:
        return resources_dir() / "models"
    except FracViewError:
        return None


def _lines(report: DoctorReport) -> Iterator[str]:
    yield f"FracView {report.app_version}, Python {report.python_version}"
    yield f"machine        {report.system}, {report.cores} cores for the networks"
    libraries = (f"{name} {version or 'missing'}" for name, version in report.libraries.items())
    yield f"libraries      {', '.join(libraries)}"
    yield f"ONNX Runtime   {report.runtime_version or 'missing'} ({', '.join(report.runtime_distributions)})"
    for provider in report.providers:
        yield f"provider       {provider.name}: {'works' if provider.usable else provider.obstacle}"
    for model in report.models:
        state = f"verified in {model.elapsed_ms:.0f} ms" if model.verified else model.problem
        yield f"model          {model.name or model.folder}: {state}"
    for note in report.notes:
        yield f"note           {note}"
    for problem in report.problems:
        yield f"problem        {problem}"
    yield (
        "Radiographs can be analysed."
        if report.healthy
        else "Nothing can be analysed before this is put right."
    )
