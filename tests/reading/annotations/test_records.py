"""FracView's own records, read back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fracview.core.analysis import (
    Analysis,
    Detection,
    Fracture,
    ModelReference,
    Provenance,
    Region,
    Status,
    Tier,
)
from fracview.core.prediction import PredictedBox
from fracview.export.records import to_record
from fracview.export.writers import open_writer
from fracview.reading.annotations import AnnotationError, read_predictions
from tests.reading.annotations.build import saved

PROVENANCE = Provenance("1.0", (ModelReference("detection-n", "detection", "ab" * 32),))


def analyses() -> list[Analysis]:
    found = Analysis(
        path=Path("scans/a.jpg"),
        frame=0,
        sha256="00",
        status=Status.ANALYZED,
        reason="",
        fracture=Fracture(0.75, Tier.DEFINITE),
        region=Region("hand", {"hand": 0.9, "leg": 0.1}),
        detections=(Detection((1, 2, 30.25, 40), 0.625, Tier.DEFINITE),),
        provenance=PROVENANCE,
    )
    bad = Analysis(
        path=Path("scans/b.jpg"),
        frame=0,
        sha256="",
        status=Status.UNREADABLE,
        reason="truncated",
        provenance=PROVENANCE,
    )
    frame = Analysis(
        path=Path("c.dcm"), frame=2, sha256="", status=Status.ANALYZED, reason="", provenance=PROVENANCE
    )
    return [found, bad, frame]


def lines(changes: dict[str, Any] | None = None) -> str:
    record = {**to_record(analyses()[0]), **(changes or {})}
    return json.dumps(to_record(analyses()[1])) + "\r\n" + json.dumps(record)


@pytest.mark.parametrize("name", ["results.json", "results.jsonl"])
def test_what_was_written_is_read_back(name: str, tmp_path: Path) -> None:
    with open_writer(tmp_path / name) as writer:
        for analysis in analyses():
            writer.write(to_record(analysis))
    found = read_predictions(tmp_path / name)
    first, second, third = found.images
    assert (first.name, first.status, first.probability, first.region) == (
        "a.jpg",
        Status.ANALYZED,
        0.75,
        "hand",
    )
    assert first.boxes == (PredictedBox((1, 2, 30.25, 40), 0.625),)
    assert (second.name, second.status, second.reason) == ("b.jpg", Status.UNREADABLE, "truncated")
    assert (second.probability, second.region_probabilities, second.region) == (None, None, "")
    assert third.name == "c.dcm#2"
    assert found.signature["detection-n"] == "ab" * 32
    assert set(found.signature) == {"file", "detection-n"}
    assert found.source == name


BROKEN: dict[str, tuple[dict[str, Any], str, str]] = {
    "status": ({"status": "fine"}, "bad_value", "line 2.status"),
    "no path": ({"path": None}, "missing_key", "line 2.path"),
    "twice": ({"path": "other/b.jpg"}, "duplicate_image", "line 2.path"),
    "frame": ({"frame": -1}, "bad_value", "line 2.frame"),
    "probability": ({"fracture": {"probability": 2}}, "bad_score", "line 2.fracture.probability"),
    "region": ({"region": {"probabilities": {"x": "y"}}}, "not_a_number", "line 2.region.probabilities.x"),
    "no detections": ({"detections": None}, "not_a_list", "line 2.detections"),
    "corners": (
        {"detections": [{"box_xyxy": [5, 5, 1, 9], "score": 0.5}]},
        "swapped_corners",
        "line 2.detections[0].box_xyxy",
    ),
    "score": ({"detections": [{"box_xyxy": [5, 5, 7, 9]}]}, "not_a_number", "line 2.detections[0].score"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken(name: str, tmp_path: Path) -> None:
    changes, reason, field = BROKEN[name]
    path = saved(tmp_path, lines(changes), "results.jsonl")
    with pytest.raises(AnnotationError) as caught:
        read_predictions(path)
    assert (caught.value.reason, caught.value.field, caught.value.path) == (reason, field, path)


def test_a_truncated_line_is_named(tmp_path: Path) -> None:
    path = saved(tmp_path, lines()[:-20], "results.jsonl")
    with pytest.raises(AnnotationError) as caught:
        read_predictions(path)
    assert caught.value.field == "line 2"
