from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from fracview.core.errors import ModelFolderError
from fracview.inference import ModelFolder
from fracview.inference import folder as module

if TYPE_CHECKING:
    from pathlib import Path


def test_weights_are_the_bytes_that_were_hashed(tiny_folder: Path) -> None:
    folder = ModelFolder.open(tiny_folder / "region")
    weights = folder.read_weights()
    assert hashlib.sha256(weights).hexdigest() == folder.manifest.sha256
    assert weights == (tiny_folder / "region" / "model.onnx").read_bytes()


def test_a_folder_without_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelFolderError) as caught:
        ModelFolder.open(tmp_path)
    assert caught.value.reason == "manifest_unreadable"


def test_the_reference_names_network_and_weights(tiny_folder: Path) -> None:
    folder = ModelFolder.open(tiny_folder / "fracture")
    reference = folder.reference
    assert (reference.name, reference.task) == ("tiny-fracture", "fracture")
    assert reference.sha256 == folder.manifest.sha256


def test_rows_are_kept_under_all_that_they_depend_on(
    tiny_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = ModelFolder.open(tiny_folder / "region")
    manifest, key = folder.manifest, folder.row_key("CPUExecutionProvider")
    larger = replace(manifest, input=replace(manifest.input, width=96))
    resampled = replace(manifest, input=replace(manifest.input, preprocessing="letterbox-v2"))
    scaled = replace(manifest, input=replace(manifest.input, normalisation="[-1,1]"))
    retrained = replace(manifest, sha256="0" * 64)
    others = [
        replace(folder, manifest=one).row_key("CPUExecutionProvider")
        for one in (larger, resampled, scaled, retrained)
    ]
    others.append(folder.row_key("CUDAExecutionProvider"))
    monkeypatch.setattr(module, "ROWS_ID", "network-rows-v2")
    others.append(folder.row_key("CPUExecutionProvider"))
    assert len({key, *others}) == 7
    assert all(len(one) == 64 and int(one, 16) for one in (key, *others))


def test_thresholds_names_and_figures_leave_the_key_as_it_is(tiny_folder: Path) -> None:
    folder = ModelFolder.open(tiny_folder / "region")
    assert folder.manifest.scope is not None
    scope = replace(folder.manifest.scope, limit=0.5)
    moved = replace(folder.manifest, scope=scope, name="other", version="2", metrics={}, licence="MIT")
    assert replace(folder, manifest=moved).row_key("a") == folder.row_key("a")
    assert folder.row_key("a") == ModelFolder.open(tiny_folder / "region").row_key("a")
