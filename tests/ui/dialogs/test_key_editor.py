"""Key editor: choose an action, press a key, see the conflict at once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QComboBox, QKeySequenceEdit, QLabel, QPushButton, QTreeWidget, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from fracview.ui.actions import ACTIONS, BY_ID
from fracview.ui.dialogs.key_book import KeyBook
from fracview.ui.dialogs.key_editor import KeyEditor

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform


@pytest.fixture
def editor(qtbot: QtBot) -> KeyEditor:
    made = KeyEditor()
    qtbot.addWidget(made)
    made.show_keys(KeyBook("reading", {}))
    made.show()
    return made


def tree(editor: KeyEditor) -> QTreeWidget:
    found = editor.findChild(QTreeWidget, "key_actions")
    assert isinstance(found, QTreeWidget)
    return found


def items(editor: KeyEditor) -> list[QTreeWidgetItem]:
    groups = [tree(editor).topLevelItem(at) for at in range(tree(editor).topLevelItemCount())]
    return [group.child(at) for group in groups for at in range(group.childCount())]


def choose(editor: KeyEditor, action: str) -> QTreeWidgetItem:
    text = BY_ID[action].text.rstrip("…")
    (item,) = [item for item in items(editor) if item.text(0) == text]
    tree(editor).setCurrentItem(item)
    return item


def field(editor: KeyEditor, number: int) -> QKeySequenceEdit:
    found = editor.findChild(QKeySequenceEdit, f"key_{number}")
    assert isinstance(found, QKeySequenceEdit)
    return found


def warning(editor: KeyEditor) -> str:
    found = editor.findChild(QLabel, "key_conflicts")
    assert isinstance(found, QLabel)
    return found.text()


def test_every_action_can_be_chosen_and_changed(editor: KeyEditor) -> None:
    assert len(items(editor)) == len(ACTIONS)
    for number, spec in enumerate(ACTIONS):
        choose(editor, spec.id)
        field(editor, 1).setKeySequence(QKeySequence(f"Ctrl+Alt+Shift+{chr(0x4E00 + number)}"))
    assert len(editor.book.own) == len(ACTIONS)
    assert warning(editor) == ""


def test_the_fields_show_the_chosen_actions_keys(editor: KeyEditor) -> None:
    choose(editor, "next")
    assert field(editor, 1).keySequence().toString() == "Down"
    assert field(editor, 2).keySequence().toString() == "Right"
    assert field(editor, 3).keySequence().isEmpty()
    choose(editor, "about")
    assert field(editor, 1).keySequence().isEmpty()
    assert editor.book.own == {}


def test_pressing_a_key_gives_it_to_the_action(editor: KeyEditor, qtbot: QtBot) -> None:
    item = choose(editor, "fit")
    with qtbot.waitSignal(editor.changed):
        qtbot.keyClick(field(editor, 1), Qt.Key.Key_F)
    assert editor.book.keys["fit"] == ("F",)
    assert item.text(1) == "F"


def test_a_conflict_is_said_at_once_and_goes_with_it(editor: KeyEditor) -> None:
    choose(editor, "fit")
    field(editor, 1).setKeySequence(QKeySequence("R"))
    assert warning(editor) == "R starts both “Fit” and “Rotate right”: give one of them another key."
    choose(editor, "rotate_right")
    field(editor, 1).clear()
    assert warning(editor) == ""
    assert editor.book.own == {"fit": ("R",), "rotate_right": ()}


def test_default_gives_the_schemes_keys_back(editor: KeyEditor) -> None:
    choose(editor, "fit")
    field(editor, 1).setKeySequence(QKeySequence("F"))
    button = editor.findChild(QPushButton, "key_default")
    assert isinstance(button, QPushButton)
    button.click()
    assert editor.book.own == {}
    assert field(editor, 1).keySequence().toString() == "="


def test_another_scheme_shows_its_keys(editor: KeyEditor) -> None:
    choose(editor, "next")
    box = editor.findChild(QComboBox, "key_scheme")
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData("labelling"))
    assert editor.book.scheme == "labelling"
    assert field(editor, 3).keySequence().toString() == "D"


def test_keys_beyond_the_fields_are_kept(editor: KeyEditor) -> None:
    editor.show_keys(KeyBook("reading", {"fit": ("F1", "F2", "F3", "F4")}))
    choose(editor, "fit")
    field(editor, 2).clear()
    assert editor.book.keys["fit"] == ("F1", "F3", "F4")
