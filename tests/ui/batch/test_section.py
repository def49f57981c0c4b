from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel

from fracview.ui.batch.section import Section, add, button, check, row, thin_bar

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_a_section_has_its_heading_and_its_parts(qtbot: QtBot) -> None:
    section = Section("some", "Some title")
    qtbot.addWidget(section)
    made = button("go", "Go", "Goes"), check("on", "On", "Is on"), thin_bar("bar")
    add(section.column, row(*made[:2]), made[2])
    section.resize(400, 200)
    section.show()
    assert section.findChild(QLabel).text() == "Some title"
    assert [one.objectName() for one in made] == ["go", "on", "bar"]
    assert (made[0].toolTip(), made[1].toolTip()) == ("Goes", "Is on")
    assert made[0].width() < 200, "a button is as wide as it must be"
    assert not made[2].isTextVisible()


def test_the_last_of_a_row_may_take_the_rest(qtbot: QtBot) -> None:
    section = Section("some", "Some title")
    qtbot.addWidget(section)
    label = QLabel("x")
    add(section.column, row(button("go", "Go", "Goes"), label, stretch_last=True))
    section.resize(400, 100)
    section.show()
    assert label.width() > 250
