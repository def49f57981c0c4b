from __future__ import annotations

from dataclasses import replace

from fracview.core.analysis import Status
from fracview.review.box_wording import boxes_sentence, threshold_note
from fracview.review.shown import resolve_findings, with_threshold
from tests.export.analyses import PROVENANCE, analysis, without_findings

SHOWN = resolve_findings(analysis(), phase="done")
FAILED = resolve_findings(without_findings(Status.FAILED, "run_failed: it broke"), phase="done")


def test_how_many_of_how_many_boxes_are_shown_and_from_which_score() -> None:
    assert boxes_sentence(SHOWN) == "2 of 3 boxes shown: score 0.100 or more."
    one = resolve_findings(analysis(detections=analysis().detections[:1]), phase="done")
    assert boxes_sentence(one) == "1 of 1 box shown: score 0.100 or more."


def test_no_boxes_for_want_of_an_answer_is_not_zero_boxes() -> None:
    provenance = replace(PROVENANCE, operating_points={})
    no_detector = resolve_findings(analysis(provenance=provenance, detections=()), phase="done")
    assert boxes_sentence(FAILED) == "No boxes: failed."
    assert boxes_sentence(no_detector) == "No boxes: no detector ran. This is not a negative result."


def test_a_threshold_at_the_point_needs_no_note() -> None:
    assert threshold_note(SHOWN) == threshold_note(FAILED) == ""


def test_a_lowered_threshold_says_so_and_counts_what_it_lets_in() -> None:
    below = "The threshold is below the high-sensitivity point (0.100)"
    assert threshold_note(with_threshold(SHOWN, 0.01)) == f"{below}: 1 box shown lies below it too."
    assert threshold_note(with_threshold(SHOWN, 0.09)) == f"{below}; no box lies there."


def test_a_raised_threshold_counts_the_marked_boxes_that_it_hides() -> None:
    assert threshold_note(with_threshold(SHOWN, 0.3)) == "Hidden by the threshold: 1 doubt."
    assert threshold_note(with_threshold(SHOWN, 0.99)) == "Hidden by the threshold: 1 definite, 1 doubt."
    assert threshold_note(with_threshold(SHOWN, 0.15)) == ""
