from __future__ import annotations

from pathlib import Path
from typing import Any

from fracview.core.verdict import Verdict
from fracview.review.case import Case
from fracview.review.case_columns import CaseColumns
from fracview.review.reading_order import QueueOptions
from fracview.review.reading_queue import ReadingQueue


class Listed:
    """Cases, their columns and the queue over them; `held` is what the reader looks at."""

    def __init__(self, *outcomes: str) -> None:
        self.columns, self.queue, self.held = CaseColumns(), ReadingQueue(), None
        self.queue.options = QueueOptions(None, 0.0)
        self.cases: list[Case] = []
        for outcome in outcomes:
            self.add(outcome)

    held: int | None

    def add(self, outcome: str, probability: float = 0.5) -> None:
        self.cases.append(Case(len(self.cases), Path(), "a", outcome, probability))
        self.columns.append(self.cases[-1])

    def change(self, number: int, **changes: Any) -> None:
        for name, value in changes.items():
            setattr(self.cases[number], name, value)
        self.columns.put(self.cases[number])

    def look(self, number: int) -> None:
        self.held = number
        self.queue.visit(number)

    def order(self) -> list[int]:
        return self.queue.lay_out(self.columns.table, 0, self.held).tolist()


def test_a_verdict_moves_nothing_until_the_order_is_renewed() -> None:
    listed = Listed("definite", "doubt", "doubt", "not_found")
    assert listed.order() == [0, 1, 2, 3]
    for number in (0, 1):
        listed.look(number)
        listed.change(number, verdict=Verdict.AGREE)
        assert listed.order() == [0, 1, 2, 3]
    listed.look(2)
    assert listed.order() == [0, 1, 2, 3]
    listed.look(0)  # back to see it again: what was read below it stays as well
    assert listed.order() == [0, 1, 2, 3]
    listed.queue.renew()
    assert listed.order() == [2, 3, 0, 1]


def test_what_comes_while_reading_stands_below_the_reader_by_its_severity() -> None:
    listed = Listed("doubt", "doubt", "not_found", "waiting")
    listed.order()
    listed.look(1)
    listed.add("definite")
    assert listed.order() == [0, 1, 4, 2, 3]
    listed.change(3, outcome="definite", probability=0.9)
    assert listed.order() == [0, 1, 3, 4, 2]


def test_what_was_passed_before_its_answer_came_is_read_again() -> None:
    listed = Listed("waiting", "waiting", "waiting", "waiting")
    listed.order()
    listed.change(1, verdict=Verdict.AGREE)
    listed.look(2)
    for number, outcome in enumerate(("definite", "definite", "doubt", "not_found")):
        listed.change(number, outcome=outcome)
    assert listed.order() == [1, 2, 0, 3]


def test_verdicts_of_old_go_to_the_end() -> None:
    listed = Listed("definite", "doubt", "not_found")
    listed.look(0)
    listed.order()
    listed.change(1, verdict=Verdict.DISAGREE)
    assert listed.order() == [0, 2, 1]


def test_without_a_case_in_view_the_order_is_made_anew() -> None:
    listed = Listed("definite", "doubt")
    listed.order()
    listed.look(0)
    listed.change(0, verdict=Verdict.AGREE)
    listed.held = None
    assert listed.order() == [1, 0]
