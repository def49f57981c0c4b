"""What lies beside the weights in a model folder: manifest and card, always written together."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fracview.inference.manifest import MANIFEST_NAME, Manifest, read_manifest
from training.model_card import write_card
from training.runs import save_text

if TYPE_CHECKING:
    from pathlib import Path

    from fracview.inference.manifest_explain import Localisation
    from fracview.inference.manifest_joint import JointReading


def write_description(manifest: Manifest, folder: Path) -> None:
    """Write both; a manifest that the app would refuse is refused before anything is written."""
    _write(manifest.to_json(), folder)


def write_localisation(folder: Path, localisation: Localisation) -> Manifest:
    """Put the figures of the layer maps into a model folder, all else untouched; returns the manifest."""
    path = folder / MANIFEST_NAME
    read_manifest(path)
    value = json.loads(path.read_text(encoding="utf-8"))
    return _write(value | {"explain": localisation.to_json()}, folder)


def write_joint(folder: Path, joint: JointReading, metrics: dict[str, Any]) -> Manifest:
    """Put the joint reading and its figures into a model folder, all else untouched; returns the manifest."""
    path = folder / MANIFEST_NAME
    read_manifest(path)
    value = json.loads(path.read_text(encoding="utf-8"))
    return _write(value | {"joint": joint.to_json(), "metrics": value["metrics"] | metrics}, folder)


def _write(value: dict[str, Any], folder: Path) -> Manifest:
    text = json.dumps(value, indent=1) + "\n"
    manifest = Manifest.from_json(json.loads(text), folder / MANIFEST_NAME)
    card = write_card(manifest)
    save_text(folder / MANIFEST_NAME, text)
    save_text(folder / "MODEL_CARD.md", card)
    return manifest
