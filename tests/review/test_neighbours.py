from __future__ import annotations

import numpy as np
import pytest

from fracview.review.neighbours import Neighbours

WHOLE = [3, 0, 4, 1, 5, 2]
SHOWN = [3, 4, 5, 2]
STUDIES = np.array([-1, -2, 8, 7, 7, 8], dtype=np.int32)


@pytest.fixture
def neighbours() -> Neighbours:
    made = Neighbours()
    assert made.arrange(np.array(WHOLE), np.array(SHOWN), STUDIES)
    return made


@pytest.mark.parametrize(
    ("number", "step", "found"),
    [
        (3, 1, 4), (3, 2, 5), (4, -1, 3), (2, 1, None), (3, -1, None), (4, 0, 4),
        (0, 1, 4), (0, -1, 3), (1, 1, 5), (1, 2, 2), (1, -2, 3), (99, 1, None), (99, -1, 2),
    ],
)  # fmt: skip
def test_steps_along_the_rows(neighbours: Neighbours, number: int, step: int, found: int | None) -> None:
    """Of a case that is not shown, from where it would stand."""
    assert neighbours.after(number, step) == found


@pytest.mark.parametrize(
    ("number", "step", "found"),
    [(3, 1, 5), (4, 1, 5), (5, -1, 3), (2, -1, 3), (2, 1, None), (3, -1, None), (1, 1, 5), (1, -1, 3)],
)
def test_steps_along_the_studies(neighbours: Neighbours, number: int, step: int, found: int | None) -> None:
    assert neighbours.next_study(number, step) == found


@pytest.mark.parametrize(
    ("number", "wanted", "found"),
    [(3, {4, 2}, 4), (4, {4, 2}, 2), (2, {4}, 4), (4, {4}, None), (4, {0, 1}, None), (1, {3, 2}, 2)],
)
def test_the_next_that_is_wanted(
    neighbours: Neighbours, number: int, wanted: set[int], found: int | None
) -> None:
    mask = np.array([one in wanted for one in range(6)])
    assert neighbours.next_of(number, mask) == found


def test_rows(neighbours: Neighbours) -> None:
    assert [neighbours.row_of(number) for number in (3, 2, 0, 6, -1)] == [0, 3, None, None, None]
    assert not neighbours.arrange(np.array(WHOLE), np.array(SHOWN), STUDIES)


def test_nobody_stands_beside_anybody_in_an_empty_list() -> None:
    empty = Neighbours()
    assert (empty.after(0, 1), empty.after(0, -1), empty.next_study(0, 1)) == (None, None, None)
    assert empty.next_of(0, np.zeros(0, dtype=np.bool_)) is None
