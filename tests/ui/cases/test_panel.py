from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from fracview.core.verdict import Verdict
from fracview.review.case import Counts, SortKey
from fracview.review.disagreement import BOX_WITHOUT_PROBABILITY
from fracview.ui.cases.chip import Chip
from fracview.ui.cases.delegate import ROW_HEIGHT
from fracview.ui.cases.panel import CaseListPanel, shown_words
from tests.ui.cases.lists import WORST_FIRST, grey_image, many, of_every_kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from fracview.review.catalog import Catalog


def panel_of(qtbot: Any, catalog: Catalog) -> CaseListPanel:
    panel = CaseListPanel(catalog)
    qtbot.addWidget(panel)
    panel.resize(520, 800)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


def numbers(panel: CaseListPanel) -> list[int]:
    model = panel.table.model_of_cases
    return [model.case_at(row).number for row in range(model.rowCount())]


def said(panel: CaseListPanel, name: str) -> str:
    label = panel.findChild(QLabel, name)
    assert isinstance(label, QLabel)
    return label.text() if label.isVisible() else ""


def toggle(qtbot: Any, panel: CaseListPanel, name: str) -> None:
    chip = panel.findChild(Chip, f"chip_{name}")
    assert isinstance(chip, Chip)
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)


def click_heading(qtbot: Any, panel: CaseListPanel, column: int) -> None:
    header = panel.table.horizontalHeader()
    place = header.rect().center()
    place.setX(header.sectionViewportPosition(column) + 10)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_the_list_fills_while_files_are_found(qtbot: Any) -> None:
    catalog = many(0)
    panel = panel_of(qtbot, catalog)
    assert said(panel, "cases_empty") == "No radiographs yet."
    panel.found(catalog.add(many(3).case(number).path for number in range(3)))
    qtbot.waitUntil(lambda: numbers(panel) == [0, 1, 2])
    assert said(panel, "cases_shown") == "3 of 3 shown, 3 waiting"
    assert said(panel, "cases_empty") == ""


def test_answers_move_cases_up(qtbot: Any) -> None:
    catalog = many(3)
    panel = panel_of(qtbot, catalog)
    catalog.update(2, outcome="definite", probability=0.9, region="hand")
    panel.changed(2)
    qtbot.waitUntil(lambda: numbers(panel) == [2, 0, 1])
    region = panel.findChild(Chip, "chip_region_hand")
    assert isinstance(region, Chip)
    assert region.isVisible()


def test_worst_first_until_a_heading_is_clicked(qtbot: Any) -> None:
    panel = panel_of(qtbot, of_every_kind())
    assert numbers(panel) == WORST_FIRST
    header = panel.table.horizontalHeader()
    assert (header.sortIndicatorSection(), header.sortIndicatorOrder()) == (1, Qt.SortOrder.DescendingOrder)
    click_heading(qtbot, panel, 0)
    assert numbers(panel) == [8, 0, 1, 2, 3, 4, 5, 6, 7]
    click_heading(qtbot, panel, 0)
    assert numbers(panel) == [7, 6, 5, 4, 3, 2, 1, 0, 8]
    click_heading(qtbot, panel, 3)
    assert numbers(panel)[:2] == [3, 0]
    click_heading(qtbot, panel, 1)
    assert numbers(panel) == WORST_FIRST


def test_an_order_without_a_column_shows_no_arrow(qtbot: Any) -> None:
    panel = panel_of(qtbot, of_every_kind())
    panel.filter_bar.sort.changed.emit(SortKey.FOUND, True, False)
    assert numbers(panel) == [8, 7, 6, 5, 4, 3, 2, 1, 0]
    assert panel.table.horizontalHeader().sortIndicatorSection() == -1


def test_chips_and_text_narrow_the_list_and_show_all_widens_it(qtbot: Any) -> None:
    panel = panel_of(qtbot, of_every_kind())
    everything = panel.findChild(QPushButton, "show_all_cases")
    assert isinstance(everything, QPushButton)
    assert not everything.isVisible()
    toggle(qtbot, panel, "failed")
    assert numbers(panel) == [6, 8]
    toggle(qtbot, panel, "out_of_scope")
    assert numbers(panel) == [6, 8, 5]
    panel.filter_bar.box.setText("LOST")
    assert numbers(panel) == [8]
    assert said(panel, "cases_shown") == "1 of 9 shown, 1 waiting"
    toggle(qtbot, panel, "region_leg")
    assert said(panel, "cases_empty") == "No radiograph passes the filter."
    qtbot.mouseClick(everything, Qt.MouseButton.LeftButton)
    assert numbers(panel) == WORST_FIRST
    assert not everything.isVisible()


def test_return_in_the_box_chooses_the_first(qtbot: Any) -> None:
    panel = panel_of(qtbot, of_every_kind())
    panel.focus_filter()
    qtbot.waitUntil(panel.filter_bar.box.hasFocus)
    qtbot.keyClicks(panel.filter_bar.box, "scan3")
    with qtbot.waitSignal(panel.chosen) as chosen:
        qtbot.keyClick(panel.filter_bar.box, Qt.Key.Key_Return)
    assert chosen.args == [3]
    qtbot.waitUntil(panel.table.hasFocus)


def test_thumbnails_come_and_go_by_number(qtbot: Any) -> None:
    panel = panel_of(qtbot, of_every_kind())
    with qtbot.waitSignal(panel.thumbnail_wanted):
        pass
    assert panel.wants_thumbnail(1)
    before = panel.table.grab().toImage()
    panel.set_thumbnail(1, grey_image())
    assert not panel.wants_thumbnail(1)
    assert panel.table.grab().toImage() != before


def test_another_list_keeps_filter_and_order(qtbot: Any) -> None:
    panel = panel_of(qtbot, many(3))
    panel.filter_bar.box.setText("scan")
    panel.filter_bar.sort.changed.emit(SortKey.NAME, False, False)
    catalog = of_every_kind()
    with qtbot.assertNotEmitted(panel.chosen):
        panel.set_catalog(catalog)
        panel.set_current(2)
    assert numbers(panel) == [0, 1, 2, 3, 4, 5, 6, 7]
    panel.found(catalog.add([catalog.case(0).path]))
    qtbot.waitUntil(lambda: len(numbers(panel)) == 9)


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (Counts(), "0 of 0 shown"),
        (Counts(20_000, 12, outcomes={"waiting": 1500}), "12 of 20,000 shown, 1,500 waiting"),
    ],
)
def test_the_line_above_the_list(counts: Counts, words: str) -> None:
    assert shown_words(counts) == words


def _milliseconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


@pytest.mark.benchmark
def test_twenty_thousand_rows_scroll_and_grow_in_a_frame_each(qtbot: Any, qapp: Any) -> None:
    catalog = many(0)
    panel = panel_of(qtbot, catalog)
    path = many(1).case(0).path
    grown = []
    for _ in range(40):
        panel.found(catalog.add([path] * 500))
        grown.append(_milliseconds(lambda: (panel.refresh(), qapp.processEvents())))
    bar = panel.table.verticalScrollBar()
    scrolled = [
        _milliseconds(lambda: (bar.setValue(bar.value() + 2 * ROW_HEIGHT), qapp.processEvents()))
        for _ in range(200)
    ]
    for times in (grown, scrolled):
        assert statistics.median(times) < 16
        assert max(times) < 30


def test_the_reading_order_holds_still_under_the_reader(qtbot: Any) -> None:
    catalog = of_every_kind()
    panel = panel_of(qtbot, catalog)
    panel.sort_by(SortKey.QUEUE)
    before = numbers(panel)
    assert before[:2] == [1, 2]
    panel.set_current(1)
    catalog.update(1, verdict=Verdict.AGREE)
    panel.changed(1)
    panel.refresh()
    assert numbers(panel) == before
    assert catalog.next_unreviewed(1) == before[1]
    panel.sort_by(SortKey.QUEUE)
    assert numbers(panel).index(1) > numbers(panel).index(2)


def test_disagreements_alone(qtbot: Any) -> None:
    catalog = of_every_kind()
    catalog.update(4, disagreement=BOX_WITHOUT_PROBABILITY)
    panel = panel_of(qtbot, catalog)
    toggle(qtbot, panel, "disagree")
    assert numbers(panel) == [4]


def test_what_is_hidden_stays_hidden_in_another_list(qtbot: Any) -> None:
    panel = panel_of(qtbot, of_every_kind())
    panel.hide_where(lambda case: case.number != 1)
    panel.show_read_first(True)
    for _ in range(2):
        words = [panel.table.model_of_cases.index(row, 1).data() for row in range(9)]
        assert sorted(set(words)) == ["0.93 definite", "read first"]
        panel.set_catalog(of_every_kind())
    panel.renew()
    assert panel.table.model_of_cases.has_news
