from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QImage

from fracview.ui.canvas.picture import Overlay
from fracview.ui.compare.overlay import BoxMark, Marks, ReferenceMark
from fracview.ui.compare.triptych import Triptych, boxes_alone, reference_alone
from tests.ui.canvas.scenes import noise, picture_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

MARKS = Marks(
    (ReferenceMark((1, 1, 9, 9)), ReferenceMark((20, 20, 30, 30), missed=True)),
    (BoxMark((2, 2, 9, 9), 0.8, "TP", 0.7, 0),),
    lines=True,
)


def test_each_panel_shows_its_own() -> None:
    assert [mark.missed for mark in reference_alone(MARKS).reference] == [False, False]
    assert reference_alone(MARKS).boxes == ()
    alone = boxes_alone(MARKS)
    assert [mark.missed for mark in alone.reference] == [True]
    assert alone.boxes[0].partner is None


def test_the_panels_go_together_and_the_map_comes_late(qtbot: QtBot) -> None:
    dialog = Triptych("a.jpg", picture_of(noise()), MARKS)
    qtbot.addWidget(dialog)
    first, _, last = dialog.panels
    first.set_view(first.view.zoomed(2.0))
    assert last.view.zoom == pytest.approx(first.view.zoom)
    assert "Asking" in dialog.words.text()
    before = last.grab().toImage()
    image = QImage(8, 8, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0xFFFF0000)
    dialog.show_map(Overlay(image, 8, "C2f"))
    assert dialog.words.text().startswith("Layer 8, C2f.")
    assert last.grab().toImage() != before
    dialog.show_no_map("No layer map.")
    assert dialog.words.text() == "No layer map."
