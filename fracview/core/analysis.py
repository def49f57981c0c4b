"""The analysis: what the networks found on one frame, and how that came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from fracview.core.letterbox import Letterbox

NetworkRow = Mapping[str, "NDArray[np.float32]"]
"""One network's outputs for one frame by output name, without the batch axis."""


class Status(StrEnum):
    """How the analysis of one frame ended: four different things, never an empty result."""

    ANALYZED = "analyzed"
    OUT_OF_SCOPE = "out_of_scope"
    UNREADABLE = "unreadable"
    FAILED = "failed"


class Tier(StrEnum):
    """A finding in words, by the two operating points of the network that made it."""

    DEFINITE = "definite"
    DOUBT = "doubt"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class OperatingPoints:
    """The two thresholds on a probability or score: at or above the first is doubt, the second definite."""

    high_sensitivity: float
    high_specificity: float

    def tier(self, score: float) -> Tier:
        """Tier of a score in [0, 1]; both thresholds are inclusive."""
        if score >= self.high_specificity:
            return Tier.DEFINITE
        return Tier.DOUBT if score >= self.high_sensitivity else Tier.NOT_FOUND


@dataclass(frozen=True, slots=True)
class Fracture:
    """Calibrated probability of a fracture in [0, 1], and its tier.

    Of classifier and detector together where they were fitted together, else of the classifier alone.
    """

    probability: float
    tier: Tier


@dataclass(frozen=True, slots=True)
class Region:
    """The region classifier's answer: the most probable label, and every label's probability (sum 1)."""

    label: str
    probabilities: dict[str, float]


@dataclass(frozen=True, slots=True)
class Detection:
    """One box: x1, y1, x2, y2 in pixels of the original image (x right, y down, edges), score in [0, 1]."""

    box_xyxy: tuple[float, float, float, float]
    score: float
    tier: Tier


@dataclass(frozen=True, eq=False, slots=True)
class LayerMap:
    """EigenCAM of one backbone layer: where this layer responds most; not proof of why.

    Attributes
    ----------
    name, index, block
        ONNX output name, index of the layer in the network, and its block type (``C2f``).
    values
        (h, w) float32, signed, unscaled, over the whole letterboxed network input, padding included.
    letterbox
        Maps between the network input and the original image.
    """

    name: str
    index: int
    block: str
    values: NDArray[np.float32]
    letterbox: Letterbox


@dataclass(frozen=True, slots=True)
class ModelReference:
    """Which network: its folder's name, its task and the SHA-256 of its weights file."""

    name: str
    task: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Everything needed to say where a result came from.

    Attributes
    ----------
    app_version
        FracView's version.
    models
        The networks that ran.
    provider
        The ONNX Runtime execution provider that really ran.
    provider_note
        Why it is not the one asked for or expected; "" where it is.
    preprocessing
        Identifier of the preprocessing (`fracview.core.letterbox`).
    voi
        Explanation of the VOI that made the networks' input from the pixels.
    operating_points
        Thresholds by task (``fracture``, ``detection``).
    """

    app_version: str
    models: tuple[ModelReference, ...] = ()
    provider: str = ""
    provider_note: str = ""
    preprocessing: str = ""
    voi: str = ""
    operating_points: dict[str, OperatingPoints] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, slots=True)
class Analysis:
    """What came of one frame.

    Attributes
    ----------
    path, frame, sha256
        The file, the zero-based frame, the file's SHA-256 ("" where it could not be read).
    status, reason
        How it ended; where it is not `analyzed`, why: a code, a colon and a sentence.
    fracture, region, detections
        The findings; None or empty unless `analyzed`. `detections` are sorted by score, best first, and hold
        also those below the high-sensitivity threshold, as tier not_found: thresholds move without a re-run,
        and whoever lists or draws decides what to show.
    layer_maps
        Empty unless asked for.
    warnings
        Sentences from reading and analysis that a reader should see beside the findings.
    provenance
        Where it came from.
    elapsed_ms
        This frame's share of the time the networks ran, in ms; 0 where none had to run.
    network_rows
        What each network gave for this frame, by the network's row key (`fracview.inference.ModelFolder`),
        without layer maps; empty unless asked for, and of a frame that the gate refused the region network's
        alone. For the store: findings can be made of it again without a run. No record of a result shows it.
    """

    path: Path
    frame: int
    sha256: str
    status: Status
    reason: str
    provenance: Provenance
    fracture: Fracture | None = None
    region: Region | None = None
    detections: tuple[Detection, ...] = ()
    layer_maps: tuple[LayerMap, ...] = ()
    warnings: tuple[str, ...] = ()
    elapsed_ms: float = 0.0
    network_rows: Mapping[str, NetworkRow] = field(default_factory=dict)
