from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from fracview.core.impression import Impression, ImpressionEntry
from fracview.ui.session.impressions import Impressions

if TYPE_CHECKING:
    from collections.abc import Callable

FRAME, OTHER = ("a" * 64, 0), ("a" * 64, 1)


class FakeRecords:
    def __init__(self) -> None:
        self.asked: list[ImpressionEntry] = []
        self._ends: list[tuple[Callable[[Any], None], Callable[[Exception], None]]] = []

    def keep_impression(
        self, entry: ImpressionEntry, then: Callable[[Any], None], failed: Callable[[Exception], None]
    ) -> None:
        self.asked.append(entry)
        self._ends.append((then, failed))

    def succeed(self) -> None:
        self._ends.pop(0)[0](None)

    def fail(self) -> None:
        self._ends.pop(0)[1](OSError("the disk is full"))


@pytest.fixture
def records() -> FakeRecords:
    return FakeRecords()


@pytest.fixture
def impressions(qapp: object, records: FakeRecords) -> Impressions:
    made = Impressions(records)  # type: ignore[arg-type]
    made.reader = "Dr R"
    return made


def entry(impression: Impression, time: str, reader: str = "Dr R") -> ImpressionEntry:
    return ImpressionEntry(*FRAME, impression, reader, time, 2.0)


def test_an_impression_is_written_at_once(impressions: Impressions, records: FakeRecords) -> None:
    changed: list[Any] = []
    impressions.changed.connect(changed.append)
    assert impressions.shown(FRAME, "0:0").state == "asked"
    assert impressions.give(FRAME, Impression.UNSURE, 4.5)
    (written,) = records.asked
    assert (written.sha256, written.frame) == FRAME
    assert (written.impression, written.reader, written.seconds) == (Impression.UNSURE, "Dr R", 4.5)
    assert written.time.endswith("+00:00")
    shown = impressions.shown(FRAME, "0:0")
    assert (shown.state, shown.impression, shown.key) == ("saving", Impression.UNSURE, "0:0")
    assert impressions.is_writing
    records.succeed()
    assert impressions.shown(FRAME, "0:0").state == "saved"
    assert changed == [FRAME, FRAME]
    assert impressions.first(OTHER) is None


def test_it_is_given_once(impressions: Impressions, records: FakeRecords) -> None:
    assert impressions.give(FRAME, Impression.UNSURE, None)
    assert not impressions.give(FRAME, Impression.FRACTURE, None)
    assert [one.impression for one in records.asked] == [Impression.UNSURE]


def test_each_reader_has_one(impressions: Impressions, records: FakeRecords) -> None:
    impressions.give(FRAME, Impression.UNSURE, None)
    impressions.reader = "Dr S"
    assert impressions.first(FRAME) is None
    assert impressions.give(FRAME, Impression.FRACTURE, None)
    records.succeed()
    assert [(one.reader, one.impression) for one in records.asked] == [
        ("Dr R", Impression.UNSURE),
        ("Dr S", Impression.FRACTURE),
    ]


def test_the_earliest_counts_whenever_it_is_found(impressions: Impressions) -> None:
    impressions.give(FRAME, Impression.UNSURE, None)
    early, late = entry(Impression.FRACTURE, "2020-01-01"), entry(Impression.NO_FRACTURE, "2021-01-01")
    impressions.put([late, early, entry(Impression.UNSURE, "2019-01-01", "another")])
    assert impressions.first(FRAME) is early
    impressions.put([late])
    assert impressions.first(FRAME) is early


def test_what_is_not_saved_is_said_and_tried_again(impressions: Impressions, records: FakeRecords) -> None:
    told: list[tuple[int, str]] = []
    impressions.unsaved_changed.connect(lambda count, why: told.append((count, why)))
    impressions.give(FRAME, Impression.UNSURE, None)
    records.fail()
    shown = impressions.shown(FRAME, "0:0")
    assert (shown.state, shown.problem, shown.impression) == (
        "unsaved",
        "the disk is full",
        Impression.UNSURE,
    )
    assert (impressions.unsaved, impressions.problem) == (tuple(records.asked), "the disk is full")
    impressions.retry()
    records.succeed()
    assert told == [(1, "the disk is full"), (0, "")]
    assert impressions.shown(FRAME, "0:0").state == "saved"
    impressions.close()
