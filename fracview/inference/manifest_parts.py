"""The objects inside a manifest: operating points, calibration, training record, layer maps, gate, limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from fracview.inference.manifest_fields import is_number

if TYPE_CHECKING:
    from fracview.inference.manifest_fields import Fields

Figure = float | tuple[float, float]
"""A figure or the two ends of its confidence interval."""


def read_figures(fields: Fields, required: tuple[str, ...] = ()) -> dict[str, Figure]:
    """Read the keys nobody else has asked for: numbers, or [low, high]."""
    figures: dict[str, Figure] = {}
    for key in required:
        figures[key] = fields.number(key)
    for key, value in fields.rest().items():
        if is_number(value):
            figures[key] = float(value)
        elif isinstance(value, list) and len(value) == 2 and all(is_number(end) for end in value):
            figures[key] = (float(value[0]), float(value[1]))
        else:
            raise fields.refuse(key, "must be a number, or two numbers [low, high]")
    return figures


def figures_to_json(figures: dict[str, Figure]) -> dict[str, Any]:
    """Return what `read_figures` reads."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in figures.items()}


@dataclass(frozen=True, slots=True)
class OperatingPoint:
    """One threshold, and the figures of the data it was fitted on.

    Attributes
    ----------
    threshold
        In [0, 1]; a score at or above it is a finding.
    fitted_on
        Which data, in words with their number.
    figures
        ``sensitivity``, ``specificity`` (detection: ``false_positives_per_image``), each with ``.._ci``.
    """

    threshold: float
    fitted_on: str
    figures: dict[str, Figure] = field(default_factory=dict)

    @classmethod
    def from_fields(cls, fields: Fields, required: tuple[str, ...]) -> OperatingPoint:
        """Read one operating point; the figures named in `required` must be there."""
        threshold = fields.number("threshold", low=0.0, high=1.0)
        fitted_on = fields.text("fitted_on")
        return cls(threshold, fitted_on, read_figures(fields, required))

    def to_json(self) -> dict[str, Any]:
        """Return the object that `from_fields` reads."""
        return {
            "threshold": self.threshold,
            "fitted_on": self.fitted_on,
            **figures_to_json(self.figures),
        }


@dataclass(frozen=True, slots=True)
class Calibration:
    """How the probabilities were calibrated; always inside the graph, so that no runtime can forget it.

    Attributes
    ----------
    method
        ``temperature``, ``platt``, ...
    parameters
        Of the method, by name.
    ece
        Expected calibration error in [0, 1] after calibration.
    fitted_on
        Which data, in words with their number.
    """

    method: str
    parameters: dict[str, Any]
    ece: float
    fitted_on: str

    @classmethod
    def from_fields(cls, fields: Fields) -> Calibration:
        """Read the ``calibration`` object; ``in_graph`` must be true."""
        calibration = cls(
            method=fields.text("method"),
            parameters=fields.mapping("parameters"),
            ece=fields.number("ece", low=0.0, high=1.0),
            fitted_on=fields.text("fitted_on"),
        )
        if not fields.flag("in_graph"):
            raise fields.refuse("in_graph", "must be true: the graph gives calibrated probabilities")
        fields.close()
        return calibration

    def to_json(self) -> dict[str, Any]:
        """Return the object that `from_fields` reads."""
        return {name: getattr(self, name) for name in self.__slots__} | {"in_graph": True}


@dataclass(frozen=True, slots=True)
class TrainingRecord:
    """How the weights came about.

    Attributes
    ----------
    data_sha256, split_sha256
        Of the data's file list and of the split's.
    seed, epochs
        Of the run.
    commit, dirty
        Of the training code; dirty where the working tree had changes.
    libraries
        Versions by name.
    init_weights
        What training started from.
    """

    data_sha256: str
    split_sha256: str
    seed: int
    epochs: int
    commit: str
    dirty: bool
    libraries: dict[str, Any]
    init_weights: str

    @classmethod
    def from_fields(cls, fields: Fields) -> TrainingRecord:
        """Read the ``training`` object."""
        record = cls(
            data_sha256=fields.sha256("data_sha256"),
            split_sha256=fields.sha256("split_sha256"),
            seed=fields.integer("seed", least=0),
            epochs=fields.integer("epochs", least=0),
            commit=fields.text("commit"),
            dirty=fields.flag("dirty"),
            libraries=fields.mapping("libraries"),
            init_weights=fields.text("init_weights"),
        )
        fields.close()
        return record

    def to_json(self) -> dict[str, Any]:
        """Return the object that `from_fields` reads."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class LayerMapOutput:
    """One EigenCAM output: (N, height / stride, width / stride) float32, signed.

    `index` is the layer's place in the network, `block` its type, `channels` of the activations.
    """

    name: str
    index: int
    block: str
    stride: int
    channels: int

    @classmethod
    def from_fields(cls, fields: Fields) -> LayerMapOutput:
        """Read one item of ``layer_maps``."""
        layer = cls(
            name=fields.text("name"),
            index=fields.integer("index", least=0),
            block=fields.text("block"),
            stride=fields.integer("stride", least=1),
            channels=fields.integer("channels", least=1),
        )
        fields.close()
        return layer

    def to_json(self) -> dict[str, Any]:
        """Return the object that `from_fields` reads."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class ScopeGate:
    """Out-of-scope gate: a frame whose distance, output `output` (N,) or (N, 1), exceeds `limit` is refused.

    `figures` say how often it errs (``refused_in_scope``, ``passed_out_of_scope``, ...).
    """

    output: str
    limit: float
    figures: dict[str, Figure] = field(default_factory=dict)

    @classmethod
    def from_fields(cls, fields: Fields) -> ScopeGate:
        """Read the ``scope`` object."""
        output = fields.text("output")
        limit = fields.number("limit")
        return cls(output, limit, read_figures(fields))

    def to_json(self) -> dict[str, Any]:
        """Return the object that `from_fields` reads."""
        return {"output": self.output, "limit": self.limit, **figures_to_json(self.figures)}


@dataclass(frozen=True, slots=True)
class DetectorLimits:
    """What the suppression inside the graph keeps: K rows, scores from the floor up, overlaps up to `iou`."""

    max_detections: int
    score_floor: float
    iou: float

    @classmethod
    def from_fields(cls, fields: Fields) -> DetectorLimits:
        """Read the ``detector`` object."""
        limits = cls(
            max_detections=fields.integer("max_detections", least=1),
            score_floor=fields.number("score_floor", low=0.0, high=1.0),
            iou=fields.number("iou", low=0.0, high=1.0),
        )
        fields.close()
        return limits

    def to_json(self) -> dict[str, Any]:
        """Return the object that `from_fields` reads."""
        return {name: getattr(self, name) for name in self.__slots__}
