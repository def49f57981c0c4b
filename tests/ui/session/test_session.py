"""The session without a window: scenes of one frame, whole, whatever arrives when."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from fracview.core.verdict import Verdict
from fracview.inference import Analyzer, load_model_set
from fracview.ui.session import images as images_module
from fracview.ui.session.images import load_image
from fracview.ui.session.records import Records
from fracview.ui.session.session import Session
from tests.tiny_runs import DEFINITE, DOUBT, NOT_FOUND
from tests.ui.windows import fill

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from fracview.ui.canvas.picture import Key
    from fracview.ui.session.images import LoadedImage
    from fracview.ui.session.scene import Scene


class Slow:
    """Reads files whose number is held back only when it is let go."""

    def __init__(self) -> None:
        self.held: dict[int, threading.Event] = {}

    def __call__(self, key: Key, path: Path) -> LoadedImage:
        if key[0] in self.held:
            assert self.held[key[0]].wait(10)
        return load_image(key, path)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    made = Slow()
    monkeypatch.setattr(images_module, "load_image", made)
    yield made
    for event in made.held.values():
        event.set()


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path, tiny_models: Path, slow: Slow) -> Iterator[Session]:
    records = Records(tmp_path / "store.sqlite", tiny_models)
    made = Session(lambda: Analyzer(load_model_set(tiny_models), device="cpu"), records)
    yield made
    for event in slow.held.values():
        event.set()
    made.close()


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return fill(tmp_path / "many", [DEFINITE, DOUBT, NOT_FOUND, DEFINITE, DOUBT])


@pytest.fixture
def opened(qtbot: QtBot, session: Session, files: list[Path]) -> Session:
    session.open([files[0].parent])
    qtbot.waitUntil(lambda: session.scene.findings.kind == "analyzed" and not session.walk.is_walking)
    return session


def shows(session: Session, number: int) -> Callable[[], bool]:
    return lambda: session.scene.key == (number, 0) and session.scene.picture is not None


def test_nothing_open_says_how_to_open_something(session: Session) -> None:
    assert session.scene.key is None
    assert "Drop a folder" in session.scene.texts.notice[0]
    assert session.case is None


def test_a_scene_is_of_one_frame(opened: Session) -> None:
    scene = opened.scene
    assert scene.key == (0, 0)
    assert scene.title == "scan_000.png"
    assert scene.picture is not None
    assert scene.picture.key == (0, 0)
    assert scene.analysis is not None
    assert scene.analysis.path == opened.catalog.case(0).path
    assert scene.verdict.key == "0:0"


def test_what_is_in_view_stays_whole_until_the_next_is_there(
    qtbot: QtBot, opened: Session, slow: Slow
) -> None:
    slow.held[4] = threading.Event()
    before = opened.scene
    opened.show(4)
    assert opened.key == (4, 0)
    assert opened.scene is before
    opened.set_box_threshold(0.9)
    assert opened.scene is before
    qtbot.waitUntil(lambda: opened.scene.key == (4, 0))
    assert opened.scene.picture is None
    assert opened.scene.texts.notice == ("Reading ...",)
    slow.held[4].set()
    qtbot.waitUntil(shows(opened, 4))


def test_a_late_picture_of_another_frame_is_not_shown(qtbot: QtBot, opened: Session, slow: Slow) -> None:
    slow.held[4] = threading.Event()
    scenes: list[Scene] = []
    opened.scene_changed.connect(scenes.append)
    opened.show(4)
    opened.show(1)
    qtbot.waitUntil(lambda: opened.key == (1, 0))
    slow.held[4].set()
    qtbot.waitUntil(shows(opened, 1))
    qtbot.wait(100)
    assert {scene.key for scene in scenes} == {(1, 0)}


def test_a_verdict_is_of_what_its_key_names(qtbot: QtBot, opened: Session) -> None:
    key = opened.scene.verdict.key
    opened.show(2)
    opened.give_verdict(key, Verdict.AGREE, "")
    assert opened.catalog.case(0).verdict is Verdict.AGREE
    assert opened.catalog.case(2).verdict is None
    opened.comment(key, "words")
    entry = opened.verdicts.newest((opened.catalog.case(0).sha256, 0))
    assert entry is not None
    assert (entry.verdict, entry.comment) == (Verdict.AGREE, "words")
    assert entry.shown.startswith("fracture 0.8")
    assert "tiny" in entry.models or ":" in entry.models


def test_without_the_assistant_the_record_says_so(opened: Session) -> None:
    opened.assistant_shown = False
    opened.give_verdict("0:0", Verdict.UNSURE, "")
    entry = opened.verdicts.newest((opened.catalog.case(0).sha256, 0))
    assert entry is not None
    assert entry.shown == "assistant off"


def test_a_verdict_counts_for_every_file_with_these_contents(qtbot: QtBot, opened: Session) -> None:
    qtbot.waitUntil(lambda: all(opened.catalog.case(i).sha256 for i in range(5)))
    opened.give_verdict("0:0", Verdict.AGREE, "")
    assert [opened.catalog.case(i).verdict for i in (0, 3)] == [Verdict.AGREE, Verdict.AGREE]
    assert opened.catalog.case(1).verdict is None


def test_the_threshold_changes_boxes_and_nothing_else(opened: Session) -> None:
    before = opened.scene
    opened.set_box_threshold(0.99)
    assert not any(one.shown for one in opened.scene.findings.detections)
    assert opened.scene.findings.probability == before.findings.probability
    opened.set_box_threshold(None)
    assert any(one.shown for one in opened.scene.findings.detections)


def test_opening_others_shows_nothing_of_the_old(qtbot: QtBot, opened: Session, tmp_path: Path) -> None:
    scenes: list[Scene] = []
    opened.scene_changed.connect(scenes.append)
    new = fill(tmp_path / "new", [NOT_FOUND])[0]
    opened.open([new])
    assert opened.scene.key is None
    qtbot.waitUntil(shows(opened, 0))
    assert opened.scene.title == new.name
    assert {scene.title for scene in scenes} <= {"", new.name}
    qtbot.waitUntil(lambda: opened.scene.findings.probability is not None)
    assert opened.scene.findings.probability == pytest.approx(NOT_FOUND / 255, abs=0.02)


def test_closing_leaves_no_thread(session: Session) -> None:
    session.close()
    assert not [one.name for one in threading.enumerate() if one.name.startswith("fracview-")]
