"""The page in the window: shown, left, fed by files and by the networks, closed in order."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QDialog, QPushButton

from fracview.review.settings import Settings
from fracview.ui.compare import entry
from fracview.ui.compare import mode as module
from fracview.ui.compare.page import WITH_SECOND_PX
from fracview.ui.compare.second import DIFFER
from tests.ui.compare.folders import (
    NAMES,
    compare,
    compare_with_results,
    compare_with_two,
    write_results,
    write_standard,
)
from tests.ui.windows import fill

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.windows import Driven, Windows


def test_reading_and_comparing_take_turns(windows: Windows) -> None:
    driven = windows.make()
    window, docks = driven.window, [dock.isVisible() for dock in driven.window.docks]
    assert window.compare is None
    driven.act("compare")
    driven.turn(20)
    assert window.compare.page.isVisible()
    assert not any(dock.isVisible() for dock in window.docks)
    assert not window.actions_by_id["strip"].isEnabled()
    assert window.actions_by_id["fit"].isEnabled()
    driven.act("compare")
    driven.turn(20)
    assert window.canvas.isVisible()
    assert [dock.isVisible() for dock in window.docks] == docks
    assert window.actions_by_id["strip"].isEnabled()


def test_the_layout_of_reading_is_kept_by_whoever_closes_while_comparing(windows: Windows) -> None:
    driven = windows.make()
    docks = [dock.isVisible() for dock in driven.window.docks]
    driven.act("compare")
    windows.close(driven)
    again = windows.make()
    assert [dock.isVisible() for dock in again.window.docks] == docks


def test_full_screen_is_left_first(windows: Windows) -> None:
    driven = windows.make()
    docks = [dock.isVisible() for dock in driven.window.docks]
    for _ in range(2):
        driven.act("full_screen")
        driven.act("compare")
        driven.turn(50)
        assert not driven.window.isFullScreen()
    assert not driven.window.compare.is_on
    assert [dock.isVisible() for dock in driven.window.docks] == docks


def test_answers_of_a_file(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make(settings=Settings(analyse_in_background=False))
    mode = compare_with_results(driven, tmp_path)
    panel = mode.page.panel
    assert panel.figure("recall").value == pytest.approx(0.5)
    assert panel.figure("precision").value == pytest.approx(0.5)
    panel.sliders.sliders["score"].setValue(700)
    assert panel.figure("precision").value == pytest.approx(1.0)
    assert "results.json" in mode.page.header.predictions.full_text
    assert mode.page.list.count.text() == "3 of 3 images"
    mode.page.list.selector.setCurrentIndex(mode.page.list.selector.findData("only_fn"))
    assert mode.page.list.count.text() == "1 of 3 images"
    mode.page.panel.fracture.cell_chosen.emit(0, 0)
    assert len(mode.page.list.chips.chips) == 1
    mode.page.list.chips.removed.emit(mode.page.list.chips.chips[0])
    assert mode.page.list.chips.chips == ()


def test_the_networks_answer_on_the_images_of_the_standard(
    windows: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "GATHER_MS", 50)
    driven = windows.make()
    mode = compare(driven, write_standard(tmp_path, missing=1))
    driven.wait(lambda: len(mode.session.resolver.evaluation.unanswered) == 1)
    assert [case.name for case in driven.cases] == list(NAMES)
    assert "this program" in mode.page.header.predictions.full_text
    assert "1 images without an answer" in mode.page.header.predictions.full_text
    assert mode.session.state.probability == pytest.approx(0.2)
    assert mode.page.panel.figure("auc_by_probability").n == "3"
    mode.page.header.own_asked.emit()
    driven.act("compare")


def test_what_cannot_be_opened_is_said_and_what_was_open_stays(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make(settings=Settings(analyse_in_background=False))
    mode = compare_with_results(driven, tmp_path)
    broken = tmp_path / "broken.json"
    broken.write_text('{"images": [', encoding="utf-8")
    entry.open_reference(driven.window, broken)
    driven.wait(lambda: "Not opened" in driven.message)
    assert mode.session.opened.reference.source == tmp_path / "standard.json"
    assert mode.page.panel.figure("recall").value == pytest.approx(0.5)


def test_the_data_report(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make(settings=Settings(analyse_in_background=False))
    mode = compare(driven, write_standard(tmp_path, missing=2))
    report = mode.page.header.findChild(QPushButton, "compare_report")
    if report.isEnabled():
        report.click()
        (dialog,) = driven.dialogs()
        assert dialog.table.rowCount() == len(mode.session.opened.reference.notes)
        dialog.close()
        driven.turn(20)
    assert not [one for one in driven.window.findChildren(QDialog) if one.isVisible()]


def test_settings_reach_the_page(windows: Windows) -> None:
    driven = windows.make()
    driven.act("compare")
    driven.window.change_settings(Settings(drag_up="darker", wheel="next", corner_texts="none"))
    viewport = driven.window.compare.page.viewport
    assert viewport.drag_up_darkens
    assert viewport.wheel_turns_pages
    assert viewport.corner_state == "none"
    driven.window.background_work.settle()


def test_the_launch_pays_nothing_for_the_page() -> None:
    import subprocess

    code = (
        "import sys, fracview.ui.building;"
        'print([m for m in sys.modules if m.startswith("pyqtgraph") or m.endswith("compare.page")])'
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_two_products_beside_each_other(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make(settings=Settings(analyse_in_background=False))
    mode = compare_with_two(driven, tmp_path)
    page, header = mode.page, mode.page.header
    recall = page.panel.figure("recall")
    assert (recall.text, recall.second, recall.difference) == ("0.500", "1.000", "+0.500")
    assert page.panel.numbers.table.headers[-2:] == ("Second", "2nd − 1st")
    assert page.splitter.sizes()[2] >= WITH_SECOND_PX - 5
    assert "second.json" in header.second.full_text
    assert "both answered on 3 images" in header.second.full_text
    page.list.selector.setCurrentIndex(page.list.selector.findData(DIFFER))
    assert page.list.count.text() == "2 of 3 images"
    assert "second: 1 TP" in page.list.model.shown.words(1)
    assert page.second_boxes.isVisible()
    page.second_boxes.click()
    mode.picture.show(0)
    driven.wait(lambda: page.viewport.marks.second != ())
    header.drop_second.click()
    driven.wait(lambda: not page.second_boxes.isVisible())
    assert page.list.selector.currentData() == "all"
    assert page.viewport.marks.second == ()
    assert len(page.panel.numbers.table.headers) == 4


def test_own_networks_beside_a_file(
    windows: Windows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "GATHER_MS", 50)
    driven = windows.make()
    mode = compare_with_results(driven, tmp_path)
    mode.page.header.second_own.click()
    driven.wait_answered()

    def answered() -> bool:
        second = mode.session.resolver.second
        return second is not None and not second.evaluation.unanswered

    driven.wait(answered)
    assert "this program" in mode.page.header.second.full_text
    assert not mode.page.header.second_own.isEnabled()
    mode.page.header.own.click()
    driven.wait(lambda: mode.session.is_own and mode.session.resolver.second is None)


def test_what_is_dropped_on_the_page_is_told_by_its_content(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make(settings=Settings(analyse_in_background=False))
    drop(driven, write_results(tmp_path))  # not on the page: opened as everywhere, and refused
    driven.turn(50)
    assert driven.window.compare is None
    driven.act("compare")
    mode = driven.window.compare
    drop(driven, write_standard(tmp_path))
    driven.wait(lambda: mode.session.resolver is not None)
    drop(driven, write_results(tmp_path))
    driven.wait(lambda: not mode.session.is_own and not mode.session.resolver.evaluation.unanswered)
    elsewhere = tmp_path / "elsewhere"
    fill(elsewhere, (90, 91))
    drop(driven, elsewhere)
    driven.wait(lambda: {case.path.parent for case in driven.cases} == {elsewhere})
    assert mode.is_on


def drop(driven: Driven, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    driven.window.dropEvent(event)
    assert event.isAccepted()
