from __future__ import annotations

from typing import TYPE_CHECKING

from fracview.ui.canvas.picture import CornerTexts
from fracview.ui.compare.overlay import NO_MARKS, BoxMark, Marks
from fracview.ui.compare.viewport import CompareViewport
from tests.ui.canvas.scenes import noise, picture_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

MARKS = Marks(boxes=(BoxMark((10, 10, 60, 60), 0.5, "FP"),))


def test_marks_belong_to_one_picture(qtbot: QtBot) -> None:
    viewport = CompareViewport()
    qtbot.addWidget(viewport)
    viewport.resize(300, 200)
    picture = picture_of(noise())
    viewport.show_picture(picture, CornerTexts())
    bare = viewport.grab().toImage()
    viewport.set_marks((99, 0), MARKS)
    assert viewport.marks is NO_MARKS
    assert viewport.grab().toImage() == bare
    viewport.set_marks(picture.key, MARKS)
    assert viewport.marks == MARKS
    assert viewport.grab().toImage() != bare
    viewport.set_all_hidden(True)
    assert viewport.marks is NO_MARKS
