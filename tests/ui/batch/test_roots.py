from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fracview.ui.batch.roots import RootList

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def roots(qtbot: QtBot) -> RootList:
    made = RootList()
    qtbot.addWidget(made)
    made.show()
    return made


def test_each_path_stands_there_once_and_nothing_that_another_covers(roots: RootList) -> None:
    a, b = Path("a").absolute(), Path("b").absolute()
    roots.add([a / "x", b])
    roots.add([b, b / "deep" / "er.png"])
    assert roots.paths == (a / "x", b)
    roots.add([a])
    assert roots.paths == (b, a)


def test_it_tells_of_changes_only(roots: RootList, qtbot: QtBot) -> None:
    with qtbot.waitSignal(roots.changed):
        roots.add([Path("a")])
    with qtbot.assertNotEmitted(roots.changed):
        roots.add([Path("a")])
        roots.remove_chosen()


def test_what_is_chosen_is_taken_out_by_key(roots: RootList) -> None:
    roots.add([Path("a"), Path("b"), Path("c")])
    for row in (0, 2):
        roots.item(row).setSelected(True)
    QTest.keyClick(roots, Qt.Key.Key_Delete)
    assert [path.name for path in roots.paths] == ["b"]


def test_an_empty_list_says_what_to_do(roots: RootList) -> None:
    assert roots._empty.isVisible()
    roots.add([Path("a")])
    assert not roots._empty.isVisible()
