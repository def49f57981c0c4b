from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt

from fracview.ui.compare.queue_list import QUEUES, QueueList, ShownList
from fracview.ui.compare.second import DIFFER

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

NAMES, REMARKS = ("a.jpg", "b.jpg", "c.jpg"), ("hand", "leg", "no answer")
COUNTS = np.array([[1, 0, 0], [0, 2, 0], [0, 0, 0]])


def listed(*order: int) -> ShownList:
    return ShownList(NAMES, REMARKS, np.array(order, np.intp), COUNTS, frozenset({1}))


@pytest.fixture
def queue(qtbot: QtBot) -> QueueList:
    made = QueueList()
    qtbot.addWidget(made)
    made.resize(260, 400)
    made.show_list(listed(2, 0, 1), "all", 0)
    return made


def test_it_stands_where_it_is_told_and_tells_nothing_of_it(queue: QueueList) -> None:
    told: list[int] = []
    queue.image_chosen.connect(told.append)
    assert queue.view.currentIndex().row() == 1
    queue.show_list(listed(0, 1), "lowest_iou", 1)
    assert queue.view.currentIndex().row() == 1
    assert queue.selector.currentData() == "lowest_iou"
    queue.show_list(listed(0), "only_fn", 2)
    assert not queue.view.selectionModel().hasSelection()
    assert told == []
    assert queue.count.text() == "1 of 3 images"


def test_the_reader_goes_to_an_image(queue: QueueList) -> None:
    told: list[int] = []
    queue.image_chosen.connect(told.append)
    queue.view.setCurrentIndex(queue.model.index(2))
    assert told == [1]


def test_neighbours_and_ends_follow_the_order(queue: QueueList) -> None:
    assert queue.neighbour(0, 1) == 1
    assert queue.neighbour(0, -1) == 2
    assert queue.neighbour(2, -1) is None
    assert queue.neighbour(None, 1) == 2
    assert (queue.end(last=False), queue.end(last=True)) == (2, 1)
    queue.show_list(ShownList(), "all", None)
    assert queue.end(last=True) is None
    assert queue.count.text() == "No images yet"


def test_every_queue_can_be_chosen(queue: QueueList) -> None:
    told: list[str] = []
    queue.queue_chosen.connect(told.append)
    for row in range(1, len(QUEUES)):
        queue.selector.setCurrentIndex(row)
    assert told == list(QUEUES)[1:]


def test_a_row_says_everything_to_a_screen_reader(queue: QueueList) -> None:
    said = queue.model.data(queue.model.index(2), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "b.jpg: 0 TP, 2 FP, 0 FN; leg"


def test_rows_are_painted(queue: QueueList) -> None:
    before = queue.grab().toImage()
    queue.show_list(listed(1), "all", 1)
    assert queue.grab().toImage() != before


def test_counts_of_second_predictions_take_a_line_more(queue: QueueList) -> None:
    low, before = queue.view.sizeHintForRow(0), queue.grab().toImage()
    item = queue.selector.model().item(queue.selector.findData(DIFFER))
    assert not item.isEnabled()
    answered = np.array([True, True, False])
    queue.show_list(replace(listed(2, 0, 1), second=COUNTS[::-1], second_answered=answered), "all", 0)
    assert item.isEnabled()
    assert queue.view.sizeHintForRow(0) > low
    assert queue.grab().toImage() != before
    said = [queue.model.data(queue.model.index(row), Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
    assert said[0].endswith("second: no answer")
    assert said[1] == "a.jpg: 1 TP, 0 FP, 0 FN; hand; second: 0 TP, 0 FP, 0 FN"
    queue.show_list(listed(2, 0, 1), "all", 0)
    assert queue.view.sizeHintForRow(0) == low
