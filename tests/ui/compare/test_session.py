from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fracview.core.errors import FracViewError
from fracview.ui.compare import files
from fracview.ui.compare.files import OpenedReference
from fracview.ui.compare.second import DIFFER
from fracview.ui.compare.session import CompareSession
from tests.ui.compare.standard import NAMES, predictions, reference

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def session(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[CompareSession]:
    def load(path: Path, *_: object) -> OpenedReference:
        if path.name == "broken":
            raise FracViewError("It is broken.", reason="broken", path=path)
        return OpenedReference(reference(path), {})

    monkeypatch.setattr(files, "load_reference", load)
    made = CompareSession()
    yield made
    made.close()


def opened(session: CompareSession, qtbot: QtBot, tmp_path: Path) -> CompareSession:
    session.open_reference(tmp_path, None, {})
    qtbot.waitUntil(lambda: session.resolver is not None)
    session.take_predictions(predictions(), is_own=False)
    qtbot.waitUntil(lambda: len(session.resolver.evaluation.unanswered) == 1)
    return session


def test_a_reference_alone_has_no_answers(session: CompareSession, qtbot: QtBot, tmp_path: Path) -> None:
    session.open_reference(tmp_path, None, {})
    qtbot.waitUntil(lambda: session.resolver is not None)
    assert len(session.resolver.evaluation.unanswered) == len(NAMES)


def test_every_question_is_answered_with_everything(
    session: CompareSession, qtbot: QtBot, tmp_path: Path
) -> None:
    opened(session, qtbot, tmp_path)
    told: list[object] = []
    session.shown_changed.connect(told.append)
    session.set_threshold("score", 0.1)
    session.set_threshold("score", 0.1)
    session.set_queue("only_fp")
    session.set_by("view")
    assert len(told) == 3
    assert session.shown.state.queue == "only_fp"


def test_a_cell_filters_and_again_takes_the_filter_away(
    session: CompareSession, qtbot: QtBot, tmp_path: Path
) -> None:
    opened(session, qtbot, tmp_path)
    session.choose_cell("fracture", 0, 1)
    assert len(session.shown.listing.order) == 1
    session.choose_stratum(0)
    assert [chip.kind for chip in session.state.chips] == ["fracture", "stratum"]
    session.choose_stratum(99)
    session.choose_cell("fracture", 0, 1)
    session.remove_chip(session.state.chips[0])
    assert session.state.chips == ()
    session.choose_point("roc", 0.5)
    assert len(session.shown.listing.order) == 2


def test_what_is_broken_leaves_what_was_open(session: CompareSession, qtbot: QtBot, tmp_path: Path) -> None:
    opened(session, qtbot, tmp_path)
    refused: list[Exception] = []
    session.refused.connect(refused.append)
    session.open_reference(tmp_path / "broken", None, {})
    qtbot.waitUntil(lambda: bool(refused))
    assert session.opened.reference.source == tmp_path
    assert session.predictions.source == "by hand"


def test_another_reference_begins_anew(session: CompareSession, qtbot: QtBot, tmp_path: Path) -> None:
    opened(session, qtbot, tmp_path)
    session.choose_cell("fracture", 0, 1)
    session.open_reference(tmp_path / "other", None, {})
    qtbot.waitUntil(lambda: session.opened.reference.source == tmp_path / "other")
    assert session.state.chips == ()
    assert session.predictions is None
    assert session.is_own


def test_thresholds_begin_at_the_points_unless_they_were_moved(
    session: CompareSession, qtbot: QtBot, tmp_path: Path
) -> None:
    opened(session, qtbot, tmp_path)
    session.set_threshold("score", 0.4)
    points = {"score": 0.1, "probability": 0.2}
    session.take_predictions(predictions(), is_own=False, points=points)
    assert (session.state.score, session.state.probability) == (0.4, 0.2)


def test_late_answers_of_the_networks_do_not_displace_a_file(
    session: CompareSession, qtbot: QtBot, tmp_path: Path
) -> None:
    opened(session, qtbot, tmp_path)
    session.take_predictions(predictions(), is_own=True)
    assert not session.is_own
    session.use_own()
    session.take_predictions(predictions(), is_own=True)
    assert session.is_own


def test_notes_are_known_by_name(session: CompareSession, qtbot: QtBot, tmp_path: Path) -> None:
    session.set_notes(frozenset({NAMES[1]}))
    opened(session, qtbot, tmp_path)
    session.set_notes(frozenset({NAMES[1], "elsewhere.png"}))
    assert session.shown.listing.notes == {1}


def test_before_anything_is_open_nothing_fails(session: CompareSession) -> None:
    session.choose_cell("fracture", 0, 0)
    session.choose_point("roc", 0.5)
    session.set_threshold("iou", 0.7)
    assert session.shown.figures == ()
    assert session.path_of(None) is None


def test_second_predictions_stand_beside_the_first(
    session: CompareSession, qtbot: QtBot, tmp_path: Path
) -> None:
    opened(session, qtbot, tmp_path)
    assert session.shown.listing.second is None
    session.take_second(predictions(), is_own=False)
    qtbot.waitUntil(lambda: session.shown.listing.second is not None)
    assert {one.difference for one in session.shown.figures} <= {"+0.000", "—"}
    session.second_boxes = True
    assert len(session.marks_of(0).second) == 1
    session.set_queue(DIFFER)
    assert len(session.shown.listing.order) == 0
    session.drop_second()
    qtbot.waitUntil(lambda: session.shown.listing.second is None)
    assert session.state.queue == "all"
    assert session.marks_of(0).second == ()


def test_a_second_file_is_read_on_the_thread(
    session: CompareSession, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(session, qtbot, tmp_path)
    monkeypatch.setattr(files, "load_predictions", lambda *_: predictions())
    session.open_second(tmp_path / "second.json")
    qtbot.waitUntil(lambda: session.shown.listing.second is not None)
    session.open_second(tmp_path / "third.json")
    session.drop_second()  # before it was read
    qtbot.waitUntil(lambda: session.shown.listing.second is None and not session.is_evaluating)
    assert session.second is None


def test_own_networks_are_on_one_side_only(session: CompareSession, qtbot: QtBot, tmp_path: Path) -> None:
    opened(session, qtbot, tmp_path)
    session.take_second(predictions(), is_own=True)  # late, nobody wants them
    assert session.second is None
    session.use_own_as_second()
    session.take_second(predictions(), is_own=True)
    qtbot.waitUntil(lambda: session.shown.listing.second is not None)
    session.use_own()
    assert session.second is None
    session.use_own_as_second()
    assert not session.second_is_own


def test_another_reference_has_no_second(session: CompareSession, qtbot: QtBot, tmp_path: Path) -> None:
    opened(session, qtbot, tmp_path)
    session.take_second(predictions(), is_own=False)
    session.open_reference(tmp_path / "other", None, {})
    qtbot.waitUntil(lambda: session.opened.reference.source == tmp_path / "other")
    assert session.second is None


def test_an_interval_follows_when_the_slider_has_come_to_rest(
    session: CompareSession, qtbot: QtBot, tmp_path: Path
) -> None:
    opened(session, qtbot, tmp_path)

    def interval() -> str:
        return next(one.interval for one in session.shown.figures if one.key == "average_precision")

    assert interval() != "—"  # of IoU 0.5, which is always reckoned
    session.set_threshold("iou", 0.6)
    assert interval() == "—"
    qtbot.waitUntil(lambda: interval() != "—")
    session.set_threshold("iou", 0.7)
    session.set_threshold("iou", 0.6)
    assert interval() != "—"


def test_what_can_be_saved(session: CompareSession, qtbot: QtBot, tmp_path: Path) -> None:
    assert session.report() is None
    session.open_reference(tmp_path, None, {})
    qtbot.waitUntil(lambda: session.resolver is not None)
    assert session.report() is None  # nothing was answered yet
    session.take_predictions(predictions(), is_own=False)
    qtbot.waitUntil(lambda: session.report() is not None)
    report = session.report()
    assert report.predictions.source == "by hand"
    assert report.second is None
    assert report.state == session.state
