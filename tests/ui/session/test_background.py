from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fracview.core.errors import FracViewError
from fracview.review.catalog import Catalog
from fracview.ui.session.analyses import Networks
from fracview.ui.session.background import LAID_OUT, Background, Progress

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pytestqt.qtbot import QtBot


class FakeAnalyses:
    def __init__(self) -> None:
        self.networks = Networks()
        self.rest: list[int] = []
        self.paused = False

    def set_rest(self, rest: Sequence[tuple[int, Path]]) -> None:
        self.rest = [number for number, _ in rest]

    def pause(self, paused: bool) -> None:
        self.paused = paused


@pytest.fixture
def analyses() -> FakeAnalyses:
    return FakeAnalyses()


@pytest.fixture
def background(qapp: object, analyses: FakeAnalyses) -> Iterator[Background]:
    catalog = Catalog()
    catalog.add([Path(f"{i}.png") for i in range(40)])
    made = Background(catalog, analyses)  # type: ignore[arg-type]
    yield made
    made.close()


def told(qtbot: QtBot, background: Background) -> Progress:
    with qtbot.waitSignal(background.progress_changed) as signal:
        background._tell_soon()
    (progress,) = signal.args
    assert isinstance(progress, Progress)
    return progress


def test_a_few_are_laid_out_the_near_ones_first(background: Background, analyses: FakeAnalyses) -> None:
    background.add(range(40))
    assert analyses.rest == list(range(LAID_OUT))
    background.prefer([30, 29])
    assert analyses.rest[:3] == [30, 29, 0]
    assert len(analyses.rest) == len(set(analyses.rest)) == LAID_OUT
    background.done(30)
    background.done(0)
    assert analyses.rest[:2] == [29, 1]


def test_without_the_rest_the_near_ones_are_done_all_the_same(
    background: Background, analyses: FakeAnalyses
) -> None:
    background.set_enabled(False)
    background.add(range(40))
    assert analyses.rest == []
    background.prefer([7])
    assert analyses.rest == [7]


def test_how_far_it_is(qtbot: QtBot, background: Background) -> None:
    background.add(range(10))
    progress = told(qtbot, background)
    assert (progress.done, progress.total, progress.state) == (30, 40, "running")
    assert progress.rate_per_s is None
    for i in range(6):
        background.done(i)
        qtbot.wait(2)
    progress = told(qtbot, background)
    assert progress.done == 36
    assert progress.rate_per_s
    assert progress.seconds_left == pytest.approx(4 / progress.rate_per_s)
    for i in range(6, 10):
        background.done(i)
    assert told(qtbot, background).state == "idle"
    background.set_walking(True)
    assert told(qtbot, background).state == "walking"


def test_a_pause_and_a_cancel(qtbot: QtBot, background: Background, analyses: FakeAnalyses) -> None:
    background.add(range(5))
    background.pause(True)
    assert analyses.paused
    assert told(qtbot, background).state == "paused"
    background.pause(False)
    assert not analyses.paused
    assert analyses.rest == [0, 1, 2, 3, 4]
    background.cancel()
    assert analyses.paused
    assert analyses.rest == []
    background.pause(False)
    assert analyses.rest == [0, 1, 2, 3, 4]


def test_where_no_network_runs_nothing_is_running(
    qtbot: QtBot, background: Background, analyses: FakeAnalyses
) -> None:
    analyses.networks = Networks(error=FracViewError("none", reason="x"))
    background.add(range(5))
    assert told(qtbot, background).state == "idle"


def test_other_files_begin_anew(background: Background, analyses: FakeAnalyses) -> None:
    background.add(range(5))
    catalog = Catalog()
    catalog.add([Path("other.png")])
    background.clear(catalog)
    assert analyses.rest == []
    background.add([0])
    assert analyses.rest == [0]
