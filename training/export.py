"""From three runs to three model folders: calibrate, fit the operating points, export, measure, write.

Calibration, thresholds and the gate's limit come from the validation part; the figures under ``test`` and
``official valid`` are computed once, at the end, from the exported graph.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from ultralytics.nn.tasks import ClassificationModel

from fracview.inference.manifest import InputSpec, Manifest
from fracview.inference.manifest_parts import (
    Calibration,
    DetectorLimits,
    LayerMapOutput,
    ScopeGate,
    TrainingRecord,
)
from fracview.inference.preprocess import letterbox_image
from training import calibration, evaluate, fracatlas, gate, recipes, thresholds
from training.classifiers import predict
from training.data import SPLIT_FILE
from training.explain.run import localisation_of
from training.explained_graph import add_layer_maps, find_layers
from training.model_folder import write_description
from training.onnx_detector import Suppression, export_detector
from training.onnx_graph import export_classifier_onnx, export_module
from training.onnx_region import RegionWithGate
from training.splits import split_sha256
from training.weights import load_state

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from onnx import ModelProto
    from torch import nn

    from training.data import Dataset
    from training.negatives import Negative

LICENCE = "AGPL-3.0-or-later"
VERSION = "1.0.0"
FRACTURE_CLASSES = ("non-fractured", "fractured")


@dataclass(frozen=True, eq=False, slots=True)
class Exported:
    """A graph and the manifest without its hash."""

    graph: ModelProto
    manifest: Manifest


def write_folder(exported: Exported, folder: Path) -> Manifest:
    """Write `model.onnx`, `manifest.json` and `MODEL_CARD.md`; returns the manifest with its hash."""
    weights = exported.graph.SerializeToString()
    manifest = replace(exported.manifest, sha256=hashlib.sha256(weights).hexdigest())
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / "model.onnx.part"
    aside.write_bytes(weights)
    aside.replace(folder / "model.onnx")
    write_description(manifest, folder)
    return manifest


def training_record(dataset: Dataset, run: Path) -> TrainingRecord:
    """What the run folder and the data say of how the weights came about."""
    begun = json.loads((run / "config.json").read_text())
    recipe, environment = begun["config"]["recipe"], begun["environment"]
    start = recipes.STARTS[run.name].run
    return TrainingRecord(
        data_sha256=fracatlas.data_sha256(dataset.scans),
        split_sha256=split_sha256(SPLIT_FILE),
        seed=recipe["seed"],
        epochs=min(len((run / "epochs.jsonl").read_text().splitlines()), recipe["epochs"]),
        commit=environment["commit"] or "unknown",
        dirty=environment["dirty"],
        libraries=environment["libraries"],
        init_weights=f"{begun['config']['start']}" + (f" (best of the {start} run)" if start else ""),
    )


def export_fracture(dataset: Dataset, run: Path) -> Exported:
    """The fracture classifier with its layer maps."""
    network, size = _classifier(run, 2), recipes.FRACTURE.size
    images, labels = dataset.cache(size).images, dataset.labels("fracture")
    val, test = dataset.rows("val"), dataset.rows("test")
    fitted = calibration.fit(predict(network, images[val], size), labels[val])
    plain = export_classifier_onnx(network, size, calibration=fitted)
    explained = add_layer_maps(plain)
    scores = {
        name: evaluate.run_graph(plain.SerializeToString(), images[rows], ("probabilities",))["probabilities"]
        for name, rows in (("val", val), ("test", test))
    }
    p = {name: found[:, 1].astype(np.float64) for name, found in scores.items()}
    truth = {"val": labels[val] == 1, "test": labels[test] == 1}
    on = dataset.fitted_on("fracture")
    points = thresholds.classifier_points(truth["val"], p["val"], on)
    threshold = evaluate.best_balanced_threshold(truth["val"], p["val"])
    manifest = Manifest(
        name="fracview-fracture-n",
        version=VERSION,
        task="fracture",
        classes=FRACTURE_CLASSES,
        positive_class="fractured",
        input=InputSpec(size, size),
        outputs=("probabilities",),
        training=training_record(dataset, run),
        licence=LICENCE,
        sha256="0" * 64,
        layer_maps=tuple(
            LayerMapOutput(layer.name, layer.index, layer.block, layer.stride, layer.channels)
            for layer in find_layers(plain)
        ),
        operating_points=points,
        calibration=_calibration(fitted, truth["val"], p["val"], on),
        metrics={
            "test": evaluate.fracture_metrics(truth["test"], p["test"], threshold)
            | {"operating_points": evaluate.at_points(truth["test"], p["test"], points)},
            "validation (threshold chosen here)": evaluate.fracture_metrics(
                truth["val"], p["val"], threshold
            ),
        },
    )
    explain = localisation_of(explained.SerializeToString(), manifest, dataset)
    return Exported(explained, replace(manifest, explain=explain))


def export_region(
    dataset: Dataset, run: Path, negatives: Sequence[Negative], foreign: Sequence[Negative]
) -> Exported:
    """The region classifier with the out-of-scope gate."""
    network, size = _classifier(run, len(fracatlas.REGIONS)), recipes.REGION.size
    images, labels = dataset.cache(size).images, dataset.labels("region")
    val, test = dataset.rows("val"), dataset.rows("test")
    fitted = calibration.fit(predict(network, images[val], size), labels[val])
    scope, limit = _fit_gate(dataset, network, size, negatives)
    module = RegionWithGate(network, fitted, scope)
    graph = export_module(module, size, ("probabilities", "scope_distance"))
    weights = graph.SerializeToString()

    def scored(pictures: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
        return evaluate.run_graph(weights, pictures, ("probabilities", "scope_distance"))

    on_val, on_test = scored(images[val]), scored(images[test])
    figures = _gate_figures(on_test, scored, size, limit, negatives)
    figures |= _foreign_figures(scored, size, limit, foreign)
    on = dataset.fitted_on("region")
    top = on_val["probabilities"].argmax(axis=1) == labels[val]
    manifest = Manifest(
        name="fracview-region-n",
        version=VERSION,
        task="region",
        classes=fracatlas.REGIONS,
        input=InputSpec(size, size),
        outputs=("probabilities", "scope_distance"),
        training=training_record(dataset, run),
        licence=LICENCE,
        sha256="0" * 64,
        calibration=_calibration(fitted, top, on_val["probabilities"].max(axis=1), on),
        scope=ScopeGate("scope_distance", limit, figures),
        metrics={"test": evaluate.region_metrics(labels[test], on_test["probabilities"], fracatlas.REGIONS)},
    )
    return Exported(graph, manifest)


def export_detection(dataset: Dataset, run: Path) -> Exported:
    """The detector with suppression in the graph."""
    size, limits = recipes.DETECTORS[recipes.SHIPPED_RUN["detection"]].size, Suppression()
    checkpoint = torch.load(run / "ultralytics" / "weights" / "best.pt", weights_only=False)
    graph = export_detector(checkpoint["ema"] or checkpoint["model"], size, limits)
    cache = dataset.cache(size)
    boxes = dataset.letterboxed_boxes(cache)

    def found(rows: NDArray[np.bool_]) -> tuple[list[NDArray[np.float32]], list[NDArray[np.float32]]]:
        rows_found = evaluate.run_graph(graph.SerializeToString(), cache.images[rows], ("detections",))
        return evaluate.real_rows(rows_found["detections"]), [boxes[i] for i in np.flatnonzero(rows)]

    on = dataset.fitted_on("fracture")
    points = thresholds.detector_points(*found(dataset.rows("val")), limits.floor, on)
    official = np.array([scan.official == "valid" for scan in dataset.scans])
    manifest = Manifest(
        name="fracview-detection-n",
        version=VERSION,
        task="detection",
        classes=("fracture",),
        input=InputSpec(size, size),
        outputs=("detections",),
        training=training_record(dataset, run),
        licence=LICENCE,
        sha256="0" * 64,
        operating_points=points,
        detector=DetectorLimits(limits.keep, limits.floor, limits.iou),
        metrics={
            "official valid split (fractured scans only)": evaluate.detection_metrics(
                *found(official), points
            ),
            "test": evaluate.detection_metrics(*found(dataset.rows("test")), points),
        },
    )
    return Exported(graph, manifest)


def _classifier(run: Path, classes: int) -> ClassificationModel:
    network = ClassificationModel("yolov8n-cls.yaml", nc=classes, verbose=False)
    network.load_state_dict(load_state(run / "best.pt"))
    return network.eval()


def _calibration(
    fitted: calibration.LogitCalibration, right: NDArray[np.bool_], p: NDArray[np.floating], on: str
) -> Calibration:
    from fracview.core.metrics import expected_calibration_error

    ece = expected_calibration_error(right, p)
    parameters = {"scale": fitted.scale, "bias": list(fitted.bias)}
    return Calibration("platt: softmax(scale * logits + bias)", parameters, ece, on)


def _fit_gate(
    dataset: Dataset, network: nn.Module, size: int, negatives: Sequence[Negative]
) -> tuple[gate.ScopeDistance, float]:
    scans = gate.layer_features(network, list(dataset.cache(size).images))
    choice = [letterbox_image(one.image, size, size) for one in negatives if one.half == "choice"]
    return gate.choose(
        scans, dataset.rows("train"), dataset.rows("val"), gate.layer_features(network, choice)
    )


def _gate_figures(
    on_test: dict[str, NDArray[np.float32]],
    scored: Any,
    size: int,
    limit: float,
    negatives: Sequence[Negative],
) -> dict[str, Any]:
    """Error rates on the test scans and on the negatives that nothing was chosen by, kind by kind."""
    from fracview.core.metrics import wilson_interval

    refused = on_test["scope_distance"] > limit
    figures: dict[str, Any] = {
        "test_scans_refused": float(refused.mean()),
        "test_scans_refused_ci": wilson_interval(int(refused.sum()), len(refused)),
    }
    held_out = [one for one in negatives if one.half == "report"]
    pictures = np.stack([letterbox_image(one.image, size, size) for one in held_out])
    passed = scored(pictures)["scope_distance"] <= limit
    figures["negatives"] = float(len(held_out))
    figures["negatives_passed"] = float(passed.mean())
    figures["negatives_passed_ci"] = wilson_interval(int(passed.sum()), len(held_out))
    for kind in sorted({one.kind for one in held_out}):
        rows = np.array([one.kind == kind for one in held_out])
        figures[f"passed: {kind} (n = {int(rows.sum())})"] = float(passed[rows].mean())
    return figures


def _foreign_figures(scored: Any, size: int, limit: float, foreign: Sequence[Negative]) -> dict[str, Any]:
    """How often radiographs of supported regions from other hospitals are refused: a known weakness."""
    if not foreign:
        return {}
    pictures = np.stack([letterbox_image(one.image, size, size) for one in foreign])
    refused = scored(pictures)["scope_distance"] > limit
    return {"foreign_radiographs": float(len(foreign)), "foreign_radiographs_refused": float(refused.mean())}
