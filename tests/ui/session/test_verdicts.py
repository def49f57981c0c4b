from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QTimer

from fracview.core.verdict import Verdict, VerdictEntry
from fracview.ui.session.verdicts import Verdicts

if TYPE_CHECKING:
    from collections.abc import Callable

FRAME, OTHER = ("a" * 64, 0), ("b" * 64, 0)


class FakeRecords:
    """Holds what is to be written until it is told how that ends."""

    def __init__(self) -> None:
        self.asked: list[VerdictEntry] = []
        self._ends: list[tuple[Callable[[Any], None], Callable[[Exception], None]]] = []

    def keep_verdict(
        self, entry: VerdictEntry, then: Callable[[Any], None], failed: Callable[[Exception], None]
    ) -> None:
        self.asked.append(entry)
        self._ends.append((then, failed))

    def succeed(self) -> None:
        self._ends.pop(0)[0](None)

    def fail(self, why: str = "the disk is full") -> None:
        self._ends.pop(0)[1](OSError(why))

    @property
    def said(self) -> list[str]:
        return [str(entry.verdict) for entry in self.asked]


@pytest.fixture
def records() -> FakeRecords:
    return FakeRecords()


@pytest.fixture
def verdicts(qapp: object, records: FakeRecords) -> Verdicts:
    made = Verdicts(records)  # type: ignore[arg-type]
    made.reader = "Dr R"
    return made


def give(verdicts: Verdicts, verdict: Verdict | None, comment: str = "", frame: Any = FRAME) -> None:
    verdicts.give(frame, verdict, comment, "fracture 0.9", "net:1")


def test_a_verdict_is_written_at_once_and_known_at_once(verdicts: Verdicts, records: FakeRecords) -> None:
    give(verdicts, Verdict.AGREE, "clear")
    (entry,) = records.asked
    assert (entry.sha256, entry.frame) == FRAME
    assert (entry.verdict, entry.comment, entry.reader) == (Verdict.AGREE, "clear", "Dr R")
    assert (entry.shown, entry.models) == ("fracture 0.9", "net:1")
    assert verdicts.newest(FRAME) is entry
    assert verdicts.shown(FRAME, "0:0").state == "saving"
    assert verdicts.is_writing
    records.succeed()
    assert verdicts.shown(FRAME, "0:0").state == "saved"
    assert not verdicts.is_writing


def test_the_same_said_again_is_no_news(verdicts: Verdicts, records: FakeRecords) -> None:
    give(verdicts, Verdict.AGREE)
    give(verdicts, Verdict.AGREE)
    assert len(records.asked) == 1


def test_one_after_the_other_in_the_order_of_saying(verdicts: Verdicts, records: FakeRecords) -> None:
    give(verdicts, Verdict.AGREE)
    give(verdicts, Verdict.DISAGREE)
    assert records.said == ["agree"]
    records.succeed()
    assert records.said == ["agree", "disagree"]


def test_none_overtakes_one_that_could_not_be_written(verdicts: Verdicts, records: FakeRecords) -> None:
    """The store counts the last of a frame: an old verdict must not be written after a new one."""
    give(verdicts, Verdict.AGREE)
    records.fail()
    give(verdicts, Verdict.DISAGREE)
    assert records.said == ["agree", "agree"]
    records.succeed()
    assert records.said == ["agree", "agree", "disagree"]
    records.succeed()
    assert verdicts.unsaved == ()


def test_what_could_not_be_written_is_said_and_tried_again(verdicts: Verdicts, records: FakeRecords) -> None:
    told: list[tuple[int, str]] = []
    verdicts.unsaved_changed.connect(lambda count, why: told.append((count, why)))
    give(verdicts, Verdict.AGREE)
    give(verdicts, Verdict.UNSURE, frame=OTHER)
    records.fail("the disk is full")
    assert told[-1] == (2, "the disk is full")
    assert [entry.verdict for entry in verdicts.unsaved] == [Verdict.AGREE, Verdict.UNSURE]
    shown = verdicts.shown(FRAME, "0:0")
    assert (shown.state, shown.problem) == ("unsaved", "the disk is full")
    assert verdicts.shown(OTHER, "1:0").state == "unsaved"
    verdicts.retry()
    verdicts.retry()
    assert records.said == ["agree", "agree"]
    records.succeed()
    records.succeed()
    assert told[-1] == (0, "")
    assert verdicts.shown(FRAME, "0:0").state == "saved"


def test_it_is_tried_again_by_itself_until_it_is_closed(verdicts: Verdicts, records: FakeRecords) -> None:
    (timer,) = verdicts.findChildren(QTimer)
    give(verdicts, Verdict.AGREE)
    assert not timer.isActive()
    records.fail()
    assert timer.isActive()
    timer.timeout.emit()
    assert len(records.asked) == 2
    records.succeed()
    assert not timer.isActive()
    give(verdicts, Verdict.DISAGREE)
    records.fail()
    verdicts.close()
    assert not timer.isActive()


def test_undo_goes_back_word_by_word(verdicts: Verdicts, records: FakeRecords) -> None:
    give(verdicts, Verdict.AGREE, "first")
    give(verdicts, Verdict.DISAGREE, "second")
    assert verdicts.undo() == FRAME
    newest = verdicts.newest(FRAME)
    assert newest is not None
    assert (newest.verdict, newest.comment) == (Verdict.AGREE, "first")
    assert verdicts.undo() == FRAME
    assert verdicts.newest(FRAME) is None
    assert verdicts.undo() is None
    for _ in range(4):
        records.succeed()
    assert records.said == ["agree", "disagree", "agree", "None"]
    assert verdicts.shown(FRAME, "0:0").verdict is None


def test_what_the_reader_said_counts_more_than_what_the_store_knew(verdicts: Verdicts) -> None:
    give(verdicts, Verdict.AGREE)
    verdicts.put(VerdictEntry(*FRAME, Verdict.DISAGREE, "", "", "2026-01-01T00:00:00+00:00"))
    newest = verdicts.newest(FRAME)
    assert newest is not None
    assert newest.verdict is Verdict.AGREE


def test_what_the_store_knew_is_saved(verdicts: Verdicts) -> None:
    verdicts.put(VerdictEntry(*FRAME, Verdict.DISAGREE, "old", "Dr S", "2026-01-01T00:00:00+00:00"))
    shown = verdicts.shown(FRAME, "0:0")
    assert (shown.verdict, shown.reader, shown.state, shown.key) == (
        Verdict.DISAGREE,
        "Dr S",
        "saved",
        "0:0",
    )


def test_of_an_unknown_file_nothing_is_shown(verdicts: Verdicts) -> None:
    shown = verdicts.shown(None, "")
    assert (shown.verdict, shown.state, shown.reader) == (None, "none", "Dr R")


def test_a_comment_alone_is_something_said(verdicts: Verdicts) -> None:
    give(verdicts, None, "look again")
    newest = verdicts.newest(FRAME)
    assert newest is not None
    assert newest.comment == "look again"
    assert verdicts.shown(FRAME, "0:0").comment == "look again"
