"""Licences: a list to search, the text of what is chosen, and what is said where there is none."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QTableWidget
from pytestqt.qtbot import QtBot

from fracview.review.licences import Component
from fracview.ui.dialogs.licences import LicencesPage

PARTS = (
    Component("FracView", "1.2.3", "AGPL-3.0-or-later", ()),
    Component("numpy", "2.1", "BSD-3-Clause", ()),
    Component("Pillow", "11.0", "MIT-CMU", ()),
    Component("Qt", "6.10", "", ()),
)


@pytest.fixture
def page(qtbot: QtBot) -> LicencesPage:
    made = LicencesPage()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def asked(page: LicencesPage) -> list[str]:
    names: list[str] = []
    page.text_asked.connect(lambda component: names.append(component.name))
    page.show_components(PARTS)
    return names


def table(page: LicencesPage) -> QTableWidget:
    return page.findChild(QTableWidget, "licences")


def shown(page: LicencesPage) -> list[str]:
    rows = (row for row in range(table(page).rowCount()) if not table(page).isRowHidden(row))
    return [table(page).item(row, 0).text() for row in rows]


def search(page: LicencesPage, text: str) -> None:
    page.findChild(QLineEdit, "licences_search").setText(text)


def text(page: LicencesPage) -> str:
    return page.findChild(QPlainTextEdit, "licence_text").toPlainText()


def count(page: LicencesPage) -> str:
    return page.findChild(QLabel, "licences_count").text()


def test_every_part_has_its_row_and_the_first_is_asked_for(page: LicencesPage, asked: list[str]) -> None:
    assert shown(page) == ["FracView", "numpy", "Pillow", "Qt"]
    assert [table(page).item(1, column).text() for column in range(3)] == ["numpy", "2.1", "BSD-3-Clause"]
    assert table(page).item(3, 2).text() == "see the text"
    assert count(page) == "4 parts with their licences"
    assert asked == ["FracView"]


def test_the_keyboard_goes_from_text_to_text(page: LicencesPage, asked: list[str], qtbot: QtBot) -> None:
    table(page).setFocus()
    qtbot.keyClick(table(page), Qt.Key.Key_Down)
    assert asked == ["FracView", "numpy"]
    page.show_text(PARTS[1], "Redistribution <b>and</b> use")
    assert text(page) == "Redistribution <b>and</b> use"
    page.show_text(PARTS[0], "late")
    assert "late" not in text(page), "a text that comes after another was chosen"
    qtbot.keyClick(table(page), Qt.Key.Key_Down)
    assert text(page) == ""


@pytest.mark.parametrize(
    ("wanted", "found"),
    [("PIL", ["Pillow"]), ("bsd", ["numpy"]), ("mit pillow", ["Pillow"]), ("", [one.name for one in PARTS])],
)
def test_searching_by_name_and_licence(
    page: LicencesPage, asked: list[str], wanted: str, found: list[str]
) -> None:
    search(page, wanted)
    assert shown(page) == found
    assert asked[-1] == found[0]
    assert not wanted or count(page) == f"{len(found)} of 4"


def test_where_nothing_is_found_no_text_is_shown(page: LicencesPage, asked: list[str]) -> None:
    page.show_text(PARTS[0], "AGPL")
    search(page, "nothing of that name")
    assert (shown(page), text(page), count(page)) == ([], "", "0 of 4")
    search(page, "")
    assert asked == ["FracView", "FracView"]


def test_a_search_begun_before_the_list_came_holds(page: LicencesPage) -> None:
    search(page, "qt")
    page.show_components(PARTS)
    assert shown(page) == ["Qt"]


def test_why_there_is_no_list(page: LicencesPage) -> None:
    assert "Looking" in count(page)
    page.show_problem("The list of licences is missing.")
    assert count(page) == "The list of licences is missing."
