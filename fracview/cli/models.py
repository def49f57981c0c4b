"""``fracview models list | verify | show NAME``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fracview.cli import ALL_DONE, SOME_FAILED
from fracview.core.errors import FracViewError, ModelFolderError, UsageError
from fracview.core.resources import resources_dir
from fracview.inference.registry import list_models, verify

if TYPE_CHECKING:
    import argparse

    from fracview.inference import ModelFolder

CARD_NAME = "MODEL_CARD.md"


def run(arguments: argparse.Namespace) -> int:
    """Run one of the three actions."""
    folder = arguments.models or resources_dir() / "models"
    found = list_models(folder)
    if not found:
        raise UsageError(
            "holds no model folder.",
            reason="no_models",
            path=folder,
            cure="Name a folder that holds model folders, or leave --models out for those that ship.",
        )
    if arguments.action == "show":
        return _show(found, arguments.name)
    each = _list_one if arguments.action == "list" else _verify_one
    good = [each(model) for model in found]
    return ALL_DONE if all(good) else SOME_FAILED


def _list_one(model: ModelFolder | ModelFolderError) -> bool:
    if isinstance(model, ModelFolderError):
        return _complain(model)
    manifest = model.manifest
    size = f"{manifest.input.height} x {manifest.input.width}"
    maps = f"{len(manifest.layer_maps)} layer maps"
    gate = "  no out-of-scope gate" if manifest.task == "region" and manifest.scope is None else ""
    print(
        f"{manifest.task:<10} {manifest.name} {manifest.version}  {size}  {maps}  "
        f"{manifest.licence}  sha256 {manifest.sha256[:12]}  {model.path}{gate}"
    )
    return True


def _verify_one(model: ModelFolder | ModelFolderError) -> bool:
    if isinstance(model, ModelFolderError):
        return _complain(model)
    try:
        passed = verify(model)
    except FracViewError as error:
        return _complain(error)
    shapes = ", ".join(f"{name} {list(shape)}" for name, shape in passed.output_shapes.items())
    print(f"verified  {model.manifest.name} {model.manifest.version} on {passed.provider}: {shapes}")
    return True


def _complain(error: FracViewError) -> bool:
    print(f"fracview: error: {error}", file=sys.stderr)
    return False


def _show(found: list[ModelFolder | ModelFolderError], name: str) -> int:
    """Card and manifest of the model of that name, or in the folder of that name."""
    broken = [model for model in found if isinstance(model, ModelFolderError)]
    sound = [model for model in found if not isinstance(model, ModelFolderError)]
    for model in sound:
        if name in (model.manifest.name, model.path.name, model.manifest.task):
            print(_card(model.path))
            print(json.dumps(model.manifest.to_json(), indent=2, ensure_ascii=False))
            return ALL_DONE
    for error in broken:
        _complain(error)
    names = ", ".join(model.manifest.name for model in sound)
    raise UsageError(f"there is no model '{name}'.", reason="no_such_model", cure=f"There are: {names}.")


def _card(folder: Path) -> str:
    try:
        return (folder / CARD_NAME).read_text(encoding="utf-8")
    except OSError as error:
        return f"({CARD_NAME} cannot be read: {error.strerror})\n"
