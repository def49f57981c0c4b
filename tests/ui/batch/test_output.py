from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from fracview.core.errors import ExportError
from fracview.ui.batch.exporting import Written
from fracview.ui.batch.kinds import KINDS
from fracview.ui.batch.output import IDENTIFIERS, USUAL, WITHOUT, OutputPart

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def part(qtbot: QtBot) -> OutputPart:
    made = OutputPart()
    qtbot.addWidget(made)
    return made


def button(part: OutputPart, name: str) -> QPushButton:
    return part.findChild(QPushButton, f"batch_{name}")


def test_identifiers_are_off_until_they_are_asked_for_and_their_meaning_is_said(part: OutputPart) -> None:
    meaning = part.findChild(QLabel, "batch_identifiers_meaning")
    assert not part.identifiers.isChecked()
    assert meaning.text() == WITHOUT
    part.identifiers.setChecked(True)
    assert meaning.text() == IDENTIFIERS


def test_it_can_be_written_once_there_is_something_and_somewhere(part: OutputPart) -> None:
    save = button(part, "save")
    assert part.wanted == set(USUAL)
    assert not save.isEnabled()
    part.show_roots(True)
    assert not save.isEnabled()
    part.show_folder(Path("out"))
    assert save.isEnabled()
    assert part.folder == Path("out")
    for box in part.kinds.values():
        box.setChecked(False)
    assert not save.isEnabled()
    part.kinds["coco"].setChecked(True)
    part.set_locked(True)
    assert not save.isEnabled()
    assert save.toolTip() == "Once the run has ended"
    part.set_locked(False)
    assert save.isEnabled()


def test_while_it_is_written_it_can_be_cancelled(part: OutputPart, qtbot: QtBot) -> None:
    part.show_roots(True)
    part.show_folder(Path("out"))
    with qtbot.waitSignal(part.save_asked):
        button(part, "save").click()
    part.show_begun()
    assert button(part, "save").isHidden()
    assert not part.identifiers.isEnabled()
    part.show_written(Written(3, 9, True))
    assert (part.bar.value(), part.bar.maximum(), part.said.text()) == (3, 9, "Writing: 3 of 9 files.")
    with qtbot.waitSignal(part.cancel_asked):
        button(part, "save_cancel").click()
    part.show_cancelled()
    assert part.said.text().startswith("Stopped")
    assert not button(part, "save").isHidden()
    assert part.bar.isHidden()


def test_what_came_of_it(part: OutputPart) -> None:
    part.show_begun()
    part.show_written(Written(9, 9, True, 2, True, (Path("out/frames.csv"),)))
    assert part.said.text() == "Written: frames.csv. 2 pictures could not be drawn."
    assert part.said.property("role") == "warn"
    error = ExportError("cannot be written.", reason="x", path=Path("out/boxes.csv"), cure="Close it.")
    part.show_refused(error)
    assert part.said.text() == "Not written: boxes.csv cannot be written. Close it."
    assert str(Path("out/boxes.csv")) in part.said.toolTip()


def test_every_kind_can_be_ticked(part: OutputPart) -> None:
    for box in part.kinds.values():
        box.setChecked(True)
    assert part.wanted == KINDS.keys()
