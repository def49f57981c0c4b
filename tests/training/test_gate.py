from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from tests.training.networks import classifier, radiographs
from training import export, gate
from training.negatives import Negative

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.data import Dataset


def features(count: int, seed: int = 0, shift: float = 0.0) -> np.ndarray:
    """Correlated features of very different spreads."""
    rng = np.random.default_rng(seed)
    mixing = np.random.default_rng(99).normal(0, 1, (12, 12)) * np.logspace(-2, 2, 12)
    return (rng.normal(0, 1, (count, 12)) @ mixing + shift * np.logspace(-2, 2, 12)).astype(np.float32)


def layers_of(array: np.ndarray) -> gate.LayerFeatures:
    """The same array for every candidate layer."""
    return gate.LayerFeatures({layer: array for layers in gate.CANDIDATES for layer in layers})


def test_distances_of_scans_like_those_fitted_to_are_about_one() -> None:
    fitted = gate.fit((2,), features(2000))
    found = gate.distances(fitted, features(2000, seed=1))
    assert np.mean(found**2) == pytest.approx(1, rel=0.1)


def test_a_distance_is_mahalanobis_over_the_root_of_the_count() -> None:
    from sklearn.covariance import LedoitWolf

    values = features(300)
    spread = values.astype(np.float64).std(axis=0)
    centred = (values.astype(np.float64) - values.astype(np.float64).mean(axis=0)) / spread
    covariance = LedoitWolf(assume_centered=True).fit(centred).covariance_
    expected = np.sqrt(np.einsum("ni,ij,nj->n", centred, np.linalg.inv(covariance), centred) / 12)
    assert gate.distances(gate.fit((2,), values), values) == pytest.approx(expected, rel=1e-3)


def test_far_features_are_refused_and_near_ones_are_not() -> None:
    train, val = np.arange(1200) < 1000, np.arange(1200) >= 1000
    fitted, limit = gate.choose(layers_of(features(1200)), train, val, layers_of(features(50, 2, shift=30)))
    assert (gate.distances(fitted, np.tile(features(80, 3, shift=30), 2)) > limit).all()
    near = np.tile(features(2000, 4), 2)
    assert (gate.distances(fitted, near) > limit).mean() < 0.02


def test_the_limit_lets_the_validation_scans_through() -> None:
    train, val = np.arange(900) < 500, np.arange(900) >= 500
    scans = layers_of(features(900))
    fitted, limit = gate.choose(scans, train, val, layers_of(features(50, 2, shift=30)))
    kept = (gate.distances(fitted, scans.of(fitted.layers, val)) <= limit).mean()
    assert kept == pytest.approx(gate.KEPT_IN_SCOPE, abs=1 / 400)


def test_the_candidate_that_refuses_most_is_chosen() -> None:
    rng = np.random.default_rng(0)
    scans = gate.LayerFeatures(
        {layer: rng.normal(0, 1, (600, 6)).astype(np.float32) for layer in (2, 4, 6, 8)}
    )
    far = {layer: rng.normal(0, 1, (60, 6)).astype(np.float32) for layer in (2, 4, 6, 8)}
    far[6] += 12  # only layer 6 tells them apart, best without layers 2 and 8
    train = np.arange(600) < 400
    fitted, _ = gate.choose(scans, train, ~train, gate.LayerFeatures(far))
    assert 6 in fitted.layers
    assert fitted.layers == (4, 6)


def test_layer_features_are_what_the_module_sees() -> None:
    images = (radiographs(5, 96)[:, 0] * 255).astype(np.uint8)
    network = classifier("n")
    found = gate.layer_features(network, list(images), batch=2)
    fitted = gate.fit((2, 4), found.of((2, 4)))
    pixels = torch.from_numpy(np.repeat(images[:, None], 3, axis=1)).float() / 255
    kept = {}
    with torch.inference_mode():
        for index, layer in enumerate(list(network.model)[:5]):
            pixels = layer(pixels)
            kept[index] = pixels
        seen = fitted([kept[2], kept[4]]).numpy()
    assert found.by_layer[2].shape == (5, 2 * kept[2].shape[1])
    mean, spread = kept[4].mean(dim=(2, 3)), kept[4].std(dim=(2, 3), correction=0)
    assert found.by_layer[4] == pytest.approx(torch.cat([mean, spread], dim=1).numpy(), abs=1e-4)
    assert gate.distances(fitted, found.of((2, 4))) == pytest.approx(seen, rel=1e-3)


def test_rows_and_layers_of_features() -> None:
    made = gate.LayerFeatures({2: np.arange(6.0).reshape(3, 2), 4: np.arange(3.0).reshape(3, 1)})
    assert made.of((4, 2)).tolist() == [[0, 0, 1], [1, 2, 3], [2, 4, 5]]
    assert made.of((2,), np.array([True, False, True])).tolist() == [[0, 1], [4, 5]]


def test_the_report_half_has_no_say(tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    pictures = [
        Negative("noise", f"noise {i}", rng.integers(0, 256, (50, 40)).astype(np.uint8)) for i in range(24)
    ]
    report = [one for one in pictures if one.half == "report"]
    choice = [one for one in pictures if one.half == "choice"]
    assert report
    assert choice
    seen: list[int] = []
    real = gate.layer_features

    def counted(network: torch.nn.Module, images: Sequence[np.ndarray], batch: int = 32) -> object:
        seen.append(len(images))
        return real(network, images, batch)

    monkeypatch.setattr(gate, "layer_features", counted)
    monkeypatch.setattr(gate, "CANDIDATES", ((2,), (4,)))  # small covariances
    network = classifier("n", 5)
    with_all, limit = export._fit_gate(tiny_dataset, network, 64, pictures)
    without, limit_without = export._fit_gate(tiny_dataset, network, 64, choice)
    assert seen == [len(tiny_dataset.scans), len(choice)] * 2
    assert limit == limit_without
    assert with_all.layers == without.layers
    assert torch.equal(with_all.whitening, without.whitening)


def test_the_report_is_of_the_report_half_and_of_the_test_scans() -> None:
    made = [
        Negative(kind, f"{kind} {i}", np.zeros((8, 8), np.uint8)) for kind in ("a", "b") for i in range(20)
    ]
    report = [one for one in made if one.half == "report"]

    def scored(pictures: np.ndarray) -> dict[str, np.ndarray]:
        assert len(pictures) == len(report)
        return {"scope_distance": np.array([1.0 if one.kind == "a" else 3.0 for one in report])}

    on_test = {"scope_distance": np.array([1, 1, 1, 5.0])}
    figures = export._gate_figures(on_test, scored, 8, 2.0, made)
    kinds = {kind: sum(one.kind == kind for one in report) for kind in ("a", "b")}
    assert figures["test_scans_refused"] == 0.25
    assert figures["negatives"] == len(report)
    assert figures["negatives_passed"] == pytest.approx(kinds["a"] / len(report))
    assert figures[f"passed: a (n = {kinds['a']})"] == 1
    assert figures[f"passed: b (n = {kinds['b']})"] == 0
