from __future__ import annotations

from dataclasses import replace

import pytest

from fracview.core.analysis import Analysis, Fracture, OperatingPoints, Status, Tier
from fracview.review.disagreement import (
    BOX_WITHOUT_PROBABILITY,
    CODES,
    PROBABILITY_WITHOUT_BOX,
    WORDS,
    disagreement,
)
from tests.export.analyses import (
    DEFINITE_BOX,
    DOUBT_BOX,
    FAINT_BOX,
    PROVENANCE,
    analysis,
    not_found,
    without_findings,
)

NO_DETECTOR = replace(PROVENANCE, operating_points={"fracture": OperatingPoints(0.18, 0.62)})


@pytest.mark.parametrize(
    ("one", "kind"),
    [
        (analysis(), ""),
        (analysis(detections=()), PROBABILITY_WITHOUT_BOX),
        (analysis(detections=(FAINT_BOX,)), PROBABILITY_WITHOUT_BOX),
        (analysis(detections=(DOUBT_BOX, FAINT_BOX)), ""),
        (analysis(detections=(), fracture=Fracture(0.3, Tier.DOUBT)), ""),
        (analysis(detections=(), fracture=None), ""),
        (not_found(), ""),
        (not_found(detections=(DOUBT_BOX,)), ""),
        (not_found(detections=(DOUBT_BOX, DEFINITE_BOX)), BOX_WITHOUT_PROBABILITY),
        (without_findings(Status.FAILED, "run_failed: no", detections=(DEFINITE_BOX,)), ""),
        (without_findings(Status.OUT_OF_SCOPE, "gate: far away"), ""),
    ],
)
def test_only_definite_answers_contradict_each_other(one: Analysis, kind: str) -> None:
    assert disagreement(one) == kind


def test_a_detector_that_did_not_run_contradicts_nothing() -> None:
    assert disagreement(analysis(detections=(), provenance=NO_DETECTOR)) == ""


def test_every_kind_has_a_code_and_words() -> None:
    assert set(CODES) == {"", *WORDS}
    assert len(set(CODES.values())) == len(CODES)
