from __future__ import annotations

from pathlib import Path

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
from fracview.ui.compare.own import gathered, predictions_of

PROVENANCE = Provenance(
    "1", (ModelReference("detection-n", "detection", "ab" * 32),),
    operating_points={"detection": OperatingPoints(0.2, 0.6), "fracture": OperatingPoints(0.3, 0.7)},
)  # fmt: skip


def analysis(name: str, status: Status = Status.ANALYZED) -> Analysis:
    if status is not Status.ANALYZED:
        return Analysis(Path(name), 0, "", status, "gate: too dark", PROVENANCE)
    return Analysis(
        Path("folder") / name, 0, "cd" * 32, status, "", PROVENANCE,
        Fracture(0.8, Tier.DEFINITE), Region("hand", {"hand": 0.9, "leg": 0.1}),
        (Detection((1, 2, 3, 4), 0.05, Tier.NOT_FOUND),),
    )  # fmt: skip


def test_everything_that_was_said_is_taken_over() -> None:
    answers = predictions_of([analysis("a.png"), analysis("b.png", Status.OUT_OF_SCOPE)])
    first, second = answers.images
    assert (first.name, first.probability, first.region) == ("a.png", 0.8, "hand")
    assert first.boxes[0].score == 0.05
    assert (second.status, second.reason, second.probability) == (Status.OUT_OF_SCOPE, "gate: too dark", None)
    assert answers.source == "this program: detection-n ababab"
    assert answers.signature == {"detection-n": "ab" * 32}


def test_thresholds_begin_at_the_operating_points() -> None:
    assert gathered([analysis("a.png")]).points == {"score": 0.2, "probability": 0.3}
    nothing = gathered([])
    assert nothing.points == {}
    assert "nothing analysed" in nothing.predictions.source
