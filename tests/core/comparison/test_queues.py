"""Queues by hand: who is in them, and in which order."""

from __future__ import annotations

import numpy as np
import pytest

from fracview.core.comparison import QUEUES, Evaluation
from tests.core.comparison.cases import annotated, evaluation_of, predicted, random_case, with_failures

A, B, FAR = (0.0, 0.0, 10.0, 10.0), (20.0, 0.0, 30.0, 10.0), (50.0, 50.0, 60.0, 60.0)
LOOSE = (0.0, 0.0, 10.0, 6.0)


def test_only_fn_begins_with_the_most_missed() -> None:
    evaluation = evaluation_of(
        [annotated("a", A, B), annotated("b", A, B), annotated("c", A), annotated("d", A)],
        [predicted("a", (A, 0.9)), predicted("b"), predicted("c"), predicted("d", (A, 0.9))],
    )
    assert _queue("only_fn", evaluation) == [1, 2, 0]


def test_only_fp_begins_with_the_highest_score() -> None:
    evaluation = evaluation_of(
        [annotated("a", A), annotated("b"), annotated("c"), annotated("d")],
        [
            predicted("a", (A, 0.99), (FAR, 0.6)),
            predicted("b", (A, 0.8)),
            predicted("c", (A, 0.6)),
            predicted("d", (A, 0.1)),
        ],
    )
    assert _queue("only_fp", evaluation) == [1, 0, 2]


def test_lowest_iou_begins_with_the_loosest_pair() -> None:
    evaluation = evaluation_of(
        [annotated("a", A), annotated("b", A), annotated("c", A)],
        [predicted("a", (A, 0.9)), predicted("b", (LOOSE, 0.9)), predicted("c", (FAR, 0.9))],
    )
    assert _queue("lowest_iou", evaluation) == [1, 0]


def test_worst_disagreement_adds_up_what_is_wrong() -> None:
    evaluation = evaluation_of(
        [annotated("a", A), annotated("b", A), annotated("c"), annotated("d"), annotated("e", A)],
        [
            predicted("a", probability=0.4),  # 1 missed, 0.6 off
            predicted("b", (FAR, 0.9), probability=0.9),  # 1 missed, 0.9 wrong, 0.1 off
            predicted("c", (A, 0.7)),  # 0.7 wrong
            predicted("d", probability=0.6),  # 0.6 off, on the wrong side
            predicted("e", (A, 0.9), probability=0.7),  # right
        ],
    )
    assert _queue("worst_disagreement", evaluation) == [1, 0, 2, 3]


def test_likely_label_errors_begin_with_what_contradicts_itself() -> None:
    evaluation = evaluation_of(
        [
            annotated("sure", A),
            annotated("found in a healthy one", fractured=False),
            annotated("labelled without a box", fractured=True),
            annotated("nothing seen", A),
            annotated("a second, undrawn", A),
            annotated("healthy"),
            annotated("drawn without a label", A, fractured=False),
        ],
        [
            predicted("sure", (A, 0.9), probability=0.9),
            predicted("found in a healthy one", (A, 0.9), probability=0.8),
            predicted("labelled without a box", probability=0.5),
            predicted("nothing seen", (A, 0.02), probability=0.1),
            predicted("a second, undrawn", (A, 0.9), (FAR, 0.7), probability=0.9),
            predicted("healthy", (A, 0.1), probability=0.1),
            predicted("drawn without a label", (A, 0.1), probability=0.5),
        ],
    )
    assert _queue("likely_label_errors", evaluation) == [2, 6, 3, 1, 4]


@pytest.mark.parametrize("name", QUEUES)
def test_queues_hold_counted_images_once(name: str) -> None:
    evaluation = with_failures(random_case(9, most_images=60), 9)
    mask = np.arange(len(evaluation.images)) % 3 > 0
    snapshot = evaluation.at(0.3, 0.5, mask)
    order = QUEUES[name](evaluation, snapshot)
    assert len(set(order.tolist())) == len(order) > 0
    assert snapshot.counted[order].all()
    empty = evaluation_of([], [])
    assert QUEUES[name](empty, empty.at(0.3, 0.5)).tolist() == []


def _queue(name: str, evaluation: Evaluation) -> list[int]:
    return [int(index) for index in QUEUES[name](evaluation, evaluation.at(0.25, 0.5))]
