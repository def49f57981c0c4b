"""Partners: against COCO's loops written out, against the greedy matching that training uses, and by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from fracview.core.boxes import pairwise_iou_xyxy
from fracview.core.comparison.pairing import NO_PARTNER, Matching
from fracview.core.matching import match_greedy
from tests.core.comparison.cases import annotated, box_of, evaluation_of, predicted, random_case

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fracview.core.annotation import Box

A, B = (0.0, 0.0, 10.0, 10.0), (20.0, 0.0, 30.0, 10.0)


@pytest.mark.parametrize("iou", [0.05, 0.5, 0.75, 1.0])
@pytest.mark.parametrize("seed", range(40))
def test_partners_are_those_of_cocos_loops(seed: int, iou: float) -> None:
    evaluation = random_case(seed)
    matching = evaluation.matching(iou)
    detections, annotations = evaluation.detections, evaluation.annotations
    for index in range(len(evaluation.images)):
        said, drawn = np.flatnonzero(detections.image == index), np.flatnonzero(annotations.image == index)
        partners, ignored = _by_loops(
            detections.xyxy[said], annotations.xyxy[drawn], evaluation.crowd[drawn], iou
        )
        expected = np.full(len(said), NO_PARTNER)
        expected[partners >= 0] = drawn[partners[partners >= 0]]
        assert matching.partner[said].tolist() == expected.tolist()
        assert matching.ignored[said].tolist() == ignored.tolist()


@pytest.mark.parametrize("seed", range(40))
def test_as_many_are_found_as_by_the_matching_of_training(seed: int) -> None:
    # Without equal overlaps, of which training takes the earlier annotation.
    rng = np.random.default_rng(seed)
    drawn, said = (np.sort(rng.random((n, 2, 2)) * 10, axis=1).reshape(n, 4) for n in (5, 12))
    scores = np.linspace(0.9, 0.1, len(said))
    evaluation = evaluation_of(
        [annotated("a", *map(box_of, drawn))],
        [predicted("a", *zip(map(box_of, said), scores.tolist(), strict=True))],
    )
    expected = match_greedy(said.astype(np.float32), drawn.astype(np.float32), 0.2)
    assert evaluation.matching(0.2).partner.tolist() == expected.tolist()


@pytest.mark.parametrize("seed", range(20))
def test_overlaps_are_those_of_the_boxes_module(seed: int) -> None:
    evaluation = random_case(seed)
    pairs = evaluation.pairs
    for detection, annotation, iou, crowd in zip(
        pairs.detection, pairs.annotation, pairs.iou, pairs.crowd, strict=True
    ):
        if not crowd:
            box, other = evaluation.detections.xyxy[detection], evaluation.annotations.xyxy[annotation]
            assert iou == pytest.approx(pairwise_iou_xyxy(box[None], other[None])[0, 0], abs=1e-12)


def test_the_best_score_chooses_first_and_no_annotation_is_taken_twice() -> None:
    matching = _matching([A], (A, 0.5), ((0.0, 0.0, 10.0, 9.0), 0.9))
    assert matching.partner.tolist() == [0, NO_PARTNER]
    assert matching.iou.tolist() == [0.9, 0.0]
    assert matching.found_by.tolist() == [0]


def test_an_overlap_at_the_threshold_is_a_pair() -> None:
    half = (0.0, 0.0, 10.0, 5.0)
    assert _matching([A], (half, 0.5)).partner.tolist() == [0]
    just_less = (0.0, 0.0, 10.0, 4.999)
    assert _matching([A], (just_less, 0.5)).partner.tolist() == [NO_PARTNER]


def test_of_equal_overlaps_the_later_annotation_is_taken() -> None:
    assert _matching([A, A], (A, 0.5)).partner.tolist() == [1]


def test_any_number_of_boxes_on_a_crowd_are_neither_right_nor_wrong() -> None:
    inside = ((2.0, 2.0, 4.0, 4.0), 0.8)
    matching = _matching([B], inside, inside, (B, 0.1), crowds=[A])
    assert matching.ignored.tolist() == [True, True, False]
    assert matching.partner.tolist() == [NO_PARTNER, NO_PARTNER, 0]


def test_an_annotation_comes_before_a_crowd_that_overlaps_more() -> None:
    matching = _matching([(0.0, 0.0, 10.0, 6.0)], (A, 0.8), crowds=[A])
    assert matching.partner.tolist() == [0]
    assert not matching.ignored.any()


def test_boxes_without_area_and_images_without_boxes_find_nothing() -> None:
    line = (3.0, 3.0, 3.0, 9.0)
    assert _matching([line], (line, 0.5)).partner.tolist() == [NO_PARTNER]
    assert _matching([A]).found_by.tolist() == [NO_PARTNER]
    assert _matching([], (A, 0.5)).partner.tolist() == [NO_PARTNER]


def _matching(drawn: list[Box], *said: tuple[Box, float], crowds: Sequence[Box] = ()) -> Matching:
    evaluation = evaluation_of([annotated("a", *drawn, crowds=crowds)], [predicted("a", *said)])
    return evaluation.matching(0.5)


def _by_loops(
    said: np.ndarray, drawn: np.ndarray, crowd: np.ndarray, threshold: float
) -> tuple[np.ndarray, np.ndarray]:
    """COCO's rule box by box: crowds last, and an annotation once found is not given up for a crowd."""
    order = np.argsort(crowd, kind="stable")
    partners, ignored = np.full(len(said), NO_PARTNER), np.zeros(len(said), dtype=bool)
    taken: set[int] = set()
    for number, box in enumerate(said):
        best, least = NO_PARTNER, min(threshold, 1 - 1e-10)
        for candidate in order.tolist():
            if candidate in taken and not crowd[candidate]:
                continue
            if best != NO_PARTNER and not crowd[best] and crowd[candidate]:
                break
            overlap = _overlap(box, drawn[candidate], bool(crowd[candidate]))
            if overlap >= least:
                best, least = candidate, overlap
        if best == NO_PARTNER:
            continue
        taken.add(best)
        ignored[number] = crowd[best]
        partners[number] = NO_PARTNER if crowd[best] else best
    return partners, ignored


def _overlap(box: np.ndarray, other: np.ndarray, crowd: bool) -> float:
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    own = (box[2] - box[0]) * (box[3] - box[1])
    theirs = (other[2] - other[0]) * (other[3] - other[1])
    return float(width * height / (own if crowd else own + theirs - width * height))
