from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fracview.inference.manifest import TASKS, Manifest
from fracview.inference.manifest_parts import Calibration
from tests.inference.manifests import explain_json, manifest_json
from tests.inference.tiny_models import layers_json
from training.model_card import write_card

METRICS = {
    "test": {
        "n": 500,
        "auc": 0.87654321,
        "auc_ci": [0.8311, 0.9123],
        "confusion_rows_are_reference": [[3, 1], [0, 4]],
        "by_region": {"hand": {"n": 120, "accuracy": 0.91, "accuracy_ci": (0.85, 0.95)}},
        "operating_points": {"high_sensitivity": {"sensitivity": 0.8877, "sensitivity_ci": (0.8, 0.94)}},
    }
}

LAYERS = {"layer_00": 0.03, "layer_01": 0.21}


def manifest(task: str) -> Manifest:
    made = Manifest.from_json(manifest_json(task), Path("manifest.json"))
    training = replace(made.training, data_sha256="a" * 64, split_sha256="b" * 64, seed=4711, epochs=34)
    return replace(made, metrics=METRICS, training=training, sha256="c" * 64)


def rows_under(card: str, heading: str) -> dict[str, str]:
    """The table under a heading, as the reader sees it."""
    section = card.split(f"\n### {heading}\n")[1].split("\n##")[0]
    cells = [line.strip("|").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    return {cell[0].strip(): cell[1].strip() for cell in cells if len(cell) == 2 and cell[0].strip()}


def shown(value: Any, text: str) -> bool:
    """Whether a text says a number, an interval or a list to three digits at least."""
    if isinstance(value, int) or (isinstance(value, list) and isinstance(value[0], list)):
        return text == str(value)
    if isinstance(value, list | tuple):
        return [float(end) for end in text.split(" to ")] == pytest.approx(list(value), abs=6e-4)
    return float(text) == pytest.approx(value, rel=1e-3)


def flat(figures: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    leaves: dict[str, Any] = {}
    for key, value in figures.items():
        leaves |= flat(value, f"{prefix}{key} / ") if isinstance(value, dict) else {prefix + key: value}
    return leaves


@pytest.mark.parametrize("task", TASKS)
def test_every_figure_of_the_manifest_stands_in_the_card(task: str) -> None:
    made = manifest(task)
    card = write_card(made)
    found = rows_under(card, "test")
    assert set(found) == set(flat(METRICS["test"]))
    for key, value in flat(METRICS["test"]).items():
        assert shown(value, found[key]), key
    for name, point in made.operating_points.items():
        rows = rows_under(card, f"Operating point: {name.replace('_', ' ')}")
        assert float(rows["threshold"]) == pytest.approx(point.threshold)
        assert rows["fitted on"] == point.fitted_on
        assert all(shown(value, rows[key]) for key, value in point.figures.items())
    if made.scope:
        rows = rows_under(card, "Out-of-scope gate")
        assert float(rows["limit"]) == pytest.approx(made.scope.limit)
        assert all(shown(value, rows[key]) for key, value in made.scope.figures.items())
    if made.calibration:
        assert float(rows_under(card, "Calibration")["ECE"]) == pytest.approx(made.calibration.ece)


@pytest.mark.parametrize("task", TASKS)
def test_the_card_says_data_split_seed_and_limits(task: str) -> None:
    made = manifest(task)
    card = write_card(made)
    for text in ("a" * 64, "b" * 64, "c" * 64, "4711", "torch 2.13.0", "0123abc", made.name, made.licence):
        assert text in card
    for text in ("FracAtlas", "CC BY 4.0", "10.1038/s41597-023-02432-4", "leakfree-v1.csv"):
        assert text in card
    assert "## Limits" in card
    assert "not a medical device" in card
    assert "| epochs | 34 |" in card


def test_two_biases_are_no_interval() -> None:
    parameters = {"scale": 0.8, "bias": [-0.5, 0.5]}
    made = replace(manifest("fracture"), calibration=Calibration("platt", parameters, 0.02, "val"))
    assert rows_under(write_card(made), "Calibration")["bias"] == "[-0.5, 0.5]"


def test_a_tree_with_changes_is_called_so() -> None:
    made = manifest("region")
    assert "(clean)" in write_card(made)
    dirty = replace(made, training=replace(made.training, dirty=True))
    assert "(with uncommitted changes)" in write_card(dirty)


def test_every_figure_of_the_layer_maps_stands_in_the_card() -> None:
    layers = [{"name": n, "energy": e, "energy_ci": [e / 2, 2 * e], "dice": 0.2} for n, e in LAYERS.items()]
    value = manifest_json("fracture") | {"layer_maps": layers_json()}
    value["explain"] = explain_json() | {"layers": layers}
    card = write_card(Manifest.from_json(value, Path("manifest.json")))
    section = card.split("\n### Where the layer maps point\n")[1].split("\n###")[0]
    for name, energy in LAYERS.items():
        marked = f"**{name}**" if name == "layer_01" else name
        assert f"| {marked} | {energy} ({energy / 2:.3f} to {2 * energy:.3f}) | 0.2 |" in section
    said = " ".join(section.split())
    for text in ("cover 0.02 of the picture", "Best layer: layer_01", "valid split, 82 fractured"):
        assert text in said
    assert "test split, 61 fractured" in said
    assert "Where the layer maps point" not in write_card(manifest("fracture"))
