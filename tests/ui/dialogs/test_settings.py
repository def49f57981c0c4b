"""Settings dialog: what OK hands over, what Cancel leaves, what a conflict refuses."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from fracview.review import updates
from fracview.review.settings import Settings
from fracview.ui.dialogs.settings import SettingsDialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform

Child = TypeVar("Child", bound=QWidget)

FULL = Settings(
    reader="Dr. Röntgen",
    theme="light",
    device="cpu",
    models="/somewhere/models",
    box_threshold=0.35,
    keys={"fit": ("F",)},
    drag_up="darker",
    wheel="next",
    corner_texts="technical",
    key_scheme="labelling",
    analyse_in_background=False,
    store="/somewhere/store.sqlite",
)


def opened(qtbot: QtBot, settings: Settings) -> SettingsDialog:
    made = SettingsDialog(settings)
    qtbot.addWidget(made)
    made.open()
    return made


def child(dialog: SettingsDialog, kind: type[Child], name: str) -> Child:
    found = dialog.findChild(kind, name)
    assert isinstance(found, kind)
    return found


def button(dialog: SettingsDialog, which: QDialogButtonBox.StandardButton) -> QPushButton:
    return child(dialog, QDialogButtonBox, "settings_buttons").button(which)


def handed_over(dialog: SettingsDialog) -> list[Settings]:
    found: list[Settings] = []
    dialog.settings_changed.connect(found.append)
    button(dialog, QDialogButtonBox.StandardButton.Ok).click()
    return found


@pytest.mark.parametrize("settings", [Settings(), FULL])
def test_nothing_changed_hands_nothing_over(settings: Settings, qtbot: QtBot) -> None:
    dialog = opened(qtbot, settings)
    assert handed_over(dialog) == []
    assert not dialog.isVisible()


def test_every_field_is_shown_and_handed_over(qtbot: QtBot) -> None:
    dialog = opened(qtbot, FULL)
    child(dialog, QLineEdit, "reader").setText(" B. ")
    for name, value in (
        ("theme", "dark"),
        ("device", "auto"),
        ("drag_up", "brighter"),
        ("wheel", "zoom"),
        ("corner_texts", "none"),
        ("key_scheme", "reading"),
    ):
        box = child(dialog, QComboBox, name)
        assert box.currentData() == getattr(FULL, name)
        box.setCurrentIndex(box.findData(value))
    child(dialog, QDoubleSpinBox, "box_threshold").setValue(0.4)
    child(dialog, QCheckBox, "analyse_in_background").setChecked(True)
    child(dialog, QLineEdit, "models").setText("")
    child(dialog, QLineEdit, "store").setText("/elsewhere")
    changed = {"theme": "dark", "device": "auto", "drag_up": "brighter", "wheel": "zoom", "reader": "B."}
    changed |= {"corner_texts": "none", "key_scheme": "reading", "models": "", "store": "/elsewhere"}
    assert handed_over(dialog) == [
        replace(FULL, **changed, box_threshold=0.4, analyse_in_background=True)  # type: ignore[arg-type]
    ]


def test_the_threshold_follows_the_network_unless_it_is_fixed(qtbot: QtBot) -> None:
    dialog = opened(qtbot, Settings())
    assert not child(dialog, QDoubleSpinBox, "box_threshold").isEnabled()
    child(dialog, QCheckBox, "own_threshold").setChecked(True)
    child(dialog, QDoubleSpinBox, "box_threshold").setValue(0.25)
    assert handed_over(dialog) == [Settings(box_threshold=0.25)]
    again = opened(qtbot, Settings(box_threshold=0.25))
    child(again, QCheckBox, "own_threshold").setChecked(False)
    assert handed_over(again) == [Settings()]


def test_a_conflict_of_keys_refuses_ok(qtbot: QtBot) -> None:
    dialog = opened(qtbot, Settings(keys={"fit": ("R",)}))
    assert not button(dialog, QDialogButtonBox.StandardButton.Ok).isEnabled()
    assert handed_over(dialog) == []
    dialog.accept()
    assert dialog.isVisible()
    assert child(dialog, QTabWidget, "settings_tabs").tabText(1) == "Keys: conflict"
    button(dialog, QDialogButtonBox.StandardButton.RestoreDefaults).click()
    assert button(dialog, QDialogButtonBox.StandardButton.Ok).isEnabled()


def test_restoring_defaults_keeps_the_name(qtbot: QtBot) -> None:
    dialog = opened(qtbot, FULL)
    button(dialog, QDialogButtonBox.StandardButton.RestoreDefaults).click()
    assert handed_over(dialog) == [Settings(reader="Dr. Röntgen")]


@pytest.mark.parametrize("how", ["escape", "cancel"])
def test_leaving_changes_nothing(how: str, qtbot: QtBot) -> None:
    dialog = opened(qtbot, FULL)
    found: list[Settings] = []
    dialog.settings_changed.connect(found.append)
    child(dialog, QLineEdit, "reader").setText("X")
    if how == "escape":
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    else:
        button(dialog, QDialogButtonBox.StandardButton.Cancel).click()
    assert found == []
    assert not dialog.isVisible()


def test_a_value_that_is_not_offered_survives(qtbot: QtBot) -> None:
    dialog = opened(qtbot, Settings(device="cuda:1"))
    child(dialog, QLineEdit, "reader").setText("A")
    assert handed_over(dialog) == [Settings(reader="A", device="cuda:1")]


@pytest.mark.parametrize("name", ["models", "store"])
def test_paths_are_chosen_without_blocking(name: str, qtbot: QtBot) -> None:
    dialog = opened(qtbot, Settings())
    child(dialog, QPushButton, f"{name}_choose").click()
    chooser = child(dialog, QFileDialog, "path_dialog")
    assert chooser.isVisible()
    chooser.fileSelected.emit("/chosen")
    chooser.reject()
    assert child(dialog, QLineEdit, name).text() == "/chosen"


def test_without_an_address_there_is_nothing_to_choose(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updates, "UPDATE_ADDRESS", "")
    dialog = opened(qtbot, Settings())
    box = child(dialog, QCheckBox, "check_for_updates")
    assert not box.isEnabled()
    assert not box.isChecked()
    assert "This build has no address" in child(dialog, QLabel, "updates_note").text()
    assert handed_over(dialog) == []


def test_the_box_for_newer_versions_says_what_is_sent_and_is_off(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updates, "UPDATE_ADDRESS", "https://example.org/newest.json")
    dialog = opened(qtbot, Settings())
    box = child(dialog, QCheckBox, "check_for_updates")
    assert box.isEnabled()
    assert not box.isChecked()
    said = "Asks https://example.org/newest.json for the newest version number when FracView starts. "
    assert child(dialog, QLabel, "updates_note").text() == f"{said}Nothing else is sent."
    box.setChecked(True)
    assert handed_over(dialog) == [Settings(check_for_updates=True)]
    again = opened(qtbot, Settings(check_for_updates=True))
    child(again, QCheckBox, "check_for_updates").setChecked(False)
    assert handed_over(again) == [Settings()]
