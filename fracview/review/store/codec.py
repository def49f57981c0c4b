"""An analysis as it lies in the store, and back, exactly: every float comes back with all its bits."""

from __future__ import annotations

import json
import struct
import zlib
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fracview.core.analysis import (
    Analysis,
    Detection,
    Fracture,
    ModelReference,
    OperatingPoints,
    Provenance,
    Region,
    Status,
    Tier,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

_BOX = struct.Struct("<5dB")
"""x1, y1, x2, y2, score, and the place of the tier in `_TIERS`."""

_TIERS = (Tier.DEFINITE, Tier.DOUBT, Tier.NOT_FOUND)
"""In the file by their place: only ever add at the end."""


_NOWHERE = Path()


class DamagedError(ValueError):
    """What lies in the store is not what was written."""


class Encoded(NamedTuple):
    """Columns of an analysis, without what it is keyed by and without its layer maps.

    `body` is JSON of all but the boxes; `provenance` is JSON of where it came from but for the VOI, which
    differs from file to file and is in the body.
    """

    status: str
    body: str
    boxes: bytes
    checksum: int
    provenance: str


def encode(analysis: Analysis) -> Encoded:
    """Columns of an analysis; its path and its layer maps are left out."""
    fracture, region = analysis.fracture, analysis.region
    body = {
        "reason": analysis.reason,
        "fracture": None if fracture is None else [float(fracture.probability), fracture.tier.value],
        "region": None if region is None else [region.label, _floats(region.probabilities)],
        "warnings": list(analysis.warnings),
        "elapsed_ms": float(analysis.elapsed_ms),
        "voi": analysis.provenance.voi,
    }
    status, text, boxes = analysis.status.value, _json(body), _boxes(analysis.detections)
    provenance = _json(asdict(replace(analysis.provenance, voi="")))
    return Encoded(status, text, boxes, _checksum(status, text, boxes), provenance)


def decode(sha256: str, frame: int, encoded: Encoded, provenances: Provenances) -> Analysis:
    """The analysis, with ``Path()`` for its path.

    Raises
    ------
    DamagedError
        What lies there is not what was written.
    """
    if _checksum(encoded.status, encoded.body, encoded.boxes) != encoded.checksum:
        raise DamagedError("the checksum of an analysis is wrong")
    body: dict[str, Any] = json.loads(encoded.body)
    return Analysis(
        path=_NOWHERE,
        frame=frame,
        sha256=sha256,
        status=Status(encoded.status),
        reason=body["reason"],
        provenance=provenances.get(encoded.provenance, body["voi"]),
        fracture=_fracture(body["fracture"]),
        region=None if body["region"] is None else Region(*body["region"]),
        detections=tuple(_detections(encoded.boxes)),
        warnings=tuple(body["warnings"]),
        elapsed_ms=body["elapsed_ms"],
    )


class Provenances:
    """Decoded provenances, each one object however many analyses share it."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Provenance] = {}

    def get(self, text: str, voi: str) -> Provenance:
        """The provenance of `Encoded.provenance` and a VOI.

        Raises
        ------
        DamagedError
            What lies there is not what was written.
        """
        if (text, voi) not in self._known:
            self._known[text, voi] = replace(_provenance(text), voi=voi)
        return self._known[text, voi]


def _provenance(text: str) -> Provenance:
    try:
        fields: dict[str, Any] = json.loads(text)
        fields["models"] = tuple(ModelReference(**model) for model in fields["models"])
        points = fields["operating_points"].items()
        fields["operating_points"] = {task: OperatingPoints(**point) for task, point in points}
        return Provenance(**fields)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DamagedError("the provenance of an analysis is damaged") from error


def _json(value: Any) -> str:  # noqa: ANN401 - whatever JSON takes
    """JSON in ASCII: any text comes back as it was, also one that is no valid Unicode."""
    return json.dumps(value, separators=(",", ":"))


def _floats(values: dict[str, float]) -> dict[str, float]:
    return {label: float(value) for label, value in values.items()}


def _boxes(detections: Iterable[Detection]) -> bytes:
    return b"".join(_BOX.pack(*one.box_xyxy, one.score, _TIERS.index(one.tier)) for one in detections)


def _detections(boxes: bytes) -> list[Detection]:
    return [
        Detection((x1, y1, x2, y2), score, _TIERS[tier])
        for x1, y1, x2, y2, score, tier in _BOX.iter_unpack(boxes)
    ]


def _fracture(values: list[Any] | None) -> Fracture | None:
    return None if values is None else Fracture(values[0], Tier(values[1]))


def _checksum(status: str, body: str, boxes: bytes) -> int:
    """CRC-32: SQLite itself does not notice a figure that a bad disk has changed."""
    return zlib.crc32(boxes, zlib.crc32(f"{status} {body}".encode()))
