from __future__ import annotations

import statistics
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fracview.core.errors import UsageError
from fracview.core.verdict import Verdict
from fracview.review.case import Case
from fracview.review.case_columns import CaseColumns
from fracview.review.reading_order import NS_PER_HOUR, QueueOptions, by_severity, drawn, reading_order
from fracview.review.severity import RANK

if TYPE_CHECKING:
    from collections.abc import Sequence

NOW = 1_000_000 * NS_PER_HOUR
NO_LOTS = QueueOptions(negative_share=0.0)


def table_of(cases: list[Case]) -> Any:
    columns = CaseColumns()
    for case in cases:
        columns.append(case)
    return columns.table


def case(number: int, outcome: str, hours: float = 0.0, **fields: Any) -> Case:
    arrived = NOW - round(hours * NS_PER_HOUR)
    known: dict[str, Any] = {"sha256": f"{number:064x}", "arrived_ns": arrived}
    return Case(number, Path(), "a", outcome, **(known | fields))


def many(outcomes: list[str], hours: Sequence[float]) -> list[Case]:
    both = zip(outcomes, hours, strict=True)
    return [case(n, one, wait, probability=0.5) for n, (one, wait) in enumerate(both)]


def test_by_severity_and_what_has_no_answer_after_that_and_what_is_reviewed_at_the_end() -> None:
    cases = [
        case(0, "waiting"),
        case(1, "out_of_scope"),
        case(2, "definite", probability=0.9, verdict=Verdict.AGREE),
        case(3, "unreadable"),
        case(4, "not_found", probability=0.02),
        case(5, "failed"),
        case(6, "doubt", probability=0.3),
        case(7, "definite", probability=0.8),
        case(8, "not_found", probability=0.01, marked=True),
        case(9, "doubt", probability=0.4),
        case(10, "not_found", probability=0.03, verdict=Verdict.UNSURE),
    ]
    assert reading_order(table_of(cases), NOW, NO_LOTS).tolist() == [7, 9, 6, 8, 4, 5, 3, 1, 0, 2, 10]


def test_aged_cases_take_every_second_place() -> None:
    hours = [0, 0, 0, 30, 50, 80, 25, 49]
    outcomes = ["definite", "doubt", "not_found", "definite", "not_found", "not_found", "not_found", "doubt"]
    cases = many(outcomes, hours)
    # Whole caps: 3 once, 4 and 7 twice or more, 3 and 6 once.
    assert reading_order(table_of(cases), NOW, NO_LOTS).tolist() == [0, 5, 1, 7, 2, 4, 3, 6]
    none = QueueOptions(ageing_cap_h=None, negative_share=0.0)
    assert reading_order(table_of(cases), NOW, none).tolist() == [0, 3, 1, 7, 2, 4, 5, 6]


def test_the_top_is_neither_all_old_nor_all_fresh() -> None:
    cases = many(["not_found"] * 50 + ["definite"] * 50, [100.0] * 50 + [0.0] * 50)
    order = reading_order(table_of(cases), NOW, NO_LOTS)
    assert all((order[:length] < 50).sum() == length // 2 for length in range(1, 101))


@pytest.mark.parametrize("outcome", ["failed", "out_of_scope", "waiting"])
def test_what_has_no_answer_does_not_wait_for_ever_either(outcome: str) -> None:
    cases = many(["definite", "definite", outcome], [0, 0, 25])
    assert reading_order(table_of(cases), NOW, NO_LOTS).tolist() == [0, 2, 1]


def test_what_cannot_be_read_or_has_no_known_arrival_does_not_age() -> None:
    cases = many(["definite", "unreadable", "not_found", "not_found"], [0, 99, 0, -99])
    cases[2].arrived_ns = 0
    assert reading_order(table_of(cases), NOW, NO_LOTS).tolist() == [0, 2, 3, 1]


outcomes = st.sampled_from(list(RANK))
waits = st.floats(-10, 100, width=16)
given_cases = st.lists(st.tuples(outcomes, waits, st.booleans(), st.integers(0, 3)), max_size=25)


def built(drawn_cases: list[tuple[str, float, bool, int]]) -> list[Case]:
    return [
        case(n, one, wait, probability=p / 4, verdict=Verdict.AGREE if done else None)
        for n, (one, wait, done, p) in enumerate(drawn_cases)
    ]


@given(given_cases, st.sampled_from([0.0, 0.4, 1.0]))
def test_every_case_has_one_place(drawn_cases: list[tuple[str, float, bool, int]], share: float) -> None:
    order = reading_order(table_of(built(drawn_cases)), NOW, QueueOptions(negative_share=share))
    assert sorted(order.tolist()) == list(range(len(drawn_cases)))


@given(given_cases, st.integers(0, 25), st.booleans())
def test_reading_the_top_goes_on_with_the_same_order(
    drawn_cases: list[tuple[str, float, bool, int]], read: int, kept: bool
) -> None:
    """Whether what was read is kept in its place or has gone to the end."""
    cases, options = built(drawn_cases), QueueOptions(negative_share=0.4)
    before = reading_order(table_of(cases), NOW, options).tolist()
    unread = [number for number in before if cases[number].verdict is None]
    read = min(read, len(unread))
    for number in unread[:read]:
        cases[number].verdict = Verdict.AGREE
    after = reading_order(table_of(cases), NOW, options, unread[:read] if kept else ()).tolist()
    start = read if kept else 0
    assert after[start : start + len(unread) - read] == unread[read:]


# ---------------------------------------------------------------------- the lots


def negatives(count: int, seed: int = 0) -> list[Case]:
    chance = np.random.default_rng(seed)
    return [case(n, "not_found", probability=float(chance.random() / 10)) for n in range(count)]


def test_the_lots_are_about_the_share_that_was_asked_for() -> None:
    table = table_of(negatives(20_000))
    for share in (0.0, 0.05, 0.5, 1.0):
        found = drawn(table, QueueOptions(negative_share=share)).mean()
        assert abs(found - share) <= 4 * (share * (1 - share) / 20_000) ** 0.5


def test_the_lot_hangs_on_contents_and_seed_alone() -> None:
    cases, options = negatives(2000), QueueOptions()
    first = {cases[n].sha256 for n in np.flatnonzero(drawn(table_of(cases), options))}
    other = [
        case(n, "not_found", hours=5, probability=0.5, sha256=one.sha256)
        for n, one in enumerate(reversed(cases[:1000]))
    ]
    again = {other[n].sha256 for n in np.flatnonzero(drawn(table_of(other), options))}
    assert again == first & {one.sha256 for one in other}
    assert drawn(table_of(cases), QueueOptions(seed=8)).tolist() != drawn(table_of(cases), options).tolist()


def test_the_same_contents_are_drawn_on_every_machine() -> None:
    """Written down once: a change here would draw other negatives than those that were read before."""
    assert np.flatnonzero(drawn(table_of(negatives(100)), QueueOptions())).tolist() == [
        15,
        20,
        21,
        49,
        70,
        98,
    ]


def test_the_lot_does_not_hang_on_the_probability() -> None:
    table = table_of(negatives(20_000))
    is_drawn = drawn(table, QueueOptions())
    low = table["probability"][is_drawn].mean()
    assert abs(low - table["probability"].mean()) < 4 * table["probability"].std() / is_drawn.sum() ** 0.5


@pytest.mark.parametrize("outcome", ["out_of_scope", "failed", "unreadable", "waiting", "doubt", "definite"])
def test_only_a_not_found_of_known_contents_is_drawn(outcome: str) -> None:
    every = QueueOptions(negative_share=1.0)
    assert not drawn(table_of([case(0, outcome), case(1, "not_found", sha256="")]), every).any()


def test_the_lots_stand_evenly_among_the_suspected() -> None:
    cases = [*negatives(400), *(case(400 + n, "doubt", probability=n / 400) for n in range(400))]
    table, options = table_of(cases), QueueOptions(negative_share=0.1)
    order = by_severity(table, options)
    places = np.flatnonzero(drawn(table, options)[order])
    gaps = np.diff(places)
    assert len(places) > 20
    assert gaps.max() - gaps.min() <= 1
    assert (order[places[-1] + 1 :] < 400).sum() == 400 - len(places)


def test_many_lots_never_delay_the_suspected_by_more_than_half() -> None:
    cases = [*negatives(100), case(100, "definite", probability=0.9), case(101, "doubt", probability=0.3)]
    order = by_severity(table_of(cases), QueueOptions(negative_share=1.0)).tolist()
    assert [order[0], order[2]] == [100, 101]
    assert not set(order[1:2] + order[3:]) & {100, 101}


# ---------------------------------------------------------------------- no case waits for ever


def simulated_waits(options: QueueOptions, steps: int, backlog: int, per_reading: float) -> dict[str, Any]:
    """Readings, one a step of 6 minutes; definites come at `per_reading`, some negatives too.

    Returns
    -------
    The longest wait in readings of a case read or still waiting, and the largest number of unread cases.
    """
    step_ns = NS_PER_HOUR // 10
    chance = np.random.default_rng(3)
    columns, born, read_at = CaseColumns(), list[int](), dict[int, int]()
    cases: list[Case] = []
    most_unread, due = 0, 0.0

    def arrive(outcome: str, step: int) -> None:
        one = case(len(cases), outcome, probability=float(chance.random()))
        one.arrived_ns = NOW + step * step_ns
        cases.append(one)
        columns.append(one)
        born.append(step)

    for _ in range(backlog):
        arrive("not_found", 0)
    for step in range(steps):
        due += per_reading
        while due >= 1:
            arrive("definite" if chance.random() < 0.8 else "not_found", step)
            due -= 1
        most_unread = max(most_unread, len(cases) - len(read_at))
        top = int(reading_order(columns.table, NOW + step * step_ns, options)[0])
        if cases[top].verdict is None:
            cases[top].verdict = Verdict.AGREE
            columns.put(cases[top])
            read_at[top] = step
    waited = [read_at.get(n, steps) - step for n, step in enumerate(born)]
    old = [n for n in range(backlog) if n not in read_at]
    return {"longest": max(waited), "unread": most_unread, "never": len(old)}


CAP_H, CAP_READINGS = 4.0, 40


@pytest.mark.parametrize("per_reading", [0.7, 1.0])
def test_no_case_waits_longer_than_its_cap_and_two_readings_a_case_unread(per_reading: float) -> None:
    """Definites come for ever, at 0.56 or 0.8 of the reading rate; with the negatives 0.7 or all of it."""
    found = simulated_waits(QueueOptions(CAP_H), 1200, backlog=100, per_reading=per_reading)
    assert found["longest"] <= CAP_READINGS + 2 * found["unread"]
    assert found["never"] == 0


def test_without_a_cap_an_old_negative_would_wait_for_ever() -> None:
    found = simulated_waits(QueueOptions(None, 0.0), 1200, backlog=100, per_reading=1.0)
    assert found["never"] > 0
    assert found["longest"] == 1200


def test_a_fresh_definite_is_read_at_once_beside_a_backlog_of_old_negatives() -> None:
    cases = many(["not_found"] * 500 + ["definite"], [200.0] * 500 + [0.0])
    assert reading_order(table_of(cases), NOW, QueueOptions())[:2].tolist().count(500) == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"ageing_cap_h": 0.0}, "ageing_cap_h"),
        ({"ageing_cap_h": float("nan")}, "ageing_cap_h"),
        ({"negative_share": 1.5}, "negative_share"),
        ({"negative_share": float("nan")}, "negative_share"),
    ],
)
def test_options_that_make_no_sense_are_refused(wrong: dict[str, float], field: str) -> None:
    with pytest.raises(UsageError) as refused:
        QueueOptions(**wrong)  # type: ignore[arg-type]
    assert (refused.value.reason, refused.value.field) == ("bad_option", field)


def test_nothing_has_an_empty_order() -> None:
    assert reading_order(table_of([]), NOW).tolist() == []


@pytest.mark.benchmark
def test_a_hundred_thousand_cases_are_laid_out_in_a_tenth_of_a_second() -> None:
    chance = np.random.default_rng(0)
    table = np.zeros(100_000, dtype=table_of([]).dtype)
    table["outcome"] = chance.choice(len(RANK), len(table), p=[0.1, 0.2, 0.6, 0.02, 0.02, 0.05, 0.01])
    table["probability"] = chance.random(len(table))
    table["suspicion"] = 8.0 * table["outcome"] + 4 - table["probability"]
    table["arrived_ns"] = NOW - (chance.random(len(table)) * 100 * NS_PER_HOUR).astype(np.int64)
    table["contents"] = chance.integers(1, 2**63, len(table))
    table["verdict"] = chance.random(len(table)) < 0.3
    milliseconds = []
    for _ in range(9):
        start = time.perf_counter()
        reading_order(table, NOW)
        milliseconds.append(1000 * (time.perf_counter() - start))
    assert statistics.median(milliseconds) < 100
