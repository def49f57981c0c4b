from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from fracview.inference import Analyzer, load_model_set
from fracview.review.catalog import Catalog
from fracview.review.shown import READ_FIRST, ShownVerdict
from fracview.ui.session.analyses import Networks
from fracview.ui.session.assembly import Parts, assemble
from fracview.ui.session.images import load_image
from fracview.ui.session.layers import Layers
from fracview.ui.session.scene import Scene
from fracview.ui.strip.tiles import StripState
from tests.tiny_runs import DEFINITE, NOT_FOUND, OUT_OF_SCOPE, write_scan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture(scope="module")
def analyzer(tiny_models: Path) -> Analyzer:
    return Analyzer(load_model_set(tiny_models), device="cpu")


@pytest.fixture
def scene(tmp_path: Path, analyzer: Analyzer) -> Callable[..., Scene]:
    """A scene of a scan of some grey level, with or without layer maps."""

    def make(number: int, grey: int = DEFINITE, *, maps: bool = True) -> Scene:
        catalog = Catalog()
        catalog.add([write_scan(tmp_path / f"{i}_{grey}.png", grey) for i in range(number + 1)])
        case = catalog.case(number)
        image = load_image((number, 0), case.path)
        (analysis,) = analyzer.analyze([analyzer.prepare(image.radiograph)], layer_maps=maps)
        parts = Parts((number, 0), case, image, analysis, Networks(analyzer), ShownVerdict(), "", "")
        return assemble(parts, None)

    return make


@pytest.fixture
def layers(qapp: object) -> Iterator[Layers]:
    made = Layers()
    yield made
    made.close()


class Heard:
    def __init__(self, layers: Layers) -> None:
        self.strips: list[Any] = []
        self.overlays: list[tuple[Any, Any]] = []
        self.wanted = 0
        layers.strip_changed.connect(self.strips.append)
        layers.overlay_changed.connect(lambda key, overlay: self.overlays.append((key, overlay)))
        layers.maps_wanted.connect(self._want)

    def _want(self) -> None:
        self.wanted += 1


@pytest.fixture
def heard(layers: Layers) -> Heard:
    return Heard(layers)


def test_hidden_it_shows_nothing_and_asks_for_nothing(
    qtbot: QtBot, layers: Layers, heard: Heard, scene: Callable[..., Scene]
) -> None:
    shown = scene(0)
    hidden = replace(shown, findings=READ_FIRST, analysis=None)
    layers.open_strip(True)
    layers.follow(shown)
    layers.choose(0)
    qtbot.waitUntil(lambda: bool(heard.overlays) and heard.overlays[-1][1] is not None)
    layers.follow(hidden)
    assert heard.overlays[-1] == (hidden.key, None)
    assert heard.strips[-1].state is StripState.READ_FIRST
    count = len(heard.overlays)
    layers.choose(1)
    layers.toggle()
    layers.step(1)
    qtbot.wait(50)
    assert all(overlay is None for _, overlay in heard.overlays[count:])
    assert (heard.strips[-1].state, heard.strips[-1].tiles, heard.wanted) == (StripState.READ_FIRST, (), 0)
    layers.follow(shown)
    qtbot.waitUntil(lambda: bool(heard.strips[-1].tiles))
    assert heard.strips[-1].chosen is None


def test_off_until_asked_for(layers: Layers, heard: Heard, scene: Callable[..., Scene]) -> None:
    layers.follow(scene(0, maps=False))
    assert heard.strips[-1].state is StripState.OFF
    assert not layers.wanted
    assert heard.wanted == 0


def test_an_open_strip_wants_maps_then_shows_tiles(
    qtbot: QtBot, layers: Layers, heard: Heard, scene: Callable[..., Scene]
) -> None:
    layers.open_strip(True)
    layers.follow(scene(0, maps=False))
    assert heard.wanted == 1
    assert heard.strips[-1].state is StripState.COMPUTING
    layers.follow(scene(0))
    qtbot.waitUntil(lambda: bool(heard.strips[-1].tiles))
    assert [tile.index for tile in heard.strips[-1].tiles] == [0, 1]
    assert heard.strips[-1].chosen is None


def test_stepping_goes_round_and_says_which(
    qtbot: QtBot, layers: Layers, heard: Heard, scene: Callable[..., Scene]
) -> None:
    layers.follow(scene(0))
    layers.step(1)
    qtbot.waitUntil(lambda: bool(heard.overlays) and heard.overlays[-1][1] is not None)
    assert heard.overlays[-1][0] == (0, 0)
    assert heard.overlays[-1][1].index == 0
    layers.step(1)
    qtbot.waitUntil(lambda: heard.overlays[-1][1] is not None and heard.overlays[-1][1].index == 1)
    layers.toggle()
    assert heard.overlays[-1][1] is None
    layers.toggle()
    qtbot.waitUntil(lambda: heard.overlays[-1][1] is not None)
    assert heard.overlays[-1][1].index == 1


def test_a_step_before_the_maps_are_there_is_taken_when_they_are(
    qtbot: QtBot, layers: Layers, heard: Heard, scene: Callable[..., Scene]
) -> None:
    layers.follow(scene(0, maps=False))
    layers.step(-1)
    assert heard.wanted == 1
    layers.follow(scene(0))
    qtbot.waitUntil(lambda: bool(heard.overlays) and heard.overlays[-1][1] is not None)
    assert heard.overlays[-1][1].index == 1


def test_a_map_belongs_to_one_frame(
    qtbot: QtBot, layers: Layers, heard: Heard, scene: Callable[..., Scene]
) -> None:
    layers.follow(scene(0))
    layers.step(1)
    qtbot.waitUntil(lambda: bool(heard.overlays) and heard.overlays[-1][1] is not None)
    layers.follow(scene(1))
    assert heard.overlays[-1] == ((1, 0), None)
    assert not layers.wanted


def test_tiles_are_of_the_maps_in_view_though_the_key_is_the_same(
    qtbot: QtBot, layers: Layers, heard: Heard, scene: Callable[..., Scene]
) -> None:
    """Another folder's first file has the key of this folder's first file."""
    layers.open_strip(True)
    layers.follow(scene(0, DEFINITE))
    qtbot.waitUntil(lambda: bool(heard.strips[-1].tiles))
    bright = heard.strips[-1].tiles[0].image
    layers.follow(scene(0, NOT_FOUND))
    assert not heard.strips[-1].tiles
    qtbot.waitUntil(lambda: bool(heard.strips[-1].tiles))
    assert heard.strips[-1].tiles[0].image != bright


def test_other_boxes_are_other_words_on_the_same_tiles(
    qtbot: QtBot, layers: Layers, heard: Heard, scene: Callable[..., Scene]
) -> None:
    layers.open_strip(True)
    first = scene(0)
    layers.follow(first)
    qtbot.waitUntil(lambda: bool(heard.strips[-1].tiles))
    before = heard.strips[-1]
    fewer = replace(first.findings, detections=())
    layers.follow(replace(first, findings=fewer))
    assert heard.strips[-1].boxes == 0
    assert heard.strips[-1].tiles[0].share_text != before.tiles[0].share_text
    assert heard.strips[-1].tiles[0].image == before.tiles[0].image


def test_where_there_are_no_maps_the_strip_says_why(
    layers: Layers, heard: Heard, scene: Callable[..., Scene]
) -> None:
    layers.open_strip(True)
    layers.follow(scene(0, OUT_OF_SCOPE))
    assert heard.wanted == 0
    assert heard.strips[-1].note
    layers.follow(scene(1, maps=False))
    assert heard.wanted == 1
    layers.give_up((1, 0))
    layers.follow(scene(1, maps=False))
    assert heard.wanted == 1
    assert "no layer maps" in heard.strips[-1].note
    layers.forget()
    layers.follow(scene(1, maps=False))
    assert heard.wanted == 2
