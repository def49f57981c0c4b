from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from fracview.ui.cases.flow import FlowLayout


def flow_of(
    qtbot: Any, count: int, width: int = 40, height: int = 20
) -> tuple[FlowLayout, list[QWidget], QWidget]:
    outer = QWidget()
    qtbot.addWidget(outer)  # which holds it only weakly
    layout = FlowLayout(outer, spacing=5)
    widgets = [QWidget() for _ in range(count)]
    for widget in widgets:
        widget.setFixedSize(width, height)
        layout.addWidget(widget)
    outer.resize(100, 300)
    outer.show()
    return layout, widgets, outer


def test_what_does_not_fit_goes_into_the_next_line(qtbot: Any) -> None:
    layout, widgets, _outer = flow_of(qtbot, 5)
    layout.activate()
    assert [(one.x(), one.y()) for one in widgets] == [(0, 0), (45, 0), (0, 25), (45, 25), (0, 50)]
    assert [layout.heightForWidth(width) for width in (40, 85, 84, 1000)] == [120, 70, 120, 20]


def test_hidden_ones_take_no_room(qtbot: Any) -> None:
    layout, widgets, _outer = flow_of(qtbot, 3)
    widgets[0].hide()
    layout.activate()
    assert [(one.x(), one.y()) for one in widgets[1:]] == [(0, 0), (45, 0)]


def test_items_can_be_taken_out(qtbot: Any) -> None:
    layout, widgets, _outer = flow_of(qtbot, 2)
    assert layout.itemAt(2) is None
    item = layout.takeAt(0)
    assert item is not None
    assert item.widget() is widgets[0]
    assert (layout.count(), layout.takeAt(7)) == (1, None)
