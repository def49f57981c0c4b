"""The manifest of a model folder (`manifest.json`, schema version 1): what the network is and can do.

`Manifest.from_json` refuses what is missing, misspelt or impossible by name; training writes the same file
with `Manifest.to_json`. Importing this module loads no ONNX Runtime.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fracview.core import analysis
from fracview.core.errors import ModelFolderError
from fracview.core.letterbox import PREPROCESSING_ID
from fracview.inference.manifest_explain import Localisation
from fracview.inference.manifest_fields import Fields
from fracview.inference.manifest_joint import JointReading
from fracview.inference.manifest_parts import (
    Calibration,
    DetectorLimits,
    LayerMapOutput,
    OperatingPoint,
    ScopeGate,
    TrainingRecord,
)

SCHEMA_VERSION = 1
MANIFEST_NAME = "manifest.json"
WEIGHTS_NAME = "model.onnx"
INPUT_NAME = "images"
NORMALISATION = "[0,1]"
RESIZE_POLICY = "letterbox"
TASKS = ("fracture", "region", "detection")
MAIN_OUTPUT = {"fracture": "probabilities", "region": "probabilities", "detection": "detections"}


@dataclass(frozen=True, slots=True)
class InputSpec:
    """What goes in: `images` (N, 3, height, width) float32 in [0, 1], letterboxed.

    `preprocessing` names geometry and resampling together (`fracview.core.letterbox.PREPROCESSING_ID`).
    """

    height: int
    width: int
    resize: str = RESIZE_POLICY
    preprocessing: str = PREPROCESSING_ID
    normalisation: str = NORMALISATION

    @classmethod
    def from_fields(cls, fields: Fields) -> InputSpec:
        """Read and check the ``input`` object."""
        spec = cls(
            height=fields.integer("height", least=32),
            width=fields.integer("width", least=32),
            resize=fields.text("resize", among=(RESIZE_POLICY,)),
            preprocessing=fields.text("preprocessing", among=(PREPROCESSING_ID,)),
            normalisation=fields.text("normalisation", among=(NORMALISATION,)),
        )
        fields.close()
        return spec

    def to_json(self) -> dict[str, Any]:
        """Return the ``input`` object."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Manifest:
    """One model folder's manifest.

    Attributes
    ----------
    name, version, task
        ``fracview-fracture-n``, ``1.0.0``, and fracture, region or detection.
    classes
        Names in the order of the network's outputs.
    positive_class
        For fracture: which of `classes` means a fracture; "" otherwise.
    input
        Size and preprocessing.
    outputs
        The graph's outputs but the layer maps: the main one of the task (`MAIN_OUTPUT`) and the gate's.
    layer_maps
        One EigenCAM output a backbone layer, in the network's order; may be empty.
    operating_points
        ``high_sensitivity`` and ``high_specificity``; empty for region.
    calibration
        How the probabilities were calibrated; None only for detection, whose scores are no probabilities.
    training
        How the weights came about.
    metrics
        Figures with their protocol, split, n and confidence interval; free form.
    licence
        SPDX identifier.
    sha256
        SHA-256 of `model.onnx`.
    scope
        Out-of-scope gate; region only, and optional.
    detector
        Limits of the suppression inside the graph; detection only.
    explain
        How well each layer map points at the reference boxes; fracture only, and optional.
    joint
        How the detector's best score joins in the fracture probability; fracture only, and optional.
    """

    name: str
    version: str
    task: str
    classes: tuple[str, ...]
    input: InputSpec
    outputs: tuple[str, ...]
    training: TrainingRecord
    licence: str
    sha256: str
    positive_class: str = ""
    layer_maps: tuple[LayerMapOutput, ...] = ()
    operating_points: dict[str, OperatingPoint] = field(default_factory=dict)
    calibration: Calibration | None = None
    metrics: dict[str, Any] = field(default_factory=dict)
    scope: ScopeGate | None = None
    detector: DetectorLimits | None = None
    explain: Localisation | None = None
    joint: JointReading | None = None

    @classmethod
    def from_json(cls, value: object, path: Path) -> Manifest:
        """Check a decoded manifest and make it one.

        Parameters
        ----------
        value
            What `json.load` gave.
        path
            Where it came from, for messages.

        Raises
        ------
        ModelFolderError
            With `field` set to the dotted name of the first key that is missing, of the wrong type, unknown,
            or contradicts another.
        """
        fields = Fields(value, path)
        if fields.integer("schema_version", least=1) != SCHEMA_VERSION:
            raise fields.refuse("schema_version", f"is not {SCHEMA_VERSION}, all that this FracView reads")
        task = fields.text("task", among=TASKS)
        manifest = cls(
            name=fields.text("name"),
            version=fields.text("version"),
            task=task,
            classes=fields.texts("classes"),
            input=InputSpec.from_fields(fields.child("input")),
            outputs=fields.texts("outputs"),
            training=TrainingRecord.from_fields(fields.child("training")),
            licence=fields.text("licence"),
            sha256=fields.sha256("sha256"),
            layer_maps=tuple(LayerMapOutput.from_fields(item) for item in fields.children("layer_maps")),
            metrics=fields.mapping("metrics"),
            positive_class=fields.text("positive_class") if task == "fracture" else "",
            operating_points=_read_operating_points(fields, task) if task != "region" else {},
            calibration=Calibration.from_fields(fields.child("calibration")) if task != "detection" else None,
            scope=ScopeGate.from_fields(fields.child("scope")) if _has_scope(fields, task) else None,
            detector=DetectorLimits.from_fields(fields.child("detector")) if task == "detection" else None,
            explain=Localisation.from_fields(fields.child("explain"))
            if _has(fields, task, "explain")
            else None,
            joint=JointReading.from_fields(fields.child("joint")) if _has(fields, task, "joint") else None,
        )
        fields.close()
        _refuse_contradictions(manifest, fields)
        return manifest

    def to_json(self) -> dict[str, Any]:
        """Return the manifest as `from_json` reads it: keys that the task has no use for are left out."""
        value: dict[str, Any] = {
            "schema_version": SCHEMA_VERSION,
            "name": self.name,
            "version": self.version,
            "task": self.task,
            "classes": list(self.classes),
            "input": self.input.to_json(),
            "outputs": list(self.outputs),
            "layer_maps": [layer.to_json() for layer in self.layer_maps],
            "training": self.training.to_json(),
            "metrics": dict(self.metrics),
            "licence": self.licence,
            "sha256": self.sha256,
        }
        if self.positive_class:
            value["positive_class"] = self.positive_class
        if self.operating_points:
            value["operating_points"] = {name: p.to_json() for name, p in self.operating_points.items()}
        for name in ("calibration", "scope", "detector", "explain", "joint"):
            part = getattr(self, name)
            if part is not None:
                value[name] = part.to_json()
        return value

    @property
    def main_output(self) -> str:
        """Name of the output that carries the finding."""
        return MAIN_OUTPUT[self.task]

    @property
    def best_layer(self) -> int | None:
        """Position in `layer_maps` of the layer that localises best; None where nobody has measured it."""
        return self.explain.position if self.explain else None

    @property
    def thresholds(self) -> analysis.OperatingPoints:
        """The two thresholds of this network alone; fracture and detection only."""
        points = self.operating_points
        return analysis.OperatingPoints(
            points["high_sensitivity"].threshold, points["high_specificity"].threshold
        )


def read_manifest(path: Path) -> Manifest:
    """Read and check a `manifest.json`, or the one in a model folder.

    Raises
    ------
    ModelFolderError
        Where there is none, it is no JSON, or `Manifest.from_json` refuses it.
    """
    path = path / MANIFEST_NAME if path.is_dir() else path
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelFolderError(
            f"cannot be read ({error.strerror}).",
            reason="manifest_unreadable",
            path=path,
            cure="A model folder holds model.onnx, manifest.json and MODEL_CARD.md.",
        ) from error
    except ValueError as error:
        raise ModelFolderError(
            f"is no JSON ({error}).",
            reason="manifest_no_json",
            path=path,
            cure="Export the model folder again.",
        ) from error
    return Manifest.from_json(value, path)


def _has_scope(fields: Fields, task: str) -> bool:
    return task == "region" and fields.has("scope")


def _has(fields: Fields, task: str, key: str) -> bool:
    return task == "fracture" and fields.has(key)


def _read_operating_points(fields: Fields, task: str) -> dict[str, OperatingPoint]:
    points = fields.child("operating_points")
    required = ("sensitivity", "specificity") if task == "fracture" else ("sensitivity",)
    names = ("high_sensitivity", "high_specificity")
    read = {name: OperatingPoint.from_fields(points.child(name), required) for name in names}
    points.close()
    if read["high_sensitivity"].threshold > read["high_specificity"].threshold:
        raise points.refuse("high_specificity.threshold", "is below the one of high_sensitivity")
    return read


def _refuse_contradictions(manifest: Manifest, fields: Fields) -> None:
    """Refuse what is well formed by itself and impossible together."""
    if manifest.task == "fracture" and manifest.positive_class not in manifest.classes:
        raise fields.refuse("positive_class", f"{manifest.positive_class!r} is not among the classes")
    if manifest.main_output not in manifest.outputs:
        raise fields.refuse("outputs", f"lacks {manifest.main_output!r}")
    if manifest.scope is not None and manifest.scope.output not in manifest.outputs:
        raise fields.refuse("scope.output", f"{manifest.scope.output!r} is not among the outputs")
    names = [*manifest.outputs, *(layer.name for layer in manifest.layer_maps)]
    if len(set(names)) < len(names):
        raise fields.refuse("layer_maps", "names an output twice")
    measured = [layer.name for layer in manifest.explain.layers] if manifest.explain else []
    if measured and measured != [layer.name for layer in manifest.layer_maps]:
        raise fields.refuse("explain.layers", "must name the layers of layer_maps in their order")
    floor = manifest.detector.score_floor if manifest.detector else 0.0
    if manifest.detector and manifest.thresholds.high_sensitivity < floor:
        raise fields.refuse(
            "operating_points.high_sensitivity.threshold", f"is below detector.score_floor, {floor:g}"
        )
