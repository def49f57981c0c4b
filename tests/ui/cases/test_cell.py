from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QFont, QImage, QPainter

from fracview.ui import theme
from fracview.ui.cases.cell import PLAIN, SMALL, STRONG, Cell, Ink, beside_sign

pytestmark = pytest.mark.usefixtures("qapp")


def test_the_two_lines_fill_the_cell_and_do_not_touch() -> None:
    image = QImage(100, 56, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    cell = Cell(painter, QRect(0, 0, 100, 56), Ink.of(QFont()), theme.DARK, {})
    upper, lower = cell.upper(10), cell.lower(10)
    painter.end()
    assert not upper.intersects(lower)
    assert cell.rect.contains(upper.united(lower))
    assert upper.height() + lower.height() == 56 - theme.GRID
    assert beside_sign(upper).left() > upper.left()
    assert beside_sign(upper).right() == upper.right()


def test_small_is_smaller_and_strong_is_stronger() -> None:
    ink = Ink.of(QFont())
    assert ink.fonts[SMALL].pointSizeF() < ink.fonts[PLAIN].pointSizeF()
    assert ink.fonts[STRONG].weight() > ink.fonts[PLAIN].weight()


def test_a_text_is_cut_once_for_each_width() -> None:
    image = QImage(100, 56, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    cell = Cell(painter, QRect(0, 0, 100, 56), Ink.of(QFont()), theme.DARK, {})
    for _ in range(2):
        for width in (60, 90):
            cell.text("a name much too long for any of these", QRect(0, 0, width, 20), theme.TEXT)
    cell.text("", QRect(0, 0, 60, 20), theme.TEXT)
    cell.text("no room", QRect(0, 0, 0, 20), theme.TEXT)
    painter.end()
    assert len(cell.elided) == 2
    assert all(len(shown) < 37 for shown in cell.elided.values())
