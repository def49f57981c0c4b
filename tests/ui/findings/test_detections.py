from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from fracview.review.shown import with_threshold
from fracview.ui.findings.detections import MOST_ROWS, ROW, DetectionList
from tests.export.analyses import DEFINITE_BOX, analysis
from tests.ui.findings.shown import STATES, done

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

SHOWN = STATES["definite"]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform


@pytest.fixture
def boxes(qtbot: QtBot) -> DetectionList:
    widget = DetectionList()
    qtbot.addWidget(widget)
    widget.resize(264, 200)
    widget.show_detections(SHOWN.detections, SHOWN.box_points)
    return widget


def rows(boxes: DetectionList) -> list[str]:
    return [boxes.item(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(boxes.count())]


def click(qtbot: QtBot, boxes: DetectionList, row: int) -> None:
    place = boxes.visualItemRect(boxes.item(row)).center()
    qtbot.mouseClick(boxes.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_only_shown_boxes_are_listed_with_number_score_and_tier(boxes: DetectionList) -> None:
    assert rows(boxes) == ["box 1, score 0.77, definite", "box 2, score 0.22, doubt"]


def test_a_box_below_the_points_is_not_called_not_found(boxes: DetectionList) -> None:
    lowered = with_threshold(SHOWN, 0.01)
    boxes.show_detections(lowered.detections, lowered.box_points)
    assert rows(boxes)[2] == "box 3, score 0.05, below both points"


def test_a_click_tells_the_number_each_time(qtbot: QtBot, boxes: DetectionList) -> None:
    told: list[int] = []
    boxes.chosen.connect(told.append)
    click(qtbot, boxes, 1)
    click(qtbot, boxes, 1)
    assert told == [2, 2]


def test_showing_and_choosing_tell_nothing(qtbot: QtBot, boxes: DetectionList) -> None:
    with qtbot.assertNotEmitted(boxes.chosen):
        boxes.choose(2)
        lowered = with_threshold(SHOWN, 0.01)
        boxes.show_detections(lowered.detections, lowered.box_points)
        boxes.choose(None)
    assert boxes.currentRow() == -1


def test_the_chosen_box_stays_chosen_while_the_threshold_moves_and_not_on_another_radiograph(
    boxes: DetectionList,
) -> None:
    boxes.choose(2)
    lowered = with_threshold(SHOWN, 0.01)
    boxes.show_detections(lowered.detections, lowered.box_points)
    assert boxes.currentRow() == 1
    other = done(analysis(detections=(DEFINITE_BOX.__class__((0, 0, 1, 1), 0.9, DEFINITE_BOX.tier),) * 2))
    boxes.show_detections(other.detections, other.box_points)
    assert boxes.currentRow() == -1


def test_the_list_is_as_high_as_its_boxes_and_scrolls_beyond_six(boxes: DetectionList) -> None:
    assert boxes.height() == 2 * ROW + 2 * boxes.frameWidth()
    many = done(analysis(detections=(DEFINITE_BOX,) * 20))
    boxes.show_detections(many.detections, many.box_points)
    assert boxes.height() == MOST_ROWS * ROW + 2 * boxes.frameWidth()
    none = STATES["negative"]
    boxes.show_detections(none.detections, none.box_points)
    assert boxes.isHidden()


def test_the_line_of_each_tier_is_drawn_as_on_the_radiograph(boxes: DetectionList) -> None:
    lowered = with_threshold(SHOWN, 0.01)
    boxes.show_detections(lowered.detections, lowered.box_points)
    boxes.choose(None)
    image = boxes.viewport().grab().toImage()
    upper_edges = [
        sum(image.pixelColor(x, row * ROW + ROW // 2 - 6).lightness() > 110 for x in range(29, 50))
        for row in range(3)
    ]
    assert upper_edges[0] > upper_edges[1] > upper_edges[2] > 0
