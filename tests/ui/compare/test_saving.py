from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton

from fracview.core.errors import ExportError
from fracview.review.settings import Settings
from fracview.ui.compare import saving
from tests.ui.compare.folders import compare_with_results, compare_with_two

if TYPE_CHECKING:
    from tests.ui.windows import Driven, Windows


@pytest.fixture
def driven(windows: Windows) -> Driven:
    return windows.make(settings=Settings(analyse_in_background=False))


def save_button(driven: Driven) -> QPushButton:
    return driven.part(QPushButton, "compare_save")


def test_it_can_be_saved_only_while_it_is_shown(driven: Driven, tmp_path: Path) -> None:
    action = driven.window.actions_by_id["save_report"]
    assert not action.isEnabled()
    mode = compare_with_results(driven, tmp_path)
    assert action.isEnabled()
    assert save_button(driven).isEnabled()
    mode.set_on(False)
    assert not action.isEnabled()
    mode.set_on(True)
    assert action.isEnabled()
    mode.set_saving(True)
    assert not action.isEnabled()
    mode.set_saving(False)


def test_the_button_asks_for_a_folder_and_the_status_line_names_it(driven: Driven, tmp_path: Path) -> None:
    mode = compare_with_two(driven, tmp_path)
    mode.page.panel.sliders.sliders["score"].setValue(700)
    save_button(driven).click()
    dialog = driven.window.findChild(QFileDialog)
    folder = tmp_path / "report"
    dialog.fileSelected.emit(str(folder))
    dialog.close()
    assert not save_button(driven).isEnabled()
    driven.wait(lambda: driven.message == f"Comparison report saved: {folder}", 60_000)
    assert save_button(driven).isEnabled()
    content = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    assert content["signature"]["score threshold"] == 0.7
    assert content["signature"]["thresholds from"] == saving.SAID
    assert content["counts"] == {"tp": 1, "fp": 0, "fn": 1}
    assert content["against"]["figures"]["recall"]["second"]["value"] == 1.0
    assert (folder / "against" / "metrics.json").is_file()
    assert (folder / "report.html").is_file()
    saving.save(mode, folder)  # an earlier report is replaced
    driven.wait(lambda: "saved" in driven.message and save_button(driven).isEnabled(), 60_000)


def test_a_folder_with_other_things_is_refused_in_one_sentence(driven: Driven, tmp_path: Path) -> None:
    mode = compare_with_results(driven, tmp_path)
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "thesis.txt").write_text("mine", encoding="utf-8")
    saving.save(mode, folder)
    driven.wait(lambda: "not saved" in driven.message)
    assert driven.message == "Report not saved: mine holds other files already, such as thesis.txt."
    assert [one.name for one in folder.iterdir()] == ["thesis.txt"]
    assert save_button(driven).isEnabled()


def test_a_folder_that_cannot_be_made(driven: Driven, tmp_path: Path) -> None:
    mode = compare_with_results(driven, tmp_path)
    saving.save(mode, tmp_path / "standard.json" / "report")
    driven.wait(lambda: "not saved" in driven.message)
    assert driven.message.startswith("Report not saved: report cannot be made or written to: ")


def test_a_file_in_place_of_the_folder(driven: Driven, tmp_path: Path) -> None:
    mode = compare_with_results(driven, tmp_path)
    saving.save(mode, tmp_path / "standard.json")
    driven.wait(lambda: "not saved" in driven.message)
    assert "standard.json is no folder" in driven.message


def test_without_a_comparison_there_is_nothing_to_save(driven: Driven, tmp_path: Path) -> None:
    driven.act("compare")
    saving.ask(driven.window.compare)
    assert driven.message == saving.NOTHING
    driven.window.status.show_message("")
    saving.save(driven.window.compare, tmp_path)
    assert driven.message == saving.NOTHING


def test_a_refusal_names_what_a_reader_can_do_here() -> None:
    error = ExportError("holds other files.", reason="not_empty", path=Path("a/b"), cure="Use --out.")
    sentence, details = saving.refusal(Path("a/b"), error)
    assert sentence == "Report not saved: b holds other files."
    assert "--out" not in details
    assert saving.refusal(Path("a"), ValueError("x"))[1] == "ValueError: x"
