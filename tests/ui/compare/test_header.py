from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

from fracview.core.annotation import AnnotatedImage, Annotation, DataNote, ReferenceStandard
from fracview.core.prediction import Predictions
from fracview.ui.compare.header import CompareHeader

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

REFERENCE = ReferenceStandard(
    (AnnotatedImage("a.jpg", annotations=(Annotation((0, 0, 1, 1)),)), AnnotatedImage("b.jpg")),
    "COCO JSON",
    Path("some/coco.json"),
    "ab" * 32,
    (DataNote("no_file", "b.jpg", "There is no file."),),
)


def test_it_says_what_is_held_against_what(qtbot: QtBot) -> None:
    header = CompareHeader()
    qtbot.addWidget(header)
    assert "No reference standard" in header.reference.full_text
    assert not header.report.isEnabled()
    header.show_sources(REFERENCE, Predictions((), "other.json", {"file": "cd"}), is_own=False)
    assert header.reference.full_text == "Reference: COCO JSON, coco.json: 2 images, 1 annotations"
    assert header.predictions.full_text == "Against: other.json"
    assert "ab" * 32 in header.reference.toolTip()
    assert header.report.text() == "Data report (1)"
    assert header.own.isEnabled()
    header.show_busy("Comparing ...")
    assert header.predictions.full_text == "Comparing ..."


def test_buttons_ask(qtbot: QtBot) -> None:
    header = CompareHeader()
    qtbot.addWidget(header)
    asked: list[str] = []
    header.reference_asked.connect(lambda: asked.append("reference"))
    header.predictions_asked.connect(lambda: asked.append("predictions"))
    for name in ("compare_open_reference", "compare_open_predictions"):
        header.findChild(QPushButton, name).click()
    assert asked == ["reference", "predictions"]


def test_second_predictions_have_a_line_of_their_own(qtbot: QtBot) -> None:
    header = CompareHeader()
    qtbot.addWidget(header)
    assert not header.drop_second.isEnabled()
    assert not header.second_own.isEnabled()
    header.show_second(None, is_own=False, can_be_own=True)
    assert header.second_own.isEnabled()
    second = Predictions((), "second.json", {"file": "ef"})
    header.show_second(second, is_own=False, can_be_own=True, both=12)
    assert header.second.full_text == "Second: second.json; both answered on 12 images"
    assert "ef" in header.second.toolTip()
    asked: list[str] = []
    for name, signal in (
        ("compare_open_second", header.second_asked),
        ("compare_second_own", header.second_own_asked),
        ("compare_drop_second", header.second_dropped),
    ):
        signal.connect(lambda name=name: asked.append(name))
        header.findChild(QPushButton, name).click()
    assert asked == ["compare_open_second", "compare_second_own", "compare_drop_second"]
