from __future__ import annotations

import pytest

from fracview.core.analysis import Analysis, Fracture, Provenance, Status, Tier
from fracview.export.captions import (
    NO_NEGATIVE,
    RESEARCH_USE,
    caption_lines,
    reason_sentence,
    status_sentence,
)
from tests.export.analyses import DOUBT_BOX, analysis, not_found, without_findings

GATE = "gate: unlike the radiographs that the networks were trained on"


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (analysis(), "Fracture: definite, probability 0.87, high-specificity point 0.62."),
        (
            analysis(fracture=Fracture(0.3, Tier.DOUBT)),
            (
                "Fracture: doubt, probability 0.30, between the high-sensitivity point 0.18 "
                "and the high-specificity point 0.62."
            ),
        ),
        (
            not_found(),
            "No fracture found at the high-sensitivity point (0.18), probability 0.05. Not a normal report.",
        ),
        (
            without_findings(Status.OUT_OF_SCOPE, GATE),
            "Out of scope, not read: unlike the radiographs that the networks were trained on. "
            + NO_NEGATIVE,
        ),
        (
            without_findings(Status.UNREADABLE, "empty_file: The file is empty (0 bytes)."),
            "Unreadable: The file is empty (0 bytes). This is not a negative result.",
        ),
        (
            without_findings(Status.FAILED, "run_failed: It broke."),
            "Failed: It broke. This is not a negative result.",
        ),
    ],
)
def test_each_end_has_its_own_sentence(one: Analysis, sentence: str) -> None:
    assert status_sentence(one) == sentence


def test_a_negative_says_so_where_the_detector_marks_something() -> None:
    assert status_sentence(not_found(detections=(DOUBT_BOX,))).endswith("the detector marks 1 region.")
    both = not_found(detections=(DOUBT_BOX, DOUBT_BOX))
    assert status_sentence(both).endswith("the detector marks 2 regions.")


@pytest.mark.parametrize("status", [Status.OUT_OF_SCOPE, Status.UNREADABLE, Status.FAILED])
def test_nothing_but_a_negative_reads_like_one(status: Status) -> None:
    lines = " ".join(caption_lines(without_findings(status, "code: Something.")))
    assert "No fracture" not in lines
    assert "Boxes" not in lines
    assert NO_NEGATIVE in lines


def test_every_caption_says_what_ran_and_what_it_is_not() -> None:
    lines = caption_lines(analysis(warnings=("truncated by 14 bytes",)))
    assert lines[-1] == RESEARCH_USE
    assert "fracture-n 3fa9c1" in lines[-2]
    assert "CPUExecutionProvider" in lines[-2]
    assert "Note: truncated by 14 bytes" in lines
    assert "Region: hand 0.90. Boxes: 1 definite (solid), 1 doubt (dotted)." in lines


def test_a_caption_without_networks_names_the_program() -> None:
    lines = caption_lines(without_findings(Status.UNREADABLE, "x: y.", provenance=Provenance("0.1.0")))
    assert "FracView 0.1.0." in lines


def test_no_caption_tells_the_name_of_the_file() -> None:
    assert "scan" not in " ".join(caption_lines(analysis()))


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("code: A sentence.", "A sentence."),
        ("two words: not a code", "two words: not a code."),
        ("bare", "bare."),
    ],
)
def test_a_reason_loses_its_code_only(reason: str, sentence: str) -> None:
    assert reason_sentence(reason) == sentence


def test_what_was_not_run_says_so_once() -> None:
    refused = without_findings(Status.OUT_OF_SCOPE, "not_run: not run: multi-frame; use --run-anyway")
    assert status_sentence(refused) == (
        "Out of scope, not run: multi-frame; use --run-anyway. This is not a negative result."
    )
