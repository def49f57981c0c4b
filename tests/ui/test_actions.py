"""Keys of the actions: portable, free of conflicts, the reader's own on top of a scheme."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from fracview.review.settings import Settings
from fracview.ui.actions import (
    ACTIONS,
    BY_ID,
    SCHEMES,
    conflicts,
    is_key,
    key_text,
    keys_of,
    scheme_keys,
    tooltip,
)

PORTABLE = QKeySequence.SequenceFormat.PortableText
ALL_KEYS = sorted({key for scheme in SCHEMES for keys in scheme_keys(scheme).values() for key in keys})


@pytest.mark.parametrize("key", ALL_KEYS)
def test_each_key_is_portable_and_one_press(key: str) -> None:
    sequence = QKeySequence(key)
    assert sequence.toString(PORTABLE) == key
    assert sequence.count() == 1
    assert is_key(key)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_scheme_has_no_conflicts(scheme: str) -> None:
    assert conflicts(scheme_keys(scheme)) == []


@pytest.mark.parametrize(
    ("key", "press"),
    [
        ("?", Qt.Key.Key_Question),
        ("=", Qt.Key.Key_Equal),
        ("+", Qt.Key.Key_Plus),
        ("[", Qt.Key.Key_BracketLeft),
        (",", Qt.Key.Key_Comma),
        (".", Qt.Key.Key_Period),
    ],
)
def test_punctuation_starts_an_action(key: str, press: Qt.Key, qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    shortcut = QShortcut(QKeySequence(key), widget)
    with qtbot.waitSignal(shortcut.activated, timeout=1000):
        qtbot.keyClick(widget, press)


def test_labelling_keys_go_with_a_and_d() -> None:
    keys = keys_of(Settings(key_scheme="labelling"))
    assert "D" in keys["next"]
    assert "A" in keys["previous"]
    assert keys["tool_ruler"] == ("Shift+D",)
    assert keys["tool_angle"] == ("Shift+A",)
    assert keys["fit"] == ("=",)


def test_own_keys_come_last_and_may_be_none() -> None:
    own = {"fit": ("F",), "next": (), "no_such_action": ("G",)}
    keys = keys_of(Settings(key_scheme="labelling", keys=own))
    assert keys["fit"] == ("F",)
    assert keys["next"] == ()
    assert keys["previous"] == ("Up", "Left", "A")
    assert "no_such_action" not in keys
    assert set(keys) == {spec.id for spec in ACTIONS}


def test_an_unknown_scheme_is_reading() -> None:
    assert keys_of(Settings(key_scheme="plaid")) == scheme_keys("reading")


def test_conflicts_are_sentences() -> None:
    assert conflicts({"fit": ("R",), "rotate_right": ("R",)}) == [
        "R starts both “Fit” and “Rotate right”: give one of them another key."
    ]
    assert conflicts({"fit": ("R",), "rotate_right": ("Shift+R",)}) == []
    assert conflicts({"fit": ("R", "R")}) == []


def test_the_same_key_written_otherwise_is_found() -> None:
    assert len(conflicts({"fit": ("ctrl+r",), "invert": ("Ctrl+R",)})) == 1


def test_a_key_that_begins_another_is_in_conflict() -> None:
    assert len(conflicts({"fit": ("G",), "invert": ("G, N",)})) == 1
    assert conflicts({"fit": ("G, M",), "invert": ("G, N",)}) == []


@pytest.mark.parametrize("key", ["nonsense", "Ctrl+nonsense", "", "R, nonsense"])
def test_what_is_no_key_is_said(key: str) -> None:
    assert not is_key(key)
    assert conflicts({"fit": (key,)}) == [f"“{key}” of “Fit” is no key."]


def test_tooltips_name_the_key() -> None:
    assert tooltip(BY_ID["next"], ("Down", "Right")) == (
        "Next radiograph (Down or Right)\nNext radiograph of the list."
    )
    assert tooltip(BY_ID["about"], ()).startswith("About FracView\n")
    assert key_text(()) == ""
