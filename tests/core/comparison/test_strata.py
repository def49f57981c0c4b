"""Numbers by what is known of the images."""

from __future__ import annotations

import math

import numpy as np
import pytest

from fracview.core.comparison import STRATA, Evaluation, average_precision, strata, summary, table
from fracview.core.errors import UsageError
from tests.core.comparison.cases import annotated, evaluation_of, predicted, random_case, with_failures

BOX = (0.0, 0.0, 4.0, 4.0)


def test_every_property_gives_its_strata() -> None:
    evaluation = _known()
    assert _names(evaluation, "region") == {"hand": [0], "leg": [1, 2], "unknown": [3]}
    views = {"frontal": [0, 1], "lateral": [1], "oblique": [2], "unknown": [3]}
    assert _names(evaluation, "view") == views
    assert _names(evaluation, "hardware") == {"hardware": [0], "no hardware": [1, 2], "unknown": [3]}
    assert _names(evaluation, "multiscan") == {"multiscan": [1], "unknown": [0, 2, 3]}
    assert _names(evaluation, "part") == {"train": [0], "valid": [1], "no part": [2, 3]}


def test_an_unknown_property_is_refused() -> None:
    with pytest.raises(UsageError, match="not told apart by 'age'"):
        strata(_known(), "age")


def test_rows_are_the_numbers_of_their_masks() -> None:
    evaluation = with_failures(random_case(4, most_images=60), 4)
    rows = table(evaluation, 0.3, 0.5, "region")
    groups = strata(evaluation, "region")
    assert [row.name for row in rows] == ["all", *(group.name for group in groups)]
    for row, group in zip(rows[1:], groups, strict=True):
        expected = summary(evaluation, 0.3, 0.5, group.mask)
        assert [repr(figure) for figure in row.figures.values()] == [repr(f) for f in expected.values()]
        assert row.images + row.unanswered == group.mask.sum()
    for column in ("images", "unanswered", "annotations"):
        assert getattr(rows[0], column) == sum(getattr(row, column) for row in rows[1:])


def test_intervals_by_bootstrap_come_on_request() -> None:
    evaluation = random_case(6, most_images=40)
    over_scores = ("average_precision_50", "average_precision_50_95", "auc_by_box", "brier", "ece")
    plain, resampled = summary(evaluation, 0.3, 0.5), summary(evaluation, 0.3, 0.5, bootstrap=30)
    for key in over_scores:
        assert not plain[key].has_interval
        assert resampled[key].low <= resampled[key].value + 0.2
        assert resampled[key].has_interval
        assert resampled[key].value == plain[key].value
    same = average_precision(evaluation, 0.5, bootstrap=30)
    assert resampled["average_precision_50"] == same


def test_a_mixed_image_counts_under_each_body_part_that_it_shows() -> None:
    evaluation = evaluation_of(
        [
            annotated("a", BOX, region="hand", flags={"hand": True, "leg": False}),
            annotated("b", BOX, region="mixed", flags={"hand": True, "leg": True}),
            annotated("c", region="mixed"),
        ],
        [predicted(name) for name in "abc"],
    )
    assert _names(evaluation, "body part") == {"hand": [0, 1], "leg": [1], "unknown": [2]}


def test_a_row_of_all_images_that_is_at_hand_is_not_reckoned_again() -> None:
    evaluation = _known()
    first = table(evaluation, 0.3, 0.5, "region")[0]
    again = table(evaluation, 0.3, 0.5, "view", first=first)
    assert again[0] is first
    assert [row.name for row in again[1:]] == [row.name for row in table(evaluation, 0.3, 0.5, "view")[1:]]


def test_every_number_carries_its_protocol() -> None:
    for figure in summary(random_case(6), 0.3, 0.5).values():
        assert figure.protocol
        assert "images" in figure.protocol
        assert math.isnan(figure.value) or figure.n > 0


@pytest.mark.parametrize("by", STRATA)
def test_nothing_has_no_strata(by: str) -> None:
    assert strata(evaluation_of([], []), by) == ()


def _known() -> Evaluation:
    seen = {"frontal": True, "lateral": False, "oblique": False, "hardware": True}
    return evaluation_of(
        [
            annotated("a", BOX, region="hand", flags=seen, part="train"),
            annotated(
                "b",
                BOX,
                region="leg",
                flags={**seen, "lateral": True, "hardware": False, "multiscan": True},
                part="valid",
            ),
            annotated("c", region="leg", flags={"oblique": True, "hardware": False}),
            annotated("d"),
        ],
        [predicted(name) for name in "abcd"],
    )


def _names(evaluation: Evaluation, by: str) -> dict[str, list[int]]:
    return {group.name: np.flatnonzero(group.mask).tolist() for group in strata(evaluation, by)}
