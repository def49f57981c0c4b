from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fracview.core.analysis import Tier
from fracview.core.letterbox import Letterbox
from fracview.inference import findings
from fracview.inference.manifest import Manifest
from tests.inference.manifests import manifest_json
from tests.inference.tiny_models import layers_json

TALL = Letterbox(rows=64, columns=32, height=32, width=64)  # scale 0.5, picture in columns 24 to 40


def manifest(task: str, **changes: Any) -> Manifest:
    return Manifest.from_json(manifest_json(task) | changes, Path("folder"))


def rows(*values: tuple[float, ...]) -> findings.Row:
    return {"detections": np.array(values, dtype=np.float32)}


def test_the_positive_class_is_found_by_name() -> None:
    second = manifest("fracture", classes=["intact", "fracture"])
    found = findings.fracture_of({"probabilities": np.float32([0.25, 0.75])}, second)
    assert (found.probability, found.tier) == (0.75, Tier.DEFINITE)


def test_rounding_errors_leave_no_probability_above_one() -> None:
    row = {"probabilities": np.float32([1.0000001, -1e-8])}
    assert findings.fracture_of(row, manifest("fracture")).probability == 1.0
    values = findings.region_of(
        {"probabilities": np.float32([0, 1.0000001, 0, -1e-9, 0])}, manifest("region")
    )
    assert values.label == "hip"
    assert min(values.probabilities.values()) == 0.0


def test_regions_keep_the_order_of_the_classes() -> None:
    row = {"probabilities": np.float32([0.1, 0.2, 0.3, 0.15, 0.25])}
    found = findings.region_of(row, manifest("region"))
    assert list(found.probabilities) == ["hand", "hip", "leg", "mixed", "shoulder"]
    assert found.label == "leg"


@pytest.mark.parametrize("shape", [(), (1,)])
def test_the_gates_distance_may_have_an_axis(shape: tuple[int, ...]) -> None:
    row = {"scope_distance": np.full(shape, 0.5, dtype=np.float32)}
    assert findings.scope_distance(row, manifest("region")) == 0.5


def test_without_a_gate_there_is_no_distance() -> None:
    assert findings.scope_distance({}, manifest("fracture")) is None


def test_boxes_are_mapped_out_of_the_letterbox() -> None:
    (found,) = findings.detections_of(rows((26, 4, 30, 12, 0.5, 0)), manifest("detection"), TALL)
    assert found.box_xyxy == (4.0, 8.0, 12.0, 24.0)
    assert all(type(value) is float for value in (*found.box_xyxy, found.score))


def test_rows_are_dropped_only_when_empty_below_the_floor_or_in_the_padding() -> None:
    kept = findings.detections_of(
        rows(
            (26, 4, 30, 12, 0.001, 0),  # at the floor
            (26, 4, 30, 12, 0.0009, 0),  # below the floor
            (26, 4, 30, 12, 0.0, 0),  # empty row
            (2, 4, 20, 12, 0.9, 0),  # left of the picture
            (20, 4, 28, 12, 0.4, 0),  # partly in the padding
        ),
        manifest("detection"),
        TALL,
    )
    assert [one.score for one in kept] == pytest.approx([0.4, 0.001])
    assert kept[0].box_xyxy == (0.0, 8.0, 8.0, 24.0)
    assert [one.tier for one in kept] == [Tier.DOUBT, Tier.NOT_FOUND]


def test_no_detections_is_an_empty_tuple() -> None:
    empty = {"detections": np.zeros((4, 6), dtype=np.float32)}
    assert findings.detections_of(empty, manifest("detection"), TALL) == ()


def test_equal_scores_keep_the_graphs_order() -> None:
    same = rows((26, 4, 30, 12, 0.5, 0), (24, 4, 30, 12, 0.5, 0), (26, 8, 30, 12, 0.5, 0))
    found = findings.detections_of(same, manifest("detection"), TALL)
    assert [one.box_xyxy[:2] for one in found] == [(4.0, 8.0), (0.0, 8.0), (4.0, 16.0)]


def test_a_layer_map_that_is_not_finite_is_left_out_with_a_word() -> None:
    explained = manifest("fracture", layer_maps=layers_json())
    row = {"layer_00": np.full((16, 32), np.nan, np.float32), "layer_01": np.ones((8, 16), np.float32)}
    maps, warnings = findings.layer_maps_of(row, explained, TALL)
    assert [one.name for one in maps] == ["layer_01"]
    assert warnings == ("layer map layer_00 is not finite and was left out",)
    assert findings.layer_maps_of({}, explained, TALL) == ((), ())


def test_the_output_that_is_not_finite_is_named() -> None:
    gate = {"probabilities": np.float32([1, 0, 0, 0, 0]), "scope_distance": np.float32(np.inf)}
    assert findings.non_finite(gate, manifest("region")) == "scope_distance"
    assert findings.non_finite({"probabilities": np.float32([0.5, 0.5])}, manifest("fracture")) == ""


def test_a_kept_row_gives_the_same_findings_whatever_the_floor_becomes() -> None:
    found = rows(
        (26, 4, 30, 12, 0.0005, 0),
        (24, 4, 30, 12, 0.5, 0),
        (26, 8, 30, 12, 0.5, 0),
        (0, 0, 0, 0, 0.0, 0),
        (0, 0, 0, 0, -0.0, 0),
    )
    for floor in (0.0, 0.001, 0.2):
        limits = {"max_detections": 5, "score_floor": floor, "iou": 0.6}
        detector = manifest("detection", detector=limits)
        kept = findings.kept_row(found, detector)
        assert kept["detections"].shape == (3, 6)
        assert findings.detections_of(kept, detector, TALL) == findings.detections_of(found, detector, TALL)
        assert findings.best_score_of(kept, detector) == findings.best_score_of(found, detector)


def test_a_kept_row_without_boxes_has_no_best_score() -> None:
    kept = findings.kept_row({"detections": np.zeros((4, 6), np.float32)}, manifest("detection"))
    assert kept["detections"].shape == (0, 6)
    assert findings.best_score_of(kept, manifest("detection")) == 0.0
    assert findings.detections_of(kept, manifest("detection"), TALL) == ()


def test_a_kept_row_has_no_layer_maps_and_holds_no_batch() -> None:
    batch = np.float32([[0.25, 0.75], [0.5, 0.5]])
    row = {"probabilities": batch[1], "layer_00": np.zeros((16, 32), np.float32)}
    kept = findings.kept_row(row, manifest("fracture", layer_maps=layers_json()))
    assert set(kept) == {"probabilities"}
    assert kept["probabilities"].base is None
    distances = np.float32([0.1, 0.2])
    gate = {"probabilities": np.zeros(5, np.float32), "scope_distance": distances[1]}
    assert findings.scope_distance(findings.kept_row(gate, manifest("region")), manifest("region")) == (
        findings.scope_distance(gate, manifest("region"))
    )


def test_a_row_is_complete_with_every_output_in_finite_numbers() -> None:
    gate = {"probabilities": np.float32([1, 0, 0, 0, 0]), "scope_distance": np.array(0.5, np.float32)}
    assert findings.is_complete(gate, manifest("region"))
    assert not findings.is_complete({"probabilities": gate["probabilities"]}, manifest("region"))
    assert not findings.is_complete(gate | {"scope_distance": np.float32(np.nan)}, manifest("region"))
