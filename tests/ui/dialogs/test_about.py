"""About: what FracView is and is not, its licence, its networks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTableWidget, QTabWidget
from pytestqt.qtbot import QtBot

from fracview.core.analysis import ModelReference
from fracview.export.captions import RESEARCH_USE
from fracview.ui.dialogs.about import AboutDialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform

NETWORK = ModelReference("fracview-fracture-n-1.0.0", "fracture", "3f" * 32)


@pytest.fixture
def dialog(qtbot: QtBot) -> AboutDialog:
    made = AboutDialog()
    qtbot.addWidget(made)
    made.show()
    return made


def table(dialog: AboutDialog) -> QTableWidget:
    found = dialog.findChild(QTableWidget, "about_networks")
    assert isinstance(found, QTableWidget)
    return found


def test_badge_and_licence_are_there(dialog: AboutDialog) -> None:
    dialog.show_about("1.2.3", ())
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert "FracView 1.2.3" in texts
    assert RESEARCH_USE in texts
    assert any("Affero" in text for text in texts)
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in dialog.findChildren(QLabel))


def test_build_licence_and_source_are_said(dialog: AboutDialog) -> None:
    dialog.show_about("1.2.3", (), "Bundle, CUDA build", "Its source: https://example.org.")
    texts = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
    assert "Bundle, CUDA build" in texts
    (licence,) = (text for text in texts if "Affero" in text)
    assert "AGPL-3.0-or-later" in licence
    assert "warranty. Its source: https://example.org. What" in licence
    dialog.show_about("1.2.3", ())
    assert not dialog.findChild(QLabel, "about_build").isVisible()


def test_third_party_licences_are_a_page_of_their_own(dialog: AboutDialog) -> None:
    tabs = dialog.findChild(QTabWidget, "about_tabs")
    assert [tabs.tabText(number) for number in range(tabs.count())] == ["FracView", "Third-party licences"]
    tabs.setCurrentIndex(1)
    assert dialog.licences.isVisible()


def test_networks_have_their_whole_hash(dialog: AboutDialog) -> None:
    dialog.show_about("1.2.3", (NETWORK,))
    row = [table(dialog).item(0, column).text() for column in range(3)]
    assert row == ["fracview-fracture-n-1.0.0", "fracture", "3f" * 32]
    assert table(dialog).isVisible()


def test_no_networks_are_said(dialog: AboutDialog) -> None:
    dialog.show_about("1.2.3", (NETWORK,))
    dialog.show_about("1.2.3", ())
    found = dialog.findChild(QLabel, "about_no_networks")
    assert isinstance(found, QLabel)
    assert found.isVisible()
    assert not table(dialog).isVisible()


def test_escape_closes(dialog: AboutDialog, qtbot: QtBot) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
