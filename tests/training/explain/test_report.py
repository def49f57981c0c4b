from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fracview.core.errors import UsageError
from fracview.inference.manifest import Manifest
from fracview.inference.manifest_explain import Localisation
from fracview.inference.manifest_fields import Fields
from tests.inference.manifests import manifest_json
from tests.training.explain.test_measure import measured
from training import evaluate
from training.explain.report import MethodResult, result_of, save

if TYPE_CHECKING:
    from training.explain.measure import Measured

MANIFEST = Manifest.from_json(manifest_json("fracture"), Path("manifest.json"))
WHERE = ("validation of 40", "test of 40")


@pytest.fixture(autouse=True)
def fewer_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluate, "RESAMPLES", 50)


def scaled(one: Measured, factor: float) -> Measured:
    return replace(one, energy=one.energy * factor)


def result(method: str = "EigenCAM") -> MethodResult:
    """Validation likes the second layer best, the test part the first."""
    on_val = {"layer_00": scaled(measured(1), 0.3), "layer_01": measured(2)}
    on_test = {"layer_00": measured(3), "layer_01": scaled(measured(4), 0.2)}
    return result_of(method, on_val, on_test, WHERE, f"model:x|test:40|road:9|by:{method}")


def test_the_layer_is_chosen_on_validation_and_the_figures_are_of_test() -> None:
    found = result().localisation
    assert found.best == "layer_01"
    assert (found.chosen_on, found.measured_on) == WHERE
    assert found.layers[0].figures["energy"] == pytest.approx(measured(3).energy.mean(), abs=1e-4)
    assert found.box_area == pytest.approx(0.1)


def test_dices_threshold_is_that_of_validation() -> None:
    first, _ = result().localisation.layers
    threshold = measured(1).best_threshold()
    assert first.figures["dice_threshold"] == threshold
    assert first.figures["dice"] == pytest.approx(measured(3).dice_at(threshold).mean(), abs=1e-4)


def test_results_grow_method_by_method_and_can_be_read_as_a_manifest_does(tmp_path: Path) -> None:
    save([result()], MANIFEST, tmp_path)
    path = save([result("Grad-CAM"), result("LayerCAM")], MANIFEST, tmp_path)
    content = json.loads(path.read_text())
    assert list(content["methods"]) == ["EigenCAM", "Grad-CAM", "LayerCAM"]
    assert content["sha256"] == MANIFEST.sha256
    for method, one in content["methods"].items():
        assert Localisation.from_fields(Fields(one["test"], path)) == result(method).localisation
        assert one["signature"] == f"model:x|test:40|road:9|by:{method}"
        assert [layer["name"] for layer in one["validation"]] == ["layer_00", "layer_01"]


def test_a_method_measured_again_replaces_itself(tmp_path: Path) -> None:
    save([result()], MANIFEST, tmp_path)
    path = save([replace(result(), signature="test:2|road:0")], MANIFEST, tmp_path)
    assert [one["signature"] for one in json.loads(path.read_text())["methods"].values()] == ["test:2|road:0"]


def test_figures_of_other_weights_are_not_mixed(tmp_path: Path) -> None:
    save([result()], MANIFEST, tmp_path)
    with pytest.raises(UsageError) as caught:
        save([result("Grad-CAM")], replace(MANIFEST, sha256="1" * 64), tmp_path)
    assert caught.value.reason == "other_weights"


def test_no_figure_of_the_table_is_without_its_signature(tmp_path: Path) -> None:
    bare = replace(measured(1), road=measured(1).road[:0])
    without = result_of(
        "Score-CAM", {"layer_00": bare}, {"layer_00": bare}, WHERE, "model:x|test:3|road:0|by:Score-CAM"
    )
    text = save([result(), without], MANIFEST, tmp_path).with_suffix(".md").read_text()
    signatures = {"EigenCAM": "test:40|road:9", "Score-CAM": "test:3|road:0"}
    for section, method in zip(text.split("\n## ")[2:], signatures, strict=True):
        assert section.startswith(method)
        assert f"`model:x|{signatures[method]}|by:{method}`" in section
        assert f"Chosen on {WHERE[0]}. Figures of {WHERE[1]}." in section
    head = text.split("\n## ")[1]
    energy = result().localisation.layers[1].figures["energy"]
    assert f"| EigenCAM | 40, ROAD 9 | 01 | {energy:.3f} [" in head
    assert head.rstrip().endswith("| not run |")
