from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fracview.core.errors import FracViewError
from fracview.ui.compare import files
from fracview.ui.compare.files import OpenedReference
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
