from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QAbstractItemView, QDialog, QLineEdit

from fracview.ui import help_windows
from fracview.ui.dialogs.about import AboutDialog
from fracview.ui.dialogs.header import HeaderDialog
from fracview.ui.dialogs.settings import SettingsDialog
from tests.reading.build import dicom_bytes, grey_attributes
from tests.tiny_runs import DEFINITE
from tests.ui.windows import fill

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ui.windows import Driven, Windows


def only_dialog(driven: Driven) -> QDialog:
    (dialog,) = driven.dialogs()
    return dialog


def words(dialog: QDialog) -> str:
    from PySide6.QtWidgets import QLabel, QPlainTextEdit

    texts = [one.toPlainText() for one in dialog.findChildren(QPlainTextEdit)]
    return "\n".join(texts + [one.text() for one in dialog.findChildren(QLabel)])


def test_the_header_of_the_file_in_view(windows: Windows, tmp_path: Path) -> None:
    file = tmp_path / "one" / "x.dcm"
    file.parent.mkdir()
    file.write_bytes(dicom_bytes(grey_attributes(8, 8, bits=8, PatientName="DOE^JANE"), bytes(64)))
    driven = windows.make()
    driven.act("header")
    assert not driven.dialogs()
    assert "Open a radiograph" in driven.message
    driven.open(file)
    driven.act("header")
    dialog = only_dialog(driven)
    assert isinstance(dialog, HeaderDialog)
    driven.window.background_work.settle()
    driven.turn(50)
    driven.wait(lambda: "x.dcm" in dialog.windowTitle() or "x.dcm" in words(dialog))
    dialog.close()
    driven.turn(20)
    assert not driven.dialogs()


def test_an_answer_for_a_window_that_has_gone_goes_nowhere(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make()
    driven.open(fill(tmp_path / "one", [DEFINITE])[0])
    for name in ("header", "diagnostics"):
        driven.act(name)
        only_dialog(driven).close()
        driven.turn(10)
    driven.window.background_work.settle()
    driven.turn(50)


def test_diagnostics_name_no_file_of_anybody(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make()
    driven.open(fill(tmp_path / "DOE_JANE", [DEFINITE])[0])
    driven.wait(lambda: driven.scene.analysis is not None)
    text = help_windows.diagnostics_text(driven.window)
    assert "PySide6" in text
    assert "store          open" in text
    assert "DOE_JANE" not in text
    driven.act("diagnostics")
    driven.wait(lambda: "PySide6" in words(only_dialog(driven)))
    only_dialog(driven).close()


def test_diagnostics_say_what_is_wrong_with_the_store(windows: Windows) -> None:
    from fracview.review.paths import default_store

    default_store().write_bytes(b"no store of ours")
    driven = windows.make()
    driven.wait(lambda: bool(driven.window.store_problem))
    assert "not open" in help_windows.diagnostics_text(driven.window)


def test_about_names_the_networks_that_run(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make()
    driven.open(fill(tmp_path / "one", [DEFINITE])[0])
    driven.wait(lambda: driven.window.session.analyses.networks.analyzer is not None)
    driven.act("about")
    dialog = only_dialog(driven)
    cells = [
        view.model().index(row, 0).data()
        for view in dialog.findChildren(QAbstractItemView)
        for row in range(view.model().rowCount())
    ]
    assert {"tiny-fracture", "tiny-region", "tiny-detection"} <= set(cells)
    dialog.close()


def test_about_shows_licences_and_the_text_of_the_chosen_one(windows: Windows) -> None:
    driven = windows.make()
    driven.act("about")
    dialog = only_dialog(driven)
    assert isinstance(dialog, AboutDialog)
    driven.wait(lambda: "GNU AFFERO" in words(dialog))
    assert "Source checkout" in words(dialog)
    dialog.findChild(QLineEdit, "licences_search").setText("numpy")
    driven.wait(lambda: "Redistribution and use" in words(dialog))
    dialog.close()


def test_about_says_why_there_is_no_list_of_licences(
    windows: Windows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fracview.review.licences._PACKAGE", "fracview-that-is-not-installed")
    driven = windows.make()
    driven.act("about")
    driven.wait(lambda: "not installed as a package" in words(only_dialog(driven)))
    only_dialog(driven).close()


def test_about_closed_at_once_leaves_nothing(windows: Windows) -> None:
    driven = windows.make()
    driven.act("about")
    only_dialog(driven).close()
    driven.window.background_work.settle()
    driven.turn(50)


@pytest.mark.parametrize("name", ["settings", "cheat_sheet", "about", "diagnostics"])
def test_windows_close_and_leave_nothing(windows: Windows, name: str) -> None:
    driven = windows.make()
    driven.act(name)
    only_dialog(driven).reject()
    driven.turn(30)
    assert not driven.window.findChildren(QDialog)


def test_settings_start_from_those_in_force(windows: Windows) -> None:
    driven = windows.make()
    driven.act("settings")
    dialog = only_dialog(driven)
    assert isinstance(dialog, SettingsDialog)
    dialog.close()
