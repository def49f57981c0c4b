"""Cheat sheet: the keys that hold now, all on one screen."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from fracview.ui.actions import ACTIONS, GROUPS, scheme_keys
from fracview.ui.dialogs.cheat_sheet import CheatSheet, mouse_lines
from fracview.ui.theme import LIGHT, apply_theme

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform


@pytest.fixture
def sheet(qtbot: QtBot) -> CheatSheet:
    made = CheatSheet()
    qtbot.addWidget(made)
    made.show_keys(scheme_keys("reading"))
    made.show()
    return made


def html(sheet: CheatSheet) -> str:
    labels = sheet.findChildren(QLabel, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return "".join(label.text() for label in labels)


def words(sheet: CheatSheet) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]*>|&nbsp;", " ", html(sheet)))


def test_it_fits_on_a_small_screen(sheet: CheatSheet) -> None:
    assert sheet.minimumSizeHint().width() <= 1280
    assert sheet.minimumSizeHint().height() <= 760


def test_every_group_and_action_is_there(sheet: CheatSheet) -> None:
    found = words(sheet)
    names = [spec.text.rstrip("…") for spec in ACTIONS if not spec.id.startswith("preset_")]
    assert [name for name in [*names, *GROUPS.values(), "Mouse"] if name not in found] == []
    assert "1 to 9 Window presets 1 to 9" in found


def test_keys_are_the_live_ones(sheet: CheatSheet) -> None:
    assert "D Ruler" in words(sheet)
    sheet.show_keys(scheme_keys("labelling") | {"fit": ("Shift+<",), "preset_3": ("F3",)})
    assert "Shift+D Ruler" in words(sheet)
    assert "Shift+&lt; Fit" in words(sheet)
    assert "F3 Window preset 3" in words(sheet)


def test_an_action_without_a_key_has_a_dash(sheet: CheatSheet) -> None:
    assert "– Open the samples" in words(sheet)


def test_the_mouse_follows_the_settings(sheet: CheatSheet) -> None:
    assert "up brighter" in words(sheet)
    sheet.show_keys(scheme_keys("reading"), mouse_lines(drag_up="darker", wheel="next"))
    assert "up darker" in words(sheet)
    assert "Wheel next or previous radiograph" in words(sheet)


def test_it_follows_the_theme(sheet: CheatSheet, qapp: QApplication) -> None:
    palette = qapp.palette()
    try:
        apply_theme(qapp, "light")
        assert LIGHT.accent in html(sheet)
    finally:
        qapp.setStyleSheet("")
        qapp.setPalette(palette)


def test_escape_closes(sheet: CheatSheet, qtbot: QtBot) -> None:
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()
