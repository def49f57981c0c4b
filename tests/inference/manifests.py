"""Well-formed manifests to start from, as decoded JSON."""

from __future__ import annotations

from typing import Any

SHA = "0" * 64


def _point(threshold: float) -> dict[str, Any]:
    return {
        "threshold": threshold,
        "sensitivity": 0.9,
        "sensitivity_ci": [0.85, 0.94],
        "specificity": 0.8,
        "fitted_on": "valid split, 82 fractured of 574",
    }


def manifest_json(task: str, size: tuple[int, int] = (32, 64)) -> dict[str, Any]:
    """Return a manifest of one task, with everything that the task needs."""
    value: dict[str, Any] = {
        "schema_version": 1,
        "name": f"tiny-{task}",
        "version": "1.0.0",
        "task": task,
        "classes": {
            "fracture": ["fracture", "no_fracture"],
            "region": ["hand", "hip", "leg", "mixed", "shoulder"],
            "detection": ["fracture"],
        }[task],
        "input": {
            "height": size[0],
            "width": size[1],
            "resize": "letterbox",
            "preprocessing": "letterbox-v1",
            "normalisation": "[0,1]",
        },
        "outputs": ["detections"] if task == "detection" else ["probabilities"],
        "layer_maps": [],
        "training": {
            "data_sha256": SHA,
            "split_sha256": SHA,
            "seed": 1,
            "epochs": 3,
            "commit": "0123abc",
            "dirty": False,
            "libraries": {"torch": "2.13.0"},
            "init_weights": "none",
        },
        "metrics": {"auc": {"value": 0.9, "ci": [0.8, 0.95], "split": "test", "n": 61}},
        "licence": "AGPL-3.0-or-later",
        "sha256": SHA,
    }
    if task != "region":
        value["operating_points"] = {"high_sensitivity": _point(0.2), "high_specificity": _point(0.7)}
    if task != "detection":
        value["calibration"] = {
            "method": "temperature",
            "parameters": {"temperature": 1.4},
            "in_graph": True,
            "ece": 0.03,
            "fitted_on": "valid split",
        }
    if task == "fracture":
        value["positive_class"] = "fracture"
    if task == "region":
        value["outputs"].append("scope_distance")
        value["scope"] = {"output": "scope_distance", "limit": 0.9, "refused_in_scope": 0.008}
    if task == "detection":
        value["detector"] = {"max_detections": 4, "score_floor": 0.001, "iou": 0.6}
    return value


def explain_json() -> dict[str, Any]:
    """Return an ``explain`` object for the two layer maps of the tiny fracture network."""
    return {
        "method": "EigenCAM",
        "criterion": "energy",
        "best": "layer_01",
        "chosen_on": "valid split, 82 fractured",
        "measured_on": "test split, 61 fractured",
        "box_area": 0.02,
        "layers": [
            {"name": "layer_00", "energy": 0.03, "energy_ci": [0.01, 0.05], "dice_threshold": 0.4},
            {"name": "layer_01", "energy": 0.2, "energy_ci": [0.1, 0.3], "pointing": 0.5},
        ],
    }
