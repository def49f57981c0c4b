from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fracview.core.errors import ModelFolderError
from fracview.inference.manifest import read_manifest
from tests.inference.manifests import explain_json
from tests.inference.tiny_models import write_folder
from training.model_card import write_card
from training.model_folder import write_description, write_localisation

if TYPE_CHECKING:
    from pathlib import Path


def test_the_card_is_that_of_the_manifest_beside_it(tmp_path: Path) -> None:
    manifest = replace(read_manifest(write_folder(tmp_path, "fracture")), version="2.0.0")
    write_description(manifest, tmp_path)
    assert read_manifest(tmp_path) == manifest
    assert (tmp_path / "MODEL_CARD.md").read_text() == write_card(manifest)


def test_figures_come_in_and_not_a_byte_of_the_rest_changes(tmp_path: Path) -> None:
    path = write_folder(tmp_path, "fracture", changes={"explain": explain_json()}) / "manifest.json"
    localisation = read_manifest(tmp_path).explain
    assert localisation is not None
    value = json.loads(path.read_text())
    del value["explain"]
    path.write_text(json.dumps(value, indent=1) + "\n")
    before = path.read_text()
    assert write_localisation(tmp_path, localisation).explain == localisation
    after = path.read_text()
    assert after.startswith(before.rstrip("}\n").rstrip())
    assert read_manifest(tmp_path).best_layer == 1


def test_what_the_app_would_refuse_is_not_written(tmp_path: Path) -> None:
    write_folder(tmp_path, "fracture", changes={"explain": explain_json()})
    localisation = read_manifest(tmp_path).explain
    assert localisation is not None
    before = (tmp_path / "manifest.json").read_text()
    with pytest.raises(ModelFolderError):
        write_localisation(tmp_path, replace(localisation, best="layer_77"))
    assert (tmp_path / "manifest.json").read_text() == before
    assert not (tmp_path / "MODEL_CARD.md").exists()
