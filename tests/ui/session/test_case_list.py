from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fracview.core.analysis import Analysis, Fracture, Status, Tier
from fracview.core.errors import ReadingError
from fracview.core.impression import Impression
from fracview.core.verdict import Verdict, VerdictEntry
from fracview.review.desk import Finished, Wanted
from fracview.review.reading_order import QueueOptions
from fracview.ui.session.case_list import CaseList
from fracview.ui.session.images import ImageRefused
from fracview.ui.session.records import KnownCase, KnownWords
from fracview.ui.session.said import Said
from tests.review.fakes import PROVENANCE

if TYPE_CHECKING:
    from collections.abc import Callable

SHA = "a" * 64
TIME = "2026-01-01T00:00:00+00:00"


class FakeRecords:
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.look_ups: list[Callable[[Any], None]] = []
        self.words: list[tuple[str, Callable[[KnownWords], None]]] = []

    def look_up(self, _cases: object, then: Callable[[Any], None]) -> None:
        self.look_ups.append(then)

    def load_words(self, sha256: str, then: Callable[[KnownWords], None]) -> None:
        self.words.append((sha256, then))

    def study_key(self, uid: str) -> str:
        return f"key of {uid}" if uid else ""

    def keep_verdict(self, _entry: object, then: Callable[[Any], None], _failed: object) -> None:
        then(None)

    keep_impression = keep_verdict


class FakeAnalyses(dict[Any, Analysis]):
    def put(self, key: Any, analysis: Analysis) -> None:
        self[key] = analysis


@pytest.fixture
def records() -> FakeRecords:
    return FakeRecords()


@pytest.fixture
def said(qapp: object, records: FakeRecords) -> Said:
    return Said(records)  # type: ignore[arg-type]


@pytest.fixture
def cases(said: Said, records: FakeRecords) -> CaseList:
    made = CaseList(records, said, FakeAnalyses())  # type: ignore[arg-type]
    said.changed.connect(made.said)
    return made


def answer(probability: float, frame: int = 0) -> Analysis:
    tier = Tier.DEFINITE if probability > 0.5 else Tier.NOT_FOUND
    fracture = Fracture(probability, tier)
    return Analysis(Path("a.png"), frame, SHA, Status.ANALYZED, "", PROVENANCE, fracture=fracture)


def finished(probability: float, frame: int = 0) -> Finished:
    return Finished(Wanted(0, Path("a.png"), frame), answer(probability, frame), 2, "1.2")


def test_what_the_store_knew_is_in_the_list(cases: CaseList, records: FakeRecords) -> None:
    heard: list[Any] = []
    changed: list[int] = []
    cases.changed.connect(changed.append)
    numbers = cases.add([Path("a.png"), Path("b.png")], heard.append)
    verdict = VerdictEntry(SHA, 0, Verdict.UNSURE, "", "", TIME)
    known = KnownCase(0, SHA, 3, "study", {0: answer(0.9)}, KnownWords((verdict,), (), 77))
    records.look_ups[0](([0, 1], [known]))
    assert list(numbers) == [0, 1]
    assert heard == [([0, 1], [known])]
    assert changed == [0]
    case = cases.catalog.case(0)
    assert (case.sha256, case.frame_count, case.study, case.arrived_ns) == (SHA, 3, "study", 77)
    assert (case.verdict, case.outcome) == (Verdict.UNSURE, "definite")
    assert cases.catalog.case(1).outcome == "waiting"


def test_late_answers_are_not_of_other_files(cases: CaseList, records: FakeRecords) -> None:
    heard: list[Any] = []
    cases.add([Path("a.png")], heard.append)
    cases.identify(0, SHA)
    cases.clear()
    cases.add([Path("c.png")], heard.append)
    records.look_ups[0](([0], [KnownCase(0, SHA, 1, "", {}, KnownWords())]))
    records.words[0][1](KnownWords(arrived_ns=5))
    assert heard == []
    assert (cases.catalog.case(0).sha256, cases.catalog.case(0).arrived_ns) == ("", 0)


def test_the_order_to_read_in_stays_when_others_are_opened(cases: CaseList) -> None:
    options = QueueOptions(ageing_cap_h=None, negative_share=0.5)
    cases.catalog.queue_options = options
    before = cases.catalog
    cases.clear()
    assert cases.catalog is not before
    assert cases.catalog.queue_options == options


def test_what_nobody_has_met_before_arrives_now(cases: CaseList, records: FakeRecords) -> None:
    cases.add([Path("a.png")], lambda _: None)
    before = time.time_ns()
    cases.finished(finished(0.9))
    case = cases.catalog.case(0)
    assert before <= case.arrived_ns <= time.time_ns()
    assert (case.outcome, case.frame_count, case.study) == ("definite", 2, "key of 1.2")
    ((sha256, then),) = records.words
    assert sha256 == SHA
    then(KnownWords(arrived_ns=5))  # the store has met these contents at another place
    assert case.arrived_ns == 5
    cases.finished(finished(0.8))
    assert case.arrived_ns == 5


def test_the_worst_frame_counts_unless_it_is_hidden(cases: CaseList, said: Said) -> None:
    cases.add([Path("a.png")], lambda _: None)
    said.read_first = True
    cases.finished(finished(0.1))
    said.give_impression((0, 0), (SHA, 0), Impression.FRACTURE)
    cases._analyses.put((0, 1), answer(0.9, 1))
    cases.finished(finished(0.9, 1))
    assert cases.catalog.case(0).probability == 0.1
    said.give_impression((0, 1), (SHA, 1), Impression.FRACTURE)
    assert cases.catalog.case(0).probability == 0.9


def test_a_verdict_counts_for_every_file_with_these_contents(cases: CaseList, said: Said) -> None:
    cases.add([Path("a.png"), Path("b.png"), Path("c.png")], lambda _: None)
    for number in (0, 2):
        cases.identify(number, SHA)
    changed: list[int] = []
    cases.changed.connect(changed.append)
    said.give_verdict((0, 0), (SHA, 0), Verdict.AGREE, "", "", "")
    assert [cases.catalog.case(number).verdict for number in range(3)] == [
        Verdict.AGREE,
        None,
        Verdict.AGREE,
    ]
    assert set(changed) == {0, 2}


def test_a_refused_file_is_unreadable_once(cases: CaseList) -> None:
    cases.add([Path("a.png")], lambda _: None)
    refused = ImageRefused((0, 0), ReadingError("It is empty.", reason="empty", path=Path("a.png")))
    assert cases.image_refused(refused)
    assert cases.catalog.case(0).outcome == "unreadable"
    assert not cases.image_refused(refused)
