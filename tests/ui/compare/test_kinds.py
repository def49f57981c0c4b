from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter

from fracview.ui.compare.kinds import COLOURS, ON_COLOUR, WORDS, paint_tag

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


def luminance(colour: str) -> float:
    parts = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_colours_are_those_of_the_conventions() -> None:
    assert COLOURS == {"TP": "#009E73", "FP": "#D55E00", "FN": "#56B4E9"}
    assert set(WORDS) == set(COLOURS)


@pytest.mark.parametrize("colour", COLOURS.values())
def test_letters_can_be_read_on_their_tag(colour: str) -> None:
    assert (luminance(colour) + 0.05) / (luminance(ON_COLOUR) + 0.05) >= 4.5


def test_a_tag_is_painted_where_it_says(dressed: QApplication) -> None:
    image = QImage(80, 40, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    plate = paint_tag(painter, QPointF(5.0, 6.0), "FP")
    painter.end()
    assert plate.topLeft() == QPointF(5.0, 6.0)
    inside = image.pixelColor(round(plate.left()) + 3, round(plate.bottom()) - 3)
    assert inside == QColor(COLOURS["FP"])
    assert image.pixelColor(79, 39) == QColor(0, 0, 0)
