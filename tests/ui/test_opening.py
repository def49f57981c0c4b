from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QFileDialog, QMenu

from fracview.review.paths import config_dir
from fracview.review.recent import add_recent, load_recent
from fracview.ui import opening
from tests.tiny_runs import DEFINITE, DOUBT
from tests.ui.windows import fill

if TYPE_CHECKING:
    from tests.ui.windows import Windows


def test_only_what_lies_on_this_machine_is_taken(tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/a.png"), QUrl.fromLocalFile(str(tmp_path / "Röntgen #1.png"))])
    assert opening.dropped_paths(data) == [tmp_path / "Röntgen #1.png"]
    assert opening.dropped_paths(QMimeData()) == []


def test_what_was_opened_stands_in_the_menu_and_opens_again(windows: Windows, tmp_path: Path) -> None:
    folder = fill(tmp_path / "R&D", [DEFINITE])[0].parent
    driven = windows.make()
    menu = QMenu(driven.window)
    opening.fill_recent_menu(driven.window, menu)
    assert [action.isEnabled() for action in menu.actions()] == [False]
    driven.open(folder)
    driven.wait(lambda: load_recent(config_dir() / opening.RECENT) == (folder,))
    driven.open(fill(tmp_path / "other", [DOUBT])[0])
    driven.wait(lambda: len(load_recent(config_dir() / opening.RECENT)) == 2)
    opening.fill_recent_menu(driven.window, menu)
    again = next(action for action in menu.actions() if "R&&D" in action.text())
    again.trigger()
    driven.wait(lambda: driven.is_settled and driven.case.path.parent == folder)
    opening.fill_recent_menu(driven.window, menu)
    menu.actions()[-1].trigger()
    assert load_recent(config_dir() / opening.RECENT) == ()
    menu.deleteLater()


def test_the_dialogs_open_what_is_chosen(windows: Windows, tmp_path: Path) -> None:
    files = fill(tmp_path / "some", [DEFINITE, DOUBT])
    driven = windows.make()
    driven.act("open_files")
    dialog = driven.window.findChild(QFileDialog)
    dialog.filesSelected.emit([str(file) for file in files])
    dialog.close()
    driven.wait(lambda: driven.is_settled and len(driven.cases) == 2)
    driven.turn(20)
    driven.act("open_folder")
    dialog = driven.window.findChild(QFileDialog)
    assert dialog.fileMode() is QFileDialog.FileMode.Directory
    dialog.close()
    driven.turn(20)


def test_several_files_are_no_recent_item(windows: Windows, tmp_path: Path) -> None:
    add_recent(config_dir() / opening.RECENT, tmp_path)
    driven = windows.make()
    driven.open(*fill(tmp_path / "some", [DEFINITE, DOUBT]))
    driven.window.background_work.settle()
    assert load_recent(config_dir() / opening.RECENT) == (tmp_path,)


def test_the_samples_open(windows: Windows) -> None:
    driven = windows.make()
    driven.act("open_samples")
    driven.wait(lambda: driven.is_settled)
    assert len(driven.cases) >= 5
