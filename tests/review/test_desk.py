"""The analyst's desk: what the reader looks at comes first, everything once, and one file ends nothing."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from fracview.core.analysis import Analysis, Status
from fracview.core.errors import FracViewError
from fracview.review.desk import (
    AnalysisDesk,
    Finished,
    NetworksOpened,
    NetworksRefused,
    Wanted,
)
from tests.review.fakes import PROVENANCE, FakeAnalyzer
from tests.tiny_runs import write_scan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from fracview.review.desk import Event


@dataclass
class Permitting(FakeAnalyzer):
    """Notes permissions, and can be held in the middle of a batch."""

    permissions: list[tuple[bool, bool]] = field(default_factory=list)
    go_on: Any = field(default_factory=threading.Event)
    begun: Any = field(default_factory=threading.Event)
    greys: list[list[int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.go_on.set()

    def permitting(self, *, run_anyway: bool, ignore_gate: bool) -> Permitting:
        self.permissions.append((run_anyway, ignore_gate))
        return self

    def analyze(
        self,
        prepared: list[Any],
        layer_maps: bool = False,
        keep_rows: bool = False,  # noqa: ARG002
    ) -> list[Analysis]:
        self.greys.append([item.grey for item in prepared])
        self.begun.set()
        assert self.go_on.wait(10)
        return super().analyze(prepared, layer_maps)


class Desk:
    """A desk, and everything that it delivered."""

    def __init__(self, analyzer: Permitting, **more: Any) -> None:
        self.analyzer = analyzer
        self.events: list[Event] = []
        self._told = threading.Condition()
        self.desk = AnalysisDesk(lambda: analyzer, self._deliver, **more)
        self.desk.start()

    def _deliver(self, event: Event) -> None:
        with self._told:
            self.events.append(event)
            self._told.notify()

    @property
    def finished(self) -> list[Finished]:
        return [one for one in self.events if isinstance(one, Finished)]

    def wait(self, condition: Callable[[], bool]) -> None:
        with self._told:
            assert self._told.wait_for(condition, 10), self.events

    def hold(self) -> None:
        """From now on the networks wait in the middle of a batch."""
        self.analyzer.begun.clear()
        self.analyzer.go_on.clear()

    def wait_begun(self) -> None:
        assert self.analyzer.begun.wait(10)


@pytest.fixture
def analyzer() -> Permitting:
    return Permitting()


@pytest.fixture
def desk(analyzer: Permitting) -> Iterator[Desk]:
    made = Desk(analyzer)
    yield made
    analyzer.go_on.set()
    made.desk.close()


@pytest.fixture
def wanted(tmp_path: Path) -> list[Wanted]:
    """Ten scans of the grey levels 100, 101, ..."""
    return [Wanted(i, write_scan(tmp_path / f"{i}.png", 100 + i)) for i in range(10)]


def test_the_networks_are_opened_on_the_desk_s_thread_and_told_of(analyzer: Permitting) -> None:
    threads: list[str] = []

    def open_analyzer() -> Permitting:
        threads.append(threading.current_thread().name)
        return analyzer

    events: list[Event] = []
    told = threading.Event()
    desk = AnalysisDesk(open_analyzer, lambda event: (events.append(event), told.set()))
    assert not threads
    desk.start()
    desk.start()
    assert told.wait(10)
    desk.close()
    assert threads == ["fracview-networks"]
    assert isinstance(events[0], NetworksOpened)


@pytest.mark.parametrize("error", [FracViewError("no", reason="x"), ZeroDivisionError("what")])
def test_networks_that_cannot_be_opened_end_the_thread_and_are_told_of(error: Exception) -> None:
    def refuse() -> Any:
        raise error

    events: list[Event] = []
    told = threading.Event()
    desk = AnalysisDesk(refuse, lambda event: (events.append(event), told.set()))
    desk.start()
    assert told.wait(10)
    desk.close()
    assert isinstance(events[0], NetworksRefused)
    assert events[0].error is error


def test_a_desk_that_never_began_can_be_closed() -> None:
    desk = AnalysisDesk(Permitting, lambda _: None)
    desk.close()
    desk.start()
    assert not [one for one in threading.enumerate() if one.name == "fracview-networks"]


def test_the_rest_is_done_in_its_order_two_at_a_time(desk: Desk, wanted: list[Wanted]) -> None:
    desk.desk.set_rest(wanted[:5])
    desk.wait(lambda: len(desk.finished) == 5)
    assert [one.wanted.number for one in desk.finished] == [0, 1, 2, 3, 4]
    assert desk.analyzer.greys == [[100, 101], [102, 103], [104]]


def test_what_is_asked_for_comes_before_the_rest_and_alone(desk: Desk, wanted: list[Wanted]) -> None:
    desk.hold()
    desk.desk.set_rest(wanted[:6])
    desk.wait_begun()
    desk.desk.ask(wanted[8])
    desk.desk.ask(wanted[9])  # the reader has gone on: this one is on top
    desk.analyzer.go_on.set()
    desk.wait(lambda: len(desk.finished) == 8)
    assert desk.analyzer.greys[:3] == [[100, 101], [109], [108]]


def test_what_is_under_way_is_not_done_again(desk: Desk, wanted: list[Wanted]) -> None:
    """Whoever lays out the rest hears of an answer later than the desk takes up the next."""
    desk.hold()
    desk.desk.set_rest(wanted[:4])
    desk.wait_begun()
    desk.desk.set_rest(wanted[:6])
    desk.desk.ask(wanted[1])
    desk.analyzer.go_on.set()
    desk.wait(lambda: len(desk.finished) == 6)
    desk.desk.set_rest(wanted[:6])
    desk.desk.set_rest(wanted[6:7])
    desk.wait(lambda: len(desk.finished) == 7)
    assert sorted(grey for batch in desk.analyzer.greys for grey in batch) == list(range(100, 107))


def test_more_than_what_is_under_way_is_done_again(desk: Desk, wanted: list[Wanted]) -> None:
    desk.hold()
    desk.desk.ask(wanted[0])
    desk.wait_begun()
    desk.desk.ask(Wanted(0, wanted[0].path, layer_maps=True))
    desk.analyzer.go_on.set()
    desk.wait(lambda: len(desk.finished) == 2)
    assert desk.analyzer.layer_maps == [False, True]


def test_what_is_answered_and_not_yet_heard_is_not_done_again(desk: Desk, wanted: list[Wanted]) -> None:
    """Whoever asks hears of an answer later than the desk gives it, and may ask in between."""
    desk.desk.ask(wanted[0])
    desk.wait(lambda: len(desk.finished) == 1)
    desk.desk.ask(wanted[0])
    desk.desk.set_rest(wanted[1:2])
    desk.wait(lambda: len(desk.finished) == 2)
    assert desk.analyzer.greys == [[100], [101]]
    for one in desk.finished:
        desk.desk.heard(one.wanted)
    desk.desk.ask(wanted[0])
    desk.wait(lambda: len(desk.finished) == 3)
    assert desk.analyzer.greys == [[100], [101], [100]]


def test_the_reader_has_gone_on(desk: Desk, wanted: list[Wanted]) -> None:
    desk.hold()
    desk.desk.ask(wanted[0])
    desk.wait_begun()
    for one in wanted[1:5]:
        desk.desk.ask(one)
    desk.desk.look_at({(3, 0)})
    desk.desk.set_rest(wanted[5:6])
    desk.analyzer.go_on.set()
    desk.wait(lambda: len(desk.finished) == 3)
    assert [one.wanted.number for one in desk.finished] == [0, 3, 5]


def test_a_pause_stops_the_rest_and_nothing_else(desk: Desk, wanted: list[Wanted]) -> None:
    desk.desk.pause(True)
    desk.desk.set_rest(wanted[:3])
    desk.desk.ask(wanted[7])
    desk.wait(lambda: len(desk.finished) == 1)
    assert desk.finished[0].wanted.number == 7
    desk.desk.pause(False)
    desk.wait(lambda: len(desk.finished) == 4)


def test_a_broken_file_is_an_answer_like_any_other(desk: Desk, wanted: list[Wanted], tmp_path: Path) -> None:
    (tmp_path / "bad.png").write_bytes(b"\x89PNG\r\n\x1a\n no more")
    desk.desk.set_rest([Wanted(20, tmp_path / "bad.png"), Wanted(21, tmp_path / "gone.png"), *wanted[:1]])
    desk.wait(lambda: len(desk.finished) == 3)
    statuses = {one.wanted.number: one.analysis.status for one in desk.finished}
    assert statuses == {20: Status.UNREADABLE, 21: Status.UNREADABLE, 0: Status.ANALYZED}


def test_a_preparation_that_breaks_is_a_failure_of_one_file(wanted: list[Wanted]) -> None:
    desk = Desk(Permitting(unprepared_grey=101))
    desk.desk.set_rest(wanted[:3])
    desk.wait(lambda: len(desk.finished) == 3)
    desk.desk.close()
    assert [one.analysis.status for one in desk.finished] == [Status.ANALYZED, Status.FAILED, Status.ANALYZED]


def test_permissions_go_with_one_wish(desk: Desk, wanted: list[Wanted]) -> None:
    desk.desk.ask(Wanted(0, wanted[0].path, run_anyway=True))
    desk.wait(lambda: len(desk.finished) == 1)
    desk.desk.ask(Wanted(1, wanted[1].path, ignore_gate=True))
    desk.wait(lambda: len(desk.finished) == 2)
    desk.desk.set_rest(wanted[2:4])
    desk.wait(lambda: len(desk.finished) == 4)
    assert desk.analyzer.permissions == [(True, False), (False, True), (False, False)]


def test_what_is_told_holds_no_pixels(desk: Desk, wanted: list[Wanted]) -> None:
    from fracview.reading import read

    radiograph = read(wanted[0].path)
    desk.desk.ask(Wanted(0, wanted[0].path, radiograph=radiograph))
    desk.wait(lambda: len(desk.finished) == 1)
    assert desk.finished[0].wanted.radiograph is None
    assert desk.finished[0].analysis.sha256 == radiograph.sha256


def test_contents_that_are_known_are_recalled_under_their_new_path(wanted: list[Wanted]) -> None:
    asked: list[tuple[str, int]] = []

    def recall(sha256: str, frame: int) -> Analysis:
        asked.append((sha256, frame))
        return Analysis(wanted[9].path, frame, sha256, Status.ANALYZED, "", PROVENANCE)

    desk = Desk(Permitting(), recall=recall)
    desk.desk.set_rest(wanted[:2])
    desk.wait(lambda: len(desk.finished) == 2)
    assert desk.analyzer.greys == []
    assert [one.analysis.path for one in desk.finished] == [one.path for one in wanted[:2]]
    desk.desk.ask(Wanted(0, wanted[0].path, layer_maps=True))
    desk.wait(lambda: len(desk.finished) == 3)
    desk.desk.close()
    assert desk.analyzer.greys == [[100]]  # maps are not kept: that is a wish beyond what can be recalled
    assert len(asked) == 2


def test_closing_delivers_nothing_more_and_leaves_no_thread(wanted: list[Wanted]) -> None:
    desk = Desk(Permitting())
    desk.hold()
    desk.desk.set_rest(wanted)
    desk.wait_begun()
    threading.Timer(0.05, desk.analyzer.go_on.set).start()
    desk.desk.close()
    assert desk.finished == []
    assert not [one for one in threading.enumerate() if one.name == "fracview-networks"]
