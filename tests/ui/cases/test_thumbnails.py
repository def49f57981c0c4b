from __future__ import annotations

import pytest

from fracview.ui.cases.thumbnails import SIDE, Thumbnails
from tests.ui.cases.lists import grey_image

pytestmark = pytest.mark.usefixtures("qapp")


def test_the_longest_unused_goes_first() -> None:
    thumbnails = Thumbnails(most=2)
    thumbnails.put(1, grey_image(), 1.0)
    thumbnails.put(2, grey_image(), 1.0)
    assert thumbnails.get(1) is not None
    thumbnails.put(3, grey_image(), 1.0)
    assert [thumbnails.get(number) is not None for number in (1, 2, 3)] == [True, False, True]
    assert len(thumbnails) == 2


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_it_is_as_large_as_it_is_painted(ratio: float) -> None:
    thumbnails = Thumbnails()
    thumbnails.put(0, grey_image(width=96, height=48), ratio)
    pixmap = thumbnails.get(0)
    assert pixmap is not None
    assert (pixmap.width(), pixmap.height()) == (SIDE * ratio, SIDE * ratio / 2)
    assert pixmap.deviceIndependentSize().toSize().width() == SIDE


def test_each_is_asked_for_once_and_again_when_it_comes_back() -> None:
    thumbnails = Thumbnails()
    assert thumbnails.to_ask([1, 2]) == [1, 2]
    assert thumbnails.to_ask([1, 2, 3]) == [3]
    assert thumbnails.is_wanted(1)
    thumbnails.put(2, grey_image(), 1.0)
    assert not thumbnails.is_wanted(2)
    assert thumbnails.to_ask([3]) == []
    assert not thumbnails.is_wanted(1)
    assert thumbnails.to_ask([1, 2, 3]) == [1]


def test_nothing_is_left_of_another_list() -> None:
    thumbnails = Thumbnails()
    thumbnails.put(1, grey_image(), 1.0)
    thumbnails.to_ask([2])
    thumbnails.clear()
    assert (len(thumbnails), thumbnails.is_wanted(2)) == (0, False)
