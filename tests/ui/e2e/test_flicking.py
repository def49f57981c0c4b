"""Two hundred radiographs at twenty a second: what is on the screen is always of one of them, whole."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QAbstractEventDispatcher, Qt
from PySide6.QtWidgets import QLabel

from tests.ui.windows import fill

if TYPE_CHECKING:
    from pathlib import Path

    from fracview.ui.canvas.picture import Key, Overlay
    from tests.ui.windows import Driven, Windows

GREYS = [30 + (37 * i) % 220 for i in range(200)]
"""Neighbours far apart, so that the answer to one cannot pass for the answer to another."""
NOISE = 0.02


class OneFrame:
    """Looks at everything on the screen, each time the event loop has nothing more to do."""

    def __init__(self, driven: Driven) -> None:
        self.window = driven.window
        self.turns = 0
        self.seen: set[Key] = set()
        self.answered: set[Key] = set()
        self.wrong: list[str] = []
        self._overlays: dict[int, Key] = {}
        self._kept: list[Overlay] = []
        self.window.session.layers.overlay_changed.connect(self._note)

    def _note(self, key: Key, overlay: Overlay | None) -> None:
        if overlay is not None:
            self._overlays[id(overlay)] = key
            self._kept.append(overlay)

    def look(self) -> None:
        self.turns += 1
        scene, viewport = self.window.session.scene, self.window.canvas.main
        if scene.key is None or viewport.picture is None:
            return
        name = self.window.session.catalog.case(scene.key[0]).name
        grey = GREYS[int(name[5:8])]
        self.seen.add(scene.key)
        self._check(viewport.picture.key == scene.key, f"picture {viewport.picture.key} in {scene.key}")
        pixel = int(viewport.picture.display.pyramid.levels[0][0, 0])
        self._check(pixel == grey, f"pixels {pixel} of {name} that is {grey}")
        self._check(self.window.windowTitle() == f"{name} - FracView", f"title of {name}")
        self._check(name in viewport._texts.top_left_private, f"corner of {name}")
        shown = self.window.findings._shown
        if shown.probability is not None:
            self.answered.add(scene.key)
            off = abs(shown.probability - grey / 255)
            self._check(off < NOISE, f"probability {shown.probability} at {grey}")
        headline = self.window.findings.findChild(QLabel, "headline").text()
        self._check(headline == scene.findings.headline, f"{headline} for {scene.findings.headline}")
        drawn = viewport._drawn
        boxes = viewport.drawn_detections
        self._check(not boxes or drawn.key == scene.key, f"boxes of {drawn.key} on {scene.key}")
        self._check(all(one in scene.findings.detections for one in boxes), f"other boxes on {name}")
        if drawn.overlay is not None and drawn.key == viewport.picture.key:
            owner = self._overlays[id(drawn.overlay)]
            self._check(owner == scene.key, f"layer map of {owner} on {scene.key}")
        current, key = self.window.cases.table.current, self.window.session.key
        self._check(key is None or current == key[0], f"row {current} for {key}")

    def _check(self, right: bool, what: str) -> None:
        if not right:
            self.wrong.append(what)


@pytest.mark.slow
def test_flicking_never_shows_one_frame_on_another(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make()
    driven.open(fill(tmp_path / "many", GREYS)[0].parent)
    eyes = OneFrame(driven)
    dispatcher = QAbstractEventDispatcher.instance()
    dispatcher.awake.connect(eyes.look)
    dispatcher.aboutToBlock.connect(eyes.look)
    try:
        for step in range(200):
            driven.key(Qt.Key.Key_Down if step < 150 else Qt.Key.Key_Up)
            if step % 7 == 0:
                driven.key(Qt.Key.Key_X)
            driven.turn(50)
        driven.wait(lambda: driven.is_settled and driven.scene.findings.probability is not None)
        driven.turn(300)
    finally:
        dispatcher.awake.disconnect(eyes.look)
        dispatcher.aboutToBlock.disconnect(eyes.look)
    assert not eyes.wrong, f"{len(eyes.wrong)} in {eyes.turns} turns: {list(dict.fromkeys(eyes.wrong))[:10]}"
    assert len(eyes.seen) > 50, f"{len(eyes.seen)} seen"
    assert len(eyes.answered) > 20, f"{len(eyes.answered)} answered"


def test_a_burst_of_keys_ends_where_it_should(windows: Windows, tmp_path: Path) -> None:
    driven = windows.make()
    driven.open(fill(tmp_path / "many", GREYS[:40])[0].parent)
    driven.window.cases.filter_bar.sort.changed.emit(*_by_name())
    driven.act("first")
    driven.wait(lambda: driven.is_settled)
    for _ in range(25):
        driven.key(Qt.Key.Key_Down)
    driven.wait(lambda: driven.is_settled and driven.case.name == "scan_025.png")
    driven.wait(lambda: driven.scene.findings.probability is not None)
    assert abs(driven.scene.findings.probability - GREYS[25] / 255) < NOISE
    assert list(itertools.islice((case.name for case in driven.cases), 1)) == ["scan_000.png"]


def _by_name() -> tuple[object, bool, bool]:
    from fracview.review.case import SortKey

    return SortKey.NAME, False, False
