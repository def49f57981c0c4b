from __future__ import annotations

import itertools

from fracview.export.comparison.tags import Rectangle, place_tag

PLATE, PICTURE = (40.0, 16.0), (200, 200)


def test_words_stand_above_their_box() -> None:
    x1, y1, x2, y2 = place_tag((50, 100, 90, 140), PLATE, PICTURE, [], [])
    assert (x1, x2 - x1, y2 - y1) == (50, *PLATE)
    assert y2 < 100


def test_words_stand_below_where_there_is_no_room_above() -> None:
    assert place_tag((50, 2, 90, 40), PLATE, PICTURE, [], [])[1] > 40


def test_words_never_leave_the_picture() -> None:
    for x, y in itertools.product((-30, 0, 90, 199, 260), repeat=2):
        x1, y1, x2, y2 = place_tag((x, y, x + 20, y + 20), PLATE, PICTURE, [], [])
        assert x1 >= 0
        assert y1 >= 0
        assert x2 < 200
        assert y2 < 200


def test_words_wider_than_the_picture_begin_at_its_edge() -> None:
    assert place_tag((5, 50, 9, 60), (400.0, 16.0), PICTURE, [], [])[0] == 0


def test_words_of_one_place_hide_neither_each_other_nor_the_boxes() -> None:
    box = (90.0, 90.0, 120.0, 120.0)
    taken: list[Rectangle] = []
    for _ in range(6):
        taken.append(place_tag(box, PLATE, PICTURE, taken, [(80.0, 60.0, 130.0, 88.0)]))
    for one, other in itertools.combinations([*taken, box], 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart
