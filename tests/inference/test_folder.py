from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from fracview.core.errors import ModelFolderError
from fracview.inference import ModelFolder

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
