"""The networks that ship: the fracture network against PyTorch, all three against their manifests."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fracview.inference import load_model_set, verify
from fracview.inference.manifest import Manifest, read_manifest
from fracview.inference.network import Network, open_networks
from fracview.inference.preprocess import network_input

REFERENCES = Path(__file__).parent / "references"


@pytest.fixture(scope="module")
def fracture(models_dir: Path) -> Network:
    networks, _ = open_networks(load_model_set(models_dir).folders, "cpu")
    return next(network for network in networks if network.folder.manifest.task == "fracture")


@pytest.fixture(scope="module")
def manifest(fracture: Network) -> Manifest:
    return fracture.folder.manifest


@pytest.fixture(scope="module")
def reference(manifest: Manifest) -> dict[str, np.ndarray]:
    with np.load(REFERENCES / f"{manifest.name}-{manifest.version}.npz") as kept:
        return dict(kept)


@pytest.fixture(scope="module")
def found(fracture: Network, manifest: Manifest, reference: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    names = ["probabilities", *(layer.name for layer in manifest.layer_maps)]
    return dict(fracture.run(network_input(list(reference["inputs"])), names))


def test_probabilities_are_pytorchs(found: dict[str, np.ndarray], reference: dict[str, np.ndarray]) -> None:
    assert np.abs(found["probabilities"] - reference["probabilities"]).max() <= 1e-4


def test_every_map_of_ten_radiographs_is_pytorch_grad_cams_sign_included(
    found: dict[str, np.ndarray], reference: dict[str, np.ndarray], manifest: Manifest
) -> None:
    assert len(reference["inputs"]) == 10
    assert len(manifest.layer_maps) == 9
    for layer in manifest.layer_maps:
        for ours, theirs in zip(found[layer.name], reference[layer.name], strict=True):
            assert np.corrcoef(ours.ravel(), theirs.astype(np.float64).ravel())[0, 1] >= 0.999, layer.name


def test_maps_do_not_change_the_probabilities(
    fracture: Network, found: dict[str, np.ndarray], reference: dict[str, np.ndarray]
) -> None:
    alone = fracture.run(network_input(list(reference["inputs"])), ["probabilities"])
    assert np.abs(alone["probabilities"] - found["probabilities"]).max() <= 1e-6


@pytest.mark.parametrize("name", ["fracture", "region", "detection"])
def test_a_network_that_ships_verifies(name: str, models_dir: Path) -> None:
    assert verify(models_dir / name).provider == "CPUExecutionProvider"


@pytest.mark.parametrize("name", ["fracture", "region", "detection"])
def test_a_model_card_says_what_the_manifest_says(name: str, models_dir: Path) -> None:
    write_card = pytest.importorskip("training.model_card").write_card
    card = (models_dir / name / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert card == write_card(read_manifest(models_dir / name))
