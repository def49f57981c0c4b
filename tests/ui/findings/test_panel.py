from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea

from fracview.core.impression import Impression
from fracview.core.verdict import Verdict
from fracview.inference import Analyzer, load_model_set
from fracview.review.run import analyze_paths
from fracview.review.shown import READ_FIRST, ShownImpression, ShownVerdict, resolve_findings
from fracview.ui.findings.impression import WHY
from fracview.ui.findings.panel import FindingsPanel
from tests.export.analyses import analysis
from tests.ui.findings.shown import STATES, done, verdict

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

SIGNALS = (
    "threshold_changed", "threshold_reset", "detection_chosen", "verdict_given", "comment_changed",
    "impression_given", "undo_verdict", "retry_asked", "run_anyway_asked", "ignore_gate_asked",
)  # fmt: skip

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # of the offscreen platform


@pytest.fixture
def panel(qtbot: QtBot) -> FindingsPanel:
    widget = FindingsPanel()
    qtbot.addWidget(widget)
    widget.resize(280, 700)
    return widget


@pytest.fixture
def told(panel: FindingsPanel) -> list[tuple[Any, ...]]:
    said: list[tuple[Any, ...]] = []
    for name in SIGNALS:
        getattr(panel, name).connect(lambda *what, name=name: said.append((name, *what)))
    return said


def text(panel: FindingsPanel, name: str) -> str:
    label = panel.findChild(QLabel, name)
    return "" if label.isHidden() else label.text()


def button(panel: FindingsPanel, name: str) -> QPushButton:
    return panel.findChild(QPushButton, name)


def test_showing_anything_tells_nothing(panel: FindingsPanel, told: list[tuple[Any, ...]]) -> None:
    for state in STATES.values():
        panel.show_findings(state)
        panel.show_verdict(verdict(verdict=Verdict.AGREE, comment="x", state="saved", time="08:31"))
        panel.show_impression(ShownImpression("0:0", Impression.UNSURE, state="saved"))
    panel.choose_detection(1)
    assert told == []


@pytest.mark.parametrize("name", STATES)
def test_every_state_shows_its_sentence_and_its_word(panel: FindingsPanel, name: str) -> None:
    panel.show_findings(STATES[name])
    assert text(panel, "headline") == STATES[name].headline
    assert text(panel, "answer_word") == STATES[name].word
    number = "0.87" if name == "definite" else {"doubt": "0.30", "negative": "0.05"}.get(name, "")
    assert text(panel, "answer_number") == number


def test_error_out_of_scope_and_negative_look_different_and_so_do_all_states(panel: FindingsPanel) -> None:
    pictures = set()
    for state in STATES.values():
        panel.show_findings(replace(state, headline="", contradiction="", word=""))
        image = panel.head.grab().toImage()
        pictures.add(bytes(image.constBits()))
    # `not run` is out of scope as well, `no networks` has the sign of a failure: words tell those apart
    assert len(pictures) == len(STATES) - 2


def test_each_button_asks_for_its_own_thing(
    qtbot: QtBot, panel: FindingsPanel, told: list[tuple[Any, ...]]
) -> None:
    for name in STATES:
        panel.show_findings(STATES[name])
        assert button(panel, "run_anyway").isHidden() == (name != "not run")
        assert button(panel, "ignore_gate").isHidden() == (name != "out of scope")
    panel.show_findings(STATES["not run"])
    qtbot.mouseClick(button(panel, "run_anyway"), Qt.MouseButton.LeftButton)
    panel.show_findings(STATES["out of scope"])
    qtbot.mouseClick(button(panel, "ignore_gate"), Qt.MouseButton.LeftButton)
    assert told == [("run_anyway_asked",), ("ignore_gate_asked",)]


def test_the_list_follows_the_threshold_at_once(panel: FindingsPanel, told: list[tuple[Any, ...]]) -> None:
    panel.show_findings(STATES["definite"])
    panel.boxes.threshold.slider.setValue(20)
    assert text(panel, "boxes_sentence") == "3 of 3 boxes shown: score 0.020 or more."
    assert "below the high-sensitivity point (0.100): 1 box" in text(panel, "threshold_note")
    assert panel.boxes.list.count() == 3
    panel.boxes.threshold.slider.setValue(500)
    assert panel.boxes.list.count() == 1
    button(panel, "threshold_reset").click()
    assert (panel.boxes.list.count(), text(panel, "threshold_note")) == (2, "")
    assert told == [("threshold_changed", 0.02), ("threshold_changed", 0.5), ("threshold_reset",)]


def test_without_an_answer_there_is_no_threshold_to_move(panel: FindingsPanel) -> None:
    panel.show_findings(STATES["failed"])
    assert panel.boxes.threshold.isHidden()
    assert text(panel, "boxes_sentence") == "No boxes: failed."
    assert text(panel, "region_title") == "Region"


def test_a_box_that_is_clicked_is_told_of(
    qtbot: QtBot, panel: FindingsPanel, told: list[tuple[Any, ...]]
) -> None:
    panel.show_findings(STATES["definite"])
    boxes = panel.boxes.list
    place = boxes.visualItemRect(boxes.item(1)).center()
    qtbot.mouseClick(boxes.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told == [("detection_chosen", 2)]


def test_another_case_never_takes_the_comment_that_is_being_typed(
    qtbot: QtBot, panel: FindingsPanel, told: list[tuple[Any, ...]]
) -> None:
    panel.show_verdict(verdict(key="case 1"))
    qtbot.keyClicks(panel.verdict.comment, "step")
    panel.show_verdict(verdict(key="case 2"))
    panel.give_verdict("agree")
    assert told == [("comment_changed", "case 1", "step"), ("verdict_given", "case 2", "agree", "")]


def test_closing_can_ask_for_what_is_being_typed(
    qtbot: QtBot, panel: FindingsPanel, told: list[tuple[Any, ...]]
) -> None:
    panel.show_verdict(verdict(key="case 1"))
    qtbot.keyClicks(panel.verdict.comment, "step")
    panel.commit_comment()
    panel.commit_comment()
    assert told == [("comment_changed", "case 1", "step")]


def test_a_verdict_by_key_takes_the_comment_along(
    qtbot: QtBot, panel: FindingsPanel, told: list[tuple[Any, ...]]
) -> None:
    panel.show_verdict(verdict())
    qtbot.keyClicks(panel.verdict.comment, "step")
    panel.give_verdict("unsure")
    panel.commit_comment()
    assert told == [("verdict_given", "case 1", "unsure", "step")]


def test_undo_and_retry_are_handed_on(
    qtbot: QtBot, panel: FindingsPanel, told: list[tuple[Any, ...]]
) -> None:
    panel.show_verdict(verdict(verdict=Verdict.AGREE, state="unsaved", problem="locked"))
    for name in ("undo_verdict", "retry_verdict"):
        qtbot.mouseClick(button(panel, name), Qt.MouseButton.LeftButton)
    assert told == [("undo_verdict",), ("retry_asked",)]


@pytest.mark.parametrize("name", STATES)
def test_it_fits_a_narrow_column_and_scrolls_when_short(panel: FindingsPanel, name: str) -> None:
    endless = "x" * 400
    panel.show_findings(replace(STATES[name], details=(endless,), headline=endless))
    panel.show_verdict(
        verdict(reader="A reader with a very long name, M.D.", state="unsaved", problem=endless)
    )
    panel.resize(280, 500)
    panel.show()
    area = panel.findChild(QScrollArea, "findings_scroll")
    assert panel.width() == 280
    assert area.widget().width() <= area.viewport().width()
    assert area.widget().height() > area.viewport().height()
    assert area.verticalScrollBar().maximum() > 0


def test_text_of_a_file_stays_text(panel: FindingsPanel) -> None:
    panel.show_findings(replace(STATES["definite"], details=("<b>name</b>",)))
    assert text(panel, "details") == "Note: <b>name</b>"
    for label in panel.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText, label.objectName()


def test_numbers_say_what_they_are_of(panel: FindingsPanel) -> None:
    panel.show_findings(STATES["definite"])
    assert text(panel, "answer_of_what") == "probability of a fracture"
    assert text(panel, "region_title") == "Region: hand (probability of each)"
    assert text(panel, "small_print").endswith("The networks took 81 ms.")
    assert "3fa9c1" in text(panel, "small_print")


def test_the_cursor_goes_to_the_comment(qtbot: QtBot, panel: FindingsPanel) -> None:
    panel.show_verdict(verdict(comment="step"))
    panel.show()
    panel.focus_comment()
    assert panel.focusWidget() is panel.verdict.comment


def test_the_shipped_networks_answers_are_shown(
    panel: FindingsPanel, models_dir: Path, samples_dir: Path
) -> None:
    paths = [samples_dir / "IMG0003906.jpg", samples_dir / "page_of_text.png"]
    models = load_model_set(models_dir)
    definite, text_page = analyze_paths(paths, Analyzer(models, "cpu"))
    panel.show_findings(done(definite))
    assert text(panel, "answer_word") == "definite"
    point = models.operating_points["fracture"].high_specificity
    assert f"high-specificity point {point:.2f}" in panel.bar.words()
    panel.show_findings(done(text_page))
    assert text(panel, "answer_word") == "out of scope"
    assert not button(panel, "ignore_gate").isHidden()
    assert resolve_findings(analysis(), phase="done").kind == "analyzed"


def test_reading_first_it_asks_and_shows_nothing_of_the_answer(qtbot: QtBot, panel: FindingsPanel) -> None:
    panel.show_findings(done())
    with qtbot.waitExposed(panel):
        panel.show()
    panel.show_verdict(ShownVerdict())
    panel.show_impression(ShownImpression(key="case 1", state="asked"))
    panel.show_findings(READ_FIRST)
    visible = [label.text() for label in panel.findChildren(QLabel) if label.isVisible() and label.text()]
    assert visible == ["read first", READ_FIRST.headline, "Your first impression", WHY]
    assert not panel.verdict.isVisible()
    assert not panel.bar.isVisible()
    assert not panel.boxes.isVisible()
    heard: list[tuple[str, str]] = []
    panel.impression_given.connect(lambda *said: heard.append(said))
    panel.verdict_given.connect(lambda *said: heard.append(said))
    for said in ("agree", "unsure", "disagree"):
        panel.give_verdict(said)
    panel.focus_comment()
    assert heard == [("case 1", "fracture"), ("case 1", "unsure"), ("case 1", "no_fracture")]
    panel.show_impression(ShownImpression(key="case 1", state="saved", impression=Impression.UNSURE))
    panel.show_findings(done())
    panel.show_verdict(verdict())
    assert panel.verdict.isVisible()
    assert panel.bar.isVisible()
    assert panel.boxes.isVisible()
    panel.give_verdict("agree")
    assert heard[-1][:2] == ("case 1", "agree")
