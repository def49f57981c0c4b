from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from fracview.core.view import View
from fracview.ui.compare.kinds import COLOURS
from fracview.ui.compare.overlay import (
    NO_MARKS,
    BoxMark,
    Marks,
    ReferenceMark,
    draw_marks,
    draw_words,
    kinds_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication

SIZE = 200
VIEW = View(SIZE, SIZE, SIZE, SIZE).fit()
FOUND = Marks(
    (ReferenceMark((20, 20, 80, 80)), ReferenceMark((120, 120, 180, 180), missed=True)),
    (BoxMark((30, 25, 85, 85), 0.9, "TP", 0.7, 0), BoxMark((120, 20, 160, 60), 0.4, "FP")),
)


def painted(draw: Callable[[QPainter, View, Marks], None], marks: Marks, view: View = VIEW) -> QImage:
    image = QImage(SIZE, SIZE, QImage.Format.Format_RGB32)
    image.fill(QColor(90, 90, 90))
    painter = QPainter(image)
    draw(painter, view, marks)
    painter.end()
    return image


def has(image: QImage, colour: str, at: tuple[int, int], reach: int = 3) -> bool:
    """Whether a colour is found within a few pixels of a point."""
    wanted = QColor(colour)
    return any(
        image.pixelColor(x, y) == wanted
        for x in range(max(0, at[0] - reach), min(SIZE, at[0] + reach + 1))
        for y in range(max(0, at[1] - reach), min(SIZE, at[1] + reach + 1))
    )


def test_each_kind_has_its_colour_at_its_place() -> None:
    image = painted(draw_marks, FOUND)
    assert has(image, "#ffffff", (20, 20))
    assert has(image, COLOURS["FN"], (120, 120))
    assert has(image, COLOURS["TP"], (85, 60))
    assert has(image, COLOURS["FP"], (160, 40))


def test_the_reference_is_corners_and_the_boxes_are_whole() -> None:
    image = painted(draw_marks, FOUND)
    assert not has(image, "#ffffff", (20, 50))
    assert not has(image, COLOURS["FN"], (120, 150))
    assert has(image, COLOURS["FP"], (140, 20))


def test_polygons_are_drawn_where_there_are_any() -> None:
    outline = ((100.0, 20.0), (180.0, 100.0), (100.0, 180.0))
    with_outline = Marks((ReferenceMark((100, 20, 180, 180), (outline,)),))
    without = Marks((ReferenceMark((100, 20, 180, 180)),))
    assert painted(draw_marks, with_outline) != painted(draw_marks, without)


def test_lines_join_pairs_on_demand_only() -> None:
    pair = Marks((ReferenceMark((20, 20, 60, 60)),), (BoxMark((100, 100, 180, 180), 0.5, "TP", 0.5, 0),))
    assert not has(painted(draw_marks, pair), COLOURS["TP"], (90, 90))
    assert has(painted(draw_marks, replace(pair, lines=True)), COLOURS["TP"], (90, 90))


def test_words_are_written_beside_and_nothing_for_nothing(dressed: QApplication) -> None:
    blank = painted(draw_words, NO_MARKS)
    assert painted(draw_words, FOUND) != blank
    assert painted(draw_words, Marks((ReferenceMark((20, 20, 80, 80)),))) == blank
    assert painted(draw_words, Marks((ReferenceMark((20, 20, 80, 80), crowd=True),))) != blank


def test_marks_out_of_sight_have_no_words(dressed: QApplication) -> None:
    away = replace(VIEW, center=(5000.0, 5000.0), fitted=False)
    assert painted(draw_words, FOUND, away) == painted(draw_words, NO_MARKS)


@pytest.mark.parametrize(("marks", "kinds"), [(NO_MARKS, (0, 0, 0)), (FOUND, (1, 1, 1))])
def test_counting(marks: Marks, kinds: tuple[int, int, int]) -> None:
    assert kinds_of(marks) == kinds


def test_second_boxes_are_dashed_in_the_same_colours(dressed: QApplication) -> None:
    second = Marks(second=(BoxMark((20, 20, 180, 180), 0.5, "FP"),))
    whole = Marks(boxes=second.second)
    along = [QColor(painted(draw_marks, second).pixelColor(x, 20)) for x in range(30, 170)]
    share = sum(colour == QColor(COLOURS["FP"]) for colour in along) / len(along)
    assert 0.3 < share < 0.8
    assert has(painted(draw_marks, whole), COLOURS["FP"], (100, 20), reach=0)
    assert painted(draw_words, second) != painted(draw_words, whole)
    assert kinds_of(second) == (0, 0, 0)
