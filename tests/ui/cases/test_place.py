from __future__ import annotations

import pytest

from fracview.ui.cases.place import Place, Window, place_of, value_asked, value_for

WINDOW = Window(value=1030, height=400, row_height=50)
TOP = Window(value=0, height=400, row_height=50)


def case_at(row: int) -> int | None:
    return 1000 + row


def test_rows_in_view() -> None:
    assert WINDOW.rows() == range(20, 29)
    assert TOP.rows() == range(8)
    assert [WINDOW.shows(row) for row in (19, 20, 28, 29, None)] == [False, True, True, False, False]


@pytest.mark.parametrize(
    ("window", "current", "row", "place"),
    [
        (WINDOW, 7, 25, Place(7, 220)),
        (WINDOW, 7, 20, Place(7, -30)),
        (WINDOW, 7, 99, Place(1020, -30)),
        (WINDOW, 7, None, Place(1020, -30)),
        (WINDOW, None, None, Place(1020, -30)),
        (TOP, 7, 99, Place(None)),
        (TOP, 7, 3, Place(7, 150)),
    ],
)
def test_the_reader_looks_at_the_current_case_or_at_the_upper_edge(
    window: Window, current: int | None, row: int | None, place: Place
) -> None:
    assert place_of(window, current, row, case_at) == place


@pytest.mark.parametrize(
    ("place", "row", "value"),
    [
        (Place(7, 220), 125, 6030),
        (Place(7, 220), None, 1030),
        (Place(None), None, 0),
        (Place(7, 220), 1, -170),
    ],
)
def test_a_place_is_brought_back(place: Place, row: int | None, value: int) -> None:
    """Beyond either end the scroll bar stops by itself."""
    assert value_for(WINDOW, place, row) == value


@pytest.mark.parametrize(
    ("place", "current", "row", "value"),
    [
        (Place(7, 220), 7, 125, 6030),
        (Place(1020, -30), 7, 125, 125 * 50 - 175),
        (Place(1020, -30), 7, None, 0),
        (Place(None), None, None, 0),
    ],
)
def test_a_wish_keeps_the_current_case_in_view(
    place: Place, current: int | None, row: int | None, value: int
) -> None:
    assert value_asked(WINDOW, place, current, row) == value
