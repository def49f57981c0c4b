"""Other files are opened while some are open: nothing of the old passes for something of the new."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication

from fracview.core.verdict import Verdict
from fracview.ui.opening import open_paths
from tests.inference.tiny_models import write_folder
from tests.tiny_runs import DEFINITE, DOUBT, NOT_FOUND
from tests.ui.windows import fill

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.windows import Windows

CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_dropped_folder_is_opened(windows: Windows, tmp_path: Path) -> None:
    fill(tmp_path / "dropped", [DEFINITE, DOUBT])
    driven = windows.make()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "dropped"))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(20, 20), Qt.DropAction.CopyAction, data, buttons, keys)
    driven.window.dropEvent(event)
    driven.wait(lambda: len(driven.cases) == 2 and driven.is_settled)


def test_a_file_opened_alone_opens_its_folder_and_stands_on_it(windows: Windows, tmp_path: Path) -> None:
    files = fill(tmp_path / "many", [DEFINITE, DOUBT, NOT_FOUND])
    driven = windows.make()
    driven.open(files[1])
    assert driven.case.name == "scan_001.png"
    assert sorted(case.name for case in driven.cases) == [file.name for file in files]
    driven.wait_answered()
    assert driven.case.name == "scan_001.png"
    assert driven.window.cases.table.current == driven.case.number


def test_a_word_said_at_once_is_never_for_a_file_that_is_only_being_opened(
    windows: Windows, tmp_path: Path
) -> None:
    old = fill(tmp_path / "old", [DEFINITE])[0]
    new = fill(tmp_path / "new", [NOT_FOUND])[0]
    driven = windows.make()
    driven.open(old)
    open_paths(driven.window, [new])
    assert driven.window.session.scene.key is None
    assert driven.window.canvas.main.picture is None
    driven.act("agree")
    driven.wait(lambda: driven.is_settled)
    assert driven.case.verdict is None
    driven.open(old)
    assert driven.case.verdict is None


def test_a_comment_being_typed_goes_to_the_file_it_was_typed_for(windows: Windows, tmp_path: Path) -> None:
    old = fill(tmp_path / "old", [DEFINITE])[0]
    new = fill(tmp_path / "new", [NOT_FOUND])[0]
    driven = windows.make()
    driven.open(old)
    driven.act("comment")
    driven.qtbot.keyClicks(driven.window.findings.verdict.comment, "of the old one")
    driven.window.session.open([new])
    driven.wait(lambda: driven.is_settled and driven.case.path == new)
    assert driven.scene.verdict.comment == ""
    assert driven.window.findings.verdict.comment.text() == ""
    driven.open(old)
    driven.wait(lambda: driven.scene.verdict.comment == "of the old one")


def test_a_comment_being_typed_while_moving_on_is_kept_where_it_belongs(
    windows: Windows, tmp_path: Path
) -> None:
    files = fill(tmp_path / "many", [DEFINITE, DOUBT, NOT_FOUND])
    driven = windows.make()
    driven.open(files[0])
    driven.wait_answered()
    line = driven.window.findings.verdict.comment
    first = driven.case.name
    driven.act("comment")
    driven.qtbot.keyClicks(line, "first words")
    driven.key(Qt.Key.Key_Down)
    driven.wait(lambda: driven.is_settled and driven.case.name != first)
    assert line.text() == ""
    second = driven.case.name
    driven.window.canvas.main.setFocus()
    driven.key(Qt.Key.Key_3, CTRL)
    driven.go(first)
    assert driven.scene.verdict.comment == "first words"
    assert driven.scene.verdict.verdict is None
    driven.go(second)
    assert driven.scene.verdict.comment == ""
    assert driven.scene.verdict.verdict is Verdict.DISAGREE


def test_the_strip_of_a_new_folder_shows_its_own_radiograph(windows: Windows, tmp_path: Path) -> None:
    """Keys begin anew with each folder: the tiles of case 0 before must not pass for those of case 0 now."""
    driven = windows.make()
    tiles = []
    for name, grey in (("bright", DEFINITE), ("dark", NOT_FOUND)):
        driven.open(fill(tmp_path / name, [grey])[0])
        strips: list[object] = []
        driven.window.session.layers.strip_changed.connect(strips.append)
        driven.wait(lambda strips=strips: bool(strips) and bool(strips[-1].tiles))
        image = strips[-1].tiles[0].image
        tiles.append(image.pixelColor(image.width() // 2, image.height() // 2).getRgb())
        driven.window.session.layers.strip_changed.disconnect(strips.append)
    assert tiles[0] != tiles[1]


def test_networks_without_layer_maps_run_once_and_the_strip_says_so(
    windows: Windows, tmp_path: Path, tiny_models: Path, analysed: list[str]
) -> None:
    for task in ("region", "detection"):
        write_folder(tmp_path / "models" / task, task)
    write_folder(tmp_path / "models" / "fracture", "fracture", changes={"layer_maps": []})
    driven = windows.make(tmp_path / "models")
    strips: list[object] = []
    driven.window.session.layers.strip_changed.connect(strips.append)
    driven.open(fill(tmp_path / "one", [DOUBT])[0])
    driven.wait(lambda: driven.scene.analysis is not None)
    driven.turn(400)
    assert len(analysed) <= 2, analysed
    assert "no layer maps" in strips[-1].note


def test_every_frame_goes_through_the_networks_once(
    windows: Windows, tmp_path: Path, analysed: list[str]
) -> None:
    driven = windows.make()
    driven.act("strip")
    files = fill(tmp_path / "many", [60 + 4 * i for i in range(40)])
    driven.open(tmp_path / "many")
    driven.wait_answered()
    driven.turn(200)
    assert sorted(analysed) == [file.name for file in files]


def test_an_idle_window_does_nothing(windows: Windows, tmp_path: Path) -> None:
    fill(tmp_path / "many", [DEFINITE, DOUBT])
    driven = windows.make()
    driven.open(tmp_path / "many")
    driven.wait_answered()
    driven.turn(600)
    scenes: list[object] = []
    arranged: list[object] = []
    driven.window.session.scene_changed.connect(scenes.append)
    driven.window.cases.table.arranged.connect(lambda: arranged.append(1))
    driven.turn(700)
    assert (scenes, arranged) == ([], [])


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_right_clicks_leave_no_menu_behind(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make()
    driven.open(fill(tmp_path / "one", [DOUBT])[0])
    main = driven.window.canvas.main
    for _ in range(3):
        main.menu_asked.emit(main.mapToGlobal(main.rect().center()))
        popup = QApplication.activePopupWidget()
        assert popup is not None
        popup.close()
        driven.turn(20)
    menus = [one for one in driven.window.children() if type(one).__name__ == "QMenu"]
    assert not menus
