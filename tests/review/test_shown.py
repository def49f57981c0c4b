"""What the screen shows: four ways to end, none like another, and a threshold that re-runs nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fracview.core.analysis import Analysis, Fracture, OperatingPoints, Status, Tier
from fracview.core.radiograph import NetworkUse
from fracview.export.captions import NO_NEGATIVE
from fracview.inference import Prepared
from fracview.review.shown import NOTHING, READ_FIRST, ShownFindings, resolve_findings, with_threshold
from tests.export.analyses import (
    DEFINITE_BOX,
    DOUBT_BOX,
    FAINT_BOX,
    PROVENANCE,
    analysis,
    not_found,
    without_findings,
)


def done(made: Analysis, box_threshold: float | None = None) -> ShownFindings:
    return resolve_findings(made, phase="done", box_threshold=box_threshold)


def endings() -> dict[str, ShownFindings]:
    """One of each thing that may be on the screen."""
    return {
        "none": resolve_findings(None, phase="done"),
        "waiting": resolve_findings(None, phase="waiting"),
        "running": resolve_findings(None, phase="running"),
        "no_networks": resolve_findings(
            None, phase="no_networks", reason="hash_mismatch: the weights differ"
        ),
        "unreadable by the viewer": resolve_findings(
            None, phase="unreadable", reason="truncated: it ends early"
        ),
        "unreadable": done(without_findings(Status.UNREADABLE, "not_an_image: the file is no image")),
        "out of scope": done(without_findings(Status.OUT_OF_SCOPE, "gate: unlike the radiographs")),
        "failed": done(without_findings(Status.FAILED, "run_failed: the network failed")),
        "negative": done(not_found()),
        "doubt": done(analysis(fracture=Fracture(0.3, Tier.DOUBT))),
        "definite": done(analysis()),
    }


def test_a_definite_fracture_comes_with_its_number_points_region_and_boxes() -> None:
    shown = done(analysis())
    assert (shown.kind, shown.word, shown.probability, shown.tier) == (
        "analyzed",
        "definite",
        0.87,
        Tier.DEFINITE,
    )
    assert shown.points == OperatingPoints(0.18, 0.62)
    assert shown.region == "hand"
    assert shown.region_probabilities[0] == ("hand", 0.9)
    assert [box.number for box in shown.detections] == [1, 2, 3]
    assert [box.shown for box in shown.detections] == [True, True, False]
    assert (shown.box_threshold, shown.elapsed_ms, shown.provider) == (0.1, 81.23, "CPUExecutionProvider")
    assert shown.bar_words == ""


def test_every_ending_says_something_that_no_other_says() -> None:
    shown = endings()
    assert len({one.headline for one in shown.values()}) == len(shown)
    words = {name: (one.kind, one.word, one.bar_words) for name, one in shown.items()}
    del words["unreadable by the viewer"]
    assert len(set(words.values())) == len(words)


def test_only_an_analysis_has_findings() -> None:
    for name, one in endings().items():
        if one.kind == "analyzed":
            continue
        assert one.bar_words, name
        assert (one.probability, one.tier, one.box_threshold) == (None, None, None), name
        assert (one.region, one.region_probabilities, one.detections) == ("", (), ()), name


@pytest.mark.parametrize(
    "name", ["no_networks", "unreadable by the viewer", "unreadable", "out of scope", "failed"]
)
def test_no_answer_is_not_a_negative_one(name: str) -> None:
    assert endings()[name].headline.endswith(NO_NEGATIVE)


def test_a_negative_names_its_operating_point_and_is_no_normal_report() -> None:
    headline = done(not_found()).headline
    assert "No fracture found at the high-sensitivity point (0.18)" in headline
    assert headline.endswith("Not a normal report.")


def test_without_a_fracture_classifier_the_probability_is_missing_and_not_zero() -> None:
    shown = done(analysis(fracture=None))
    assert (shown.kind, shown.word, shown.probability, shown.points) == ("analyzed", "no answer", None, None)
    assert shown.bar_words == "no answer: no fracture classifier ran"
    assert NO_NEGATIVE in shown.headline


def test_without_a_detector_there_is_no_threshold_and_no_box_is_hidden() -> None:
    points = {"fracture": OperatingPoints(0.18, 0.62)}
    shown = done(analysis(provenance=replace(PROVENANCE, operating_points=points)), box_threshold=0.9)
    assert (shown.box_points, shown.box_threshold) == (None, None)
    assert all(box.shown for box in shown.detections)


def test_the_threshold_is_inclusive_and_leaves_scores_tiers_and_numbers_alone() -> None:
    before = done(analysis())
    raised = with_threshold(before, DOUBT_BOX.score)
    assert [box.shown for box in raised.detections] == [True, True, False]
    raised = with_threshold(before, 0.5)
    assert [box.shown for box in raised.detections] == [True, False, False]
    assert [replace(box, shown=True) for box in raised.detections] == [
        replace(box, shown=True) for box in before.detections
    ]
    assert with_threshold(raised, None) == before
    assert done(analysis(), box_threshold=0.5) == raised


def test_a_threshold_on_what_has_no_boxes_changes_nothing() -> None:
    assert with_threshold(NOTHING, 0.3) is NOTHING


def test_a_new_run_hides_the_old_answer_and_a_queued_one_does_not() -> None:
    assert resolve_findings(analysis(), phase="running").kind == "running"
    assert resolve_findings(analysis(), phase="waiting").kind == "analyzed"
    assert resolve_findings(analysis(), phase="no_networks", reason="x: y").kind == "analyzed"


def test_a_negative_with_marked_regions_contradicts_itself_in_a_sentence_of_its_own() -> None:
    shown = done(not_found(detections=(DEFINITE_BOX, DOUBT_BOX)))
    said = "Not found, yet a definite box. The detector marks 2 regions: 1 definite, 1 doubt."
    assert shown.contradiction == said
    assert "Yet" not in shown.headline
    assert done(not_found(detections=(DEFINITE_BOX,)), box_threshold=0.99).contradiction


def test_the_gate_and_an_unasked_question_have_a_button_each() -> None:
    gate = done(without_findings(Status.OUT_OF_SCOPE, "gate: unlike the radiographs"))
    asked = done(without_findings(Status.OUT_OF_SCOPE, "not_run: not run: the body part is chest"))
    failed = done(without_findings(Status.FAILED, "gate: no"))
    assert (gate.can_ignore_gate, gate.can_run_anyway) == (True, False)
    assert (asked.can_ignore_gate, asked.can_run_anyway) == (False, True)
    assert (failed.can_ignore_gate, failed.can_run_anyway) == (False, False)


def test_no_option_of_the_command_line_reaches_the_screen() -> None:
    prepared = Prepared(Path(), 0, "", 1, 1, NetworkUse.ASK, "the body part is chest", "", (), {}, 3)
    asked = done(without_findings(Status.OUT_OF_SCOPE, f"not_run: {prepared.not_run_sentence}"))
    memory = "out_of_memory: fracture-n ran out of memory. Use a smaller --batch."
    failed = done(without_findings(Status.FAILED, memory))
    assert asked.headline.startswith(
        "Out of scope, not run: the body part is chest (3 frames, frame 1 recorded). "
    )
    assert failed.headline == f"Failed: fracture-n ran out of memory. {NO_NEGATIVE}"
    assert "--" not in asked.headline + failed.headline


def test_warnings_reach_the_screen_whatever_the_ending() -> None:
    warning = "truncated by 14 bytes"
    assert done(analysis(warnings=(warning,))).details == (warning,)
    assert done(without_findings(Status.FAILED, "x: y", warnings=(warning,))).details == (warning,)


def test_no_networks_name_their_reason_on_the_bar() -> None:
    shown = resolve_findings(None, phase="no_networks", reason="no_folder: there is no folder models.")
    assert shown.bar_words == "no networks: there is no folder models"


def test_a_definite_fracture_without_a_box_says_so_first() -> None:
    shown = done(analysis(detections=(FAINT_BOX,)))
    assert shown.contradiction.startswith("Fracture definite, yet no box. The detector marks no region at ")
    doubtful = done(analysis(fracture=Fracture(0.3, Tier.DOUBT), detections=()))
    assert doubtful.contradiction.startswith("Yet the detector marks no region")


def test_reading_first_there_is_nothing_of_an_answer() -> None:
    empty = ShownFindings("read_first", READ_FIRST.headline, READ_FIRST.word)
    assert empty == READ_FIRST
