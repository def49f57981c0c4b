from __future__ import annotations

import pytest

from fracview.core.comparison import Evaluation
from fracview.ui.compare.marks import boxes_at, marks_at
from fracview.ui.compare.overlay import kinds_of
from tests.ui.compare.standard import NAMES, predictions, reference


@pytest.fixture
def evaluation() -> Evaluation:
    return Evaluation(reference(), predictions())


def test_a_pair_has_its_overlap_and_its_outline(evaluation: Evaluation) -> None:
    marks = marks_at(evaluation, 0, 0.25, 0.5, lines=True)
    (box,) = marks.boxes
    assert (box.kind, box.partner, marks.lines) == ("TP", 0, True)
    assert box.iou == pytest.approx(0.9)
    assert marks.reference[0].polygons_xy
    assert not marks.reference[0].missed


def test_the_thresholds_decide(evaluation: Evaluation) -> None:
    assert kinds_of(marks_at(evaluation, 0, 0.25, 0.95)) == (0, 1, 1)
    assert kinds_of(marks_at(evaluation, 1, 0.25, 0.5)) == (0, 0, 1)
    assert kinds_of(marks_at(evaluation, 1, 0.1, 0.5)) == (1, 0, 0)
    assert kinds_of(marks_at(evaluation, 2, 0.25, 0.5)) == (0, 1, 0)


def test_a_crowd_is_not_missed_and_a_box_on_it_is_of_no_kind(evaluation: Evaluation) -> None:
    marks = marks_at(evaluation, 1, 0.25, 0.5)
    assert [box.kind for box in marks.boxes] == [""]
    assert (marks.reference[1].crowd, marks.reference[1].missed) == (True, False)


def test_where_nothing_was_answered_nothing_was_missed(evaluation: Evaluation) -> None:
    marks = marks_at(evaluation, len(NAMES) - 1, 0.0, 0.5)
    assert len(marks.reference) == 1
    assert kinds_of(marks) == (0, 0, 0)


def test_marks_and_numbers_say_the_same(evaluation: Evaluation) -> None:
    for score in (0.0, 0.25, 0.65, 0.9):
        snapshot = evaluation.at(score, 0.5)
        for image in range(len(NAMES)):
            said = (snapshot.image_tp[image], snapshot.image_fp[image], snapshot.image_fn[image])
            assert kinds_of(marks_at(evaluation, image, score, 0.5)) == said


def test_boxes_alone_are_those_of_the_marks(evaluation: Evaluation) -> None:
    for image in range(len(NAMES)):
        assert boxes_at(evaluation, image, 0.25, 0.5) == marks_at(evaluation, image, 0.25, 0.5).boxes
