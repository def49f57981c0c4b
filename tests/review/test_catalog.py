from __future__ import annotations

import statistics
import time
import tracemalloc
from pathlib import Path

import pytest

from fracview.core.analysis import Fracture, Status, Tier
from fracview.core.errors import ReadingError
from fracview.core.verdict import Verdict
from fracview.review.case import CaseFilter, SortKey
from fracview.review.catalog import Catalog
from fracview.review.disagreement import BOX_WITHOUT_PROBABILITY, PROBABILITY_WITHOUT_BOX
from fracview.review.reading_order import NS_PER_HOUR, QueueOptions
from tests.export.analyses import DEFINITE_BOX, analysis, not_found, without_findings


def filled(count: int = 6) -> Catalog:
    catalog = Catalog()
    catalog.add(Path(f"folder/scan{number}.jpg") for number in range(count))
    catalog.refresh()
    return catalog


def test_found_files_wait_in_the_order_of_the_walk() -> None:
    catalog = filled(3)
    assert catalog.add([Path("b"), Path("a")]) == range(3, 5)
    assert list(catalog.order) == [0, 1, 2]
    assert catalog.refresh()
    assert list(catalog.order) == [0, 1, 2, 3, 4]
    assert (len(catalog), catalog.case(3).name, catalog.case(3).outcome) == (5, "b", "waiting")


def test_what_cannot_be_walked_is_a_case_with_its_reason() -> None:
    catalog = Catalog()
    catalog.add([ReadingError("Gone.", reason="not_found", path=Path("x/y"), cure="Look elsewhere.")])
    case = catalog.case(0)
    assert (case.name, case.outcome, case.reason) == ("y", "unreadable", "not_found: Gone. Look elsewhere.")


def test_a_name_cannot_break_its_line() -> None:
    catalog = Catalog()
    catalog.add([Path("a\nb\u202e.jpg")])
    assert catalog.case(0).name == "a\\nb\\u202e.jpg"


def test_answers_move_a_case_at_the_next_refresh_only() -> None:
    catalog = filled(4)
    catalog.answer(2, analysis(fracture=Fracture(0.9, Tier.DEFINITE)))
    catalog.answer(0, not_found(detections=(DEFINITE_BOX,)))
    catalog.answer(1, without_findings(Status.OUT_OF_SCOPE, "gate: not a bone"))
    assert list(catalog.order) == [0, 1, 2, 3]
    assert catalog.refresh()
    assert list(catalog.order) == [2, 0, 1, 3]
    assert [catalog.row_of(number) for number in range(4)] == [1, 2, 0, 3]
    case = catalog.case(0)
    assert (case.outcome, case.marked, case.probability) == ("not_found", True, 0.05)
    assert (catalog.case(1).reason, catalog.case(1).probability) == ("gate: not a bone", None)
    assert not catalog.refresh()


def test_contradictions_are_counted_and_filtered() -> None:
    catalog = filled(3)
    catalog.answer(0, not_found(detections=(DEFINITE_BOX,)))
    catalog.answer(1, analysis(detections=()))
    catalog.answer(2, analysis())
    kinds = [catalog.case(number).disagreement for number in range(3)]
    assert kinds == [BOX_WITHOUT_PROBABILITY, PROBABILITY_WITHOUT_BOX, ""]
    assert [catalog.case(number).marked for number in range(3)] == [True, False, False]
    catalog.filter_by(CaseFilter(disagreement=True))
    catalog.refresh()
    assert list(catalog.order) == [1, 0]
    assert (catalog.counts().disagreements, catalog.counts().shown) == (2, 2)


def queue(hours: tuple[float, ...], now_h: int = 100) -> Catalog:
    """Definite, doubt, and not found ones that have waited for so long, in the reading order."""
    catalog = Catalog(clock=lambda: now_h * NS_PER_HOUR)
    catalog.add(Path(f"scan{number}.jpg") for number in range(len(hours)))
    for number, waited in enumerate(hours):
        outcome = ("definite", "doubt")[number] if number < 2 else "not_found"
        arrived = round((now_h - waited) * NS_PER_HOUR)
        catalog.update(number, outcome=outcome, sha256=f"{number:064x}", arrived_ns=arrived)
    catalog.queue_options = QueueOptions(24.0, 0.0)
    catalog.sort_by(SortKey.QUEUE, descending=True)
    catalog.refresh()
    return catalog


def test_the_reading_order_lets_old_cases_take_turns() -> None:
    assert list(queue((0, 0, 0, 30)).order) == [0, 3, 1, 2]


def test_the_reading_order_stays_under_the_reader_and_is_renewed_when_asked_for() -> None:
    catalog = queue((0, 0, 0, 30))
    for number in (0, 3, 1):
        catalog.hold(number)
        assert not catalog.refresh()
        catalog.update(number, verdict=Verdict.AGREE)
        assert not catalog.refresh()
    assert catalog.next_unreviewed(1) == 2
    catalog.sort_by(SortKey.QUEUE, descending=True)
    assert catalog.refresh()
    assert list(catalog.order) == [2, 0, 1, 3]


def test_other_options_make_another_order() -> None:
    catalog = queue((0, 0, 0, 30))
    catalog.hold(1)
    catalog.queue_options = QueueOptions(24.0, 0.0)
    assert not catalog.refresh()
    catalog.queue_options = QueueOptions(None, 0.0)
    assert catalog.refresh()
    assert list(catalog.order) == [0, 1, 2, 3]


def test_an_arrival_moves_a_case_in_the_reading_order_only() -> None:
    catalog = queue((0, 0, 0, 0))
    assert catalog.update(3, arrived_ns=1)
    assert catalog.refresh()
    assert list(catalog.order) == [0, 3, 1, 2]
    catalog.sort_by(SortKey.SUSPICION, descending=True)
    catalog.refresh()
    assert not catalog.update(2, arrived_ns=1)
    catalog.sort_by(SortKey.QUEUE, descending=True)
    catalog.refresh()
    assert list(catalog.order) == [0, 2, 1, 3]


def test_the_reading_order_goes_with_filters_and_studies() -> None:
    catalog = queue((0, 0, 0, 30))
    for number, study in enumerate(("s", "t", "s", "t")):
        catalog.update(number, study=study)
    catalog.sort_by(SortKey.QUEUE, descending=True, group_studies=True)
    catalog.refresh()
    assert list(catalog.order) == [0, 2, 3, 1]
    catalog.filter_by(CaseFilter(outcomes=frozenset({"not_found"})))
    catalog.refresh()
    assert list(catalog.order) == [3, 2]


def test_a_new_answer_never_touches_the_verdict() -> None:
    catalog = filled(1)
    catalog.update(0, verdict=Verdict.DISAGREE, sha256="ab")
    catalog.answer(0, without_findings(Status.FAILED, "run_failed: no", sha256=""))
    assert (catalog.case(0).verdict, catalog.case(0).sha256) == (Verdict.DISAGREE, "ab")


def test_what_the_order_does_not_hang_on_moves_nothing() -> None:
    catalog = filled(2)
    assert not catalog.update(0, sha256="ab", note="cut off", frame_count=3)
    assert not catalog.update(0, outcome="waiting")
    assert catalog.update(0, outcome="failed")
    assert catalog.case(0).frame_count == 3


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"outcome": "positive"}, "'positive' is no outcome"),
        ({"number": 3}, "number of a case cannot change"),
        ({"path": Path()}, "path of a case cannot change"),
        ({"tier": "doubt"}, "tier of a case cannot change"),
    ],
)
def test_a_change_that_makes_no_sense_changes_nothing(changes: dict[str, object], complaint: str) -> None:
    catalog = filled(1)
    with pytest.raises(ValueError, match=complaint):
        catalog.update(0, **{"region": "hand", **changes})
    assert catalog.case(0).region == ""


def test_a_filter_keeps_rows_and_neighbours_in_step() -> None:
    catalog = filled(5)
    for number in (1, 3):
        catalog.update(number, outcome="doubt", probability=number / 10)
    catalog.filter_by(CaseFilter(outcomes=frozenset({"doubt"})))
    assert catalog.refresh()
    assert list(catalog.order) == [3, 1]
    assert catalog.row_of(0) is None
    assert (catalog.after(3, 1), catalog.after(1, 1), catalog.after(4, -1)) == (1, None, 1)


def test_a_held_case_stays_until_another_is_held_or_the_filter_changes() -> None:
    catalog = filled(3)
    catalog.filter_by(CaseFilter(unreviewed=True))
    catalog.hold(1)
    catalog.refresh()
    catalog.update(1, verdict=Verdict.AGREE)
    assert not catalog.refresh()
    assert list(catalog.order) == [0, 1, 2]
    catalog.hold(2)
    assert catalog.refresh()
    assert list(catalog.order) == [0, 2]
    catalog.update(2, verdict=Verdict.AGREE)
    catalog.filter_by(CaseFilter(unreviewed=True, text="scan"))
    assert catalog.refresh()
    assert list(catalog.order) == [0]


def test_holding_brings_back_nothing_that_was_hidden() -> None:
    catalog = filled(2)
    catalog.filter_by(CaseFilter(text="scan1"))
    catalog.refresh()
    catalog.hold(0)
    catalog.refresh()
    assert list(catalog.order) == [1]


def test_next_unreviewed_goes_round_and_ends() -> None:
    catalog = filled(4)
    for number in (1, 2):
        catalog.update(number, verdict=Verdict.AGREE)
    assert (catalog.next_unreviewed(0), catalog.next_unreviewed(3)) == (3, 0)
    catalog.update(3, outcome="unreadable")
    assert catalog.next_unreviewed(0) is None


def test_studies_stand_together_and_are_walked_as_one() -> None:
    catalog = filled(5)
    for number, study in enumerate(("s", "t", "s", "", "t")):
        catalog.update(number, study=study)
    catalog.update(4, outcome="definite", probability=0.9)
    catalog.sort_by(SortKey.SUSPICION, descending=True, group_studies=True)
    catalog.refresh()
    assert list(catalog.order) == [4, 1, 0, 2, 3]
    assert (catalog.next_study(4, 1), catalog.next_study(2, 1), catalog.next_study(3, -1)) == (0, 3, 0)
    assert (catalog.study_of(1), catalog.study_of(3)) == ([1, 4], [3])
    assert (catalog.study_size(1), catalog.study_size(3)) == (2, 1)


def test_one_file_in_two_places_is_found_twice_and_the_unknown_never() -> None:
    catalog = filled(3)
    for number in (0, 2):
        catalog.update(number, sha256="ab")
    assert (catalog.numbers_of("ab"), catalog.numbers_of("")) == ([0, 2], [])


def test_counts_are_of_all_whatever_is_shown() -> None:
    catalog = filled(6)
    catalog.update(0, outcome="definite", probability=0.9, region="hand")
    catalog.update(1, outcome="doubt", probability=0.4, region="hand", verdict=Verdict.UNSURE)
    catalog.update(2, outcome="failed")
    catalog.update(3, outcome="unreadable")
    catalog.filter_by(CaseFilter(text="scan0"))
    catalog.refresh()
    counts = catalog.counts()
    assert (counts.total, counts.shown, counts.unreviewed) == (6, 1, 4)
    found = {name: count for name, count in counts.outcomes.items() if count}
    assert found == {"definite": 1, "doubt": 1, "failed": 1, "unreadable": 1, "waiting": 2}
    assert counts.regions == {"hand": 2}


def test_an_empty_catalog_has_no_order() -> None:
    catalog = Catalog()
    catalog.sort_by(SortKey.NAME, descending=False, group_studies=True)
    assert not catalog.refresh()
    assert (list(catalog.order), catalog.counts().total, catalog.counts().regions) == ([], 0, {})


def test_twenty_thousand_cases_take_little_memory() -> None:
    tracemalloc.start()
    try:
        catalog = Catalog()
        catalog.add(Path(f"a/folder/of/images/IMG{number:07}.jpg") for number in range(5000))
        for number in range(5000):
            catalog.update(number, sha256=f"{number:064x}", study=f"{number // 2:032x}")
        catalog.refresh()
        per_case = tracemalloc.get_traced_memory()[0] / 5000
    finally:
        tracemalloc.stop()
    assert per_case < 2000


@pytest.mark.benchmark
def test_twenty_thousand_cases_are_put_in_order_in_milliseconds() -> None:
    catalog = filled(20_000)
    milliseconds = []
    for number in range(60):
        catalog.update(number * 300, outcome="doubt", probability=number / 60)
        catalog.filter_by(CaseFilter(text="1" * (number % 3)))
        start = time.perf_counter()
        catalog.refresh()
        milliseconds.append(1000 * (time.perf_counter() - start))
    assert statistics.median(milliseconds) < 20
