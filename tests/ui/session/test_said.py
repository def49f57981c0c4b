from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fracview.core.impression import Impression, ImpressionEntry
from fracview.core.verdict import Verdict, VerdictEntry
from fracview.review.case import Case
from fracview.ui.session.records import KnownWords
from fracview.ui.session.said import Said
from fracview.ui.session.stopwatch import Stopwatch

if TYPE_CHECKING:
    from collections.abc import Callable

KEY, FRAME = (0, 0), ("a" * 64, 0)
TIME = "2026-01-01T00:00:00+00:00"


class FakeRecords:
    """Takes everything, or refuses it."""

    def __init__(self) -> None:
        self.kept: list[Any] = []
        self.refuses = False

    def keep_verdict(
        self, entry: Any, then: Callable[[Any], None], failed: Callable[[Exception], None]
    ) -> None:
        if self.refuses:
            failed(OSError("no room"))
        else:
            self.kept.append(entry)
            then(None)

    keep_impression = keep_verdict


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def records() -> FakeRecords:
    return FakeRecords()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def said(qapp: object, records: FakeRecords, clock: Clock) -> Said:
    made = Said(records)  # type: ignore[arg-type]
    made.set_reader("Dr R")
    made.stopwatch = Stopwatch(clock)
    made.stopwatch.look_at(KEY)
    return made


def case(sha256: str = FRAME[0], outcome: str = "definite") -> Case:
    return Case(0, Path("a.png"), "a.png", outcome=outcome, sha256=sha256)


def verdict(said: Said, one: Verdict = Verdict.AGREE) -> None:
    said.give_verdict(KEY, FRAME, one, "", "", "")


def test_nothing_is_hidden_where_nobody_reads_first(said: Said) -> None:
    assert not said.hides(FRAME)
    assert not said.hides(None)
    assert not said.hides_case(case())
    assert said.shown_impression(FRAME, "0:0").state == "off"


@pytest.mark.parametrize("outcome", ["definite", "not_found", "out_of_scope", "failed", "waiting"])
def test_read_first_hides_everything_until_it_is_said(said: Said, outcome: str) -> None:
    said.read_first = True
    assert said.hides(FRAME)
    assert said.hides(None)
    assert said.hides_case(case(outcome=outcome))
    assert said.hides_case(case("", outcome))
    assert said.shown_impression(FRAME, "0:0").state == "asked"
    said.give_impression(KEY, FRAME, Impression.FRACTURE)
    assert not said.hides(FRAME)
    assert not said.hides_case(case(outcome=outcome))
    assert said.hides(("b" * 64, 0))
    assert said.shown_impression(FRAME, "0:0").state == "saved"


def test_a_file_that_cannot_be_read_is_said_to_be_so(said: Said) -> None:
    said.read_first = True
    assert not said.hides_case(case("", "unreadable"))


def test_another_reader_is_asked_again(said: Said) -> None:
    said.read_first = True
    said.give_impression(KEY, FRAME, Impression.FRACTURE)
    said.set_reader("Dr S")
    assert said.hides(FRAME)
    said.set_reader("Dr R")
    assert not said.hides(FRAME)


def test_who_has_given_a_verdict_has_seen_the_findings(said: Said) -> None:
    verdict(said)
    said.read_first = True
    assert not said.hides(FRAME)
    assert said.shown_impression(FRAME, "0:0").state == "off"
    said.set_reader("Dr S")
    assert said.hides(FRAME)


def test_what_the_store_knew_counts(said: Said) -> None:
    said.read_first = True
    mine = ImpressionEntry(*FRAME, Impression.UNSURE, "Dr R", TIME)
    other = VerdictEntry("b" * 64, 2, Verdict.AGREE, "", "Dr R", TIME)
    assert said.put(KnownWords((other,), (mine,))) == {FRAME, ("b" * 64, 2)}
    assert not said.hides(FRAME)
    assert not said.hides(("b" * 64, 2))


def test_both_say_how_long_they_took(said: Said, records: FakeRecords, clock: Clock) -> None:
    clock.now += 9.04
    said.give_impression(KEY, FRAME, Impression.FRACTURE)
    clock.now += 5
    verdict(said)
    assert [entry.seconds for entry in records.kept] == [9.0, 14.0]


def test_undo_says_once_that_an_impression_stays(said: Said) -> None:
    verdict(said)
    assert not said.refuses_undo()
    said.give_impression(KEY, ("b" * 64, 0), Impression.FRACTURE)
    assert [said.refuses_undo(), said.refuses_undo()] == [True, False]
    said.give_impression(KEY, ("c" * 64, 0), Impression.FRACTURE)
    verdict(said, Verdict.UNSURE)
    assert not said.refuses_undo()


def test_nothing_that_was_said_is_lost(said: Said, records: FakeRecords) -> None:
    told: list[int] = []
    said.unsaved_changed.connect(lambda: told.append(len(said.unsaved)))
    records.refuses = True
    said.give_impression(KEY, FRAME, Impression.FRACTURE)
    verdict(said)
    assert [type(one).__name__ for one in said.unsaved] == ["ImpressionEntry", "VerdictEntry"]
    assert (said.problem, said.is_writing) == ("no room", False)
    records.refuses = False
    said.retry()
    assert (said.unsaved, said.problem) == ((), "")
    assert told[-1] == 0
    said.close()
