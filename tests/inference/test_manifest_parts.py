from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fracview.core.errors import ModelFolderError
from fracview.inference.manifest_fields import Fields
from fracview.inference.manifest_parts import (
    Calibration,
    DetectorLimits,
    LayerMapOutput,
    OperatingPoint,
    ScopeGate,
    TrainingRecord,
)
from tests.inference.manifests import manifest_json

FRACTURE, REGION = manifest_json("fracture"), manifest_json("region")


def fields(value: dict[str, Any]) -> Fields:
    return Fields(value, Path("manifest.json"))


@pytest.mark.parametrize(
    ("part", "value"),
    [
        (Calibration, FRACTURE["calibration"]),
        (TrainingRecord, FRACTURE["training"]),
        (ScopeGate, REGION["scope"]),
        (DetectorLimits, manifest_json("detection")["detector"]),
        (LayerMapOutput, {"name": "layer_00", "index": 0, "block": "Conv", "stride": 2, "channels": 16}),
    ],
)
def test_each_part_is_read_and_written(part: Any, value: dict[str, Any]) -> None:
    assert part.from_fields(fields(value)).to_json() == value


def test_figures_are_numbers_or_intervals() -> None:
    value = FRACTURE["operating_points"]["high_sensitivity"]
    point = OperatingPoint.from_fields(fields(value), ("sensitivity",))
    assert point.figures["sensitivity"] == 0.9
    assert point.figures["sensitivity_ci"] == (0.85, 0.94)
    assert point.to_json() == value


@pytest.mark.parametrize("figure", ["0.9", [0.1], [0.1, "x"], None, {"low": 0}])
def test_other_figures_are_refused_by_name(figure: Any) -> None:
    value = FRACTURE["operating_points"]["high_sensitivity"] | {"precision": figure}
    with pytest.raises(ModelFolderError) as caught:
        OperatingPoint.from_fields(fields(value), ())
    assert caught.value.field == "precision"


def test_the_figures_a_task_needs_must_be_there() -> None:
    with pytest.raises(ModelFolderError) as caught:
        OperatingPoint.from_fields(fields({"threshold": 0.5, "fitted_on": "valid"}), ("sensitivity",))
    assert (caught.value.reason, caught.value.field) == ("manifest_missing_key", "sensitivity")


def test_calibration_outside_the_graph_is_refused() -> None:
    with pytest.raises(ModelFolderError, match="calibrated probabilities"):
        Calibration.from_fields(fields(FRACTURE["calibration"] | {"in_graph": False}))
