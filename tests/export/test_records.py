from __future__ import annotations

import json

from fracview.core.analysis import Status
from fracview.export import to_record
from tests.export.analyses import analysis, without_findings

KEYS = [
    *("path", "frame", "sha256", "status", "reason", "fracture", "region", "detections", "warnings"),
    *("provenance", "elapsed_ms"),
]


def test_a_record_has_the_keys_of_the_design_in_its_order() -> None:
    record = to_record(analysis())
    assert list(record) == KEYS
    assert list(record["fracture"]) == ["probability", "tier"]
    assert list(record["region"]) == ["label", "probabilities"]
    assert list(record["detections"][0]) == ["box_xyxy", "score", "tier"]


def test_values_are_plain_and_survive_json() -> None:
    record = to_record(analysis(warnings=("truncated by 14 bytes",)))
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    assert record["fracture"] == {"probability": 0.87, "tier": "definite"}
    assert record["detections"][0] == {
        "box_xyxy": [100.0, 40.0, 160.0, 90.0],
        "score": 0.77,
        "tier": "definite",
    }
    assert record["warnings"] == ["truncated by 14 bytes"]
    assert record["elapsed_ms"] == 81.2


def test_detections_stop_at_the_high_sensitivity_point_unless_all_are_asked_for() -> None:
    assert [d["tier"] for d in to_record(analysis())["detections"]] == ["definite", "doubt"]
    everything = to_record(analysis(), all_detections=True)["detections"]
    assert [d["tier"] for d in everything] == ["definite", "doubt", "not_found"]


def test_the_thresholds_and_the_networks_stand_in_the_provenance() -> None:
    provenance = to_record(analysis())["provenance"]
    assert provenance["operating_points"]["fracture"] == {"high_sensitivity": 0.18, "high_specificity": 0.62}
    assert provenance["models"][0] == {
        "name": "fracture-n",
        "task": "fracture",
        "sha256": "3fa9c1" + "0" * 58,
    }


def test_a_failure_is_not_an_empty_finding() -> None:
    record = to_record(without_findings(Status.FAILED, "run_failed: broke."))
    assert (record["status"], record["reason"]) == ("failed", "run_failed: broke.")
    assert record["fracture"] is None
    assert record["region"] is None
    assert record["detections"] == []
