from __future__ import annotations

from dataclasses import replace

import pytest

from fracview.core.comparison import Evaluation, summary
from fracview.ui.compare.queue_list import QUEUES
from fracview.ui.compare.resolve import Resolver, no_predictions
from fracview.ui.compare.state import State
from tests.ui.compare.standard import NAMES, predictions, reference


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return Resolver(reference(), predictions(), bootstrap=20)


@pytest.mark.parametrize("state", [State(), State(score=0.1), State(iou=0.95, probability=0.2)])
def test_the_numbers_are_those_of_the_core(resolver: Resolver, state: State) -> None:
    evaluation = Evaluation(reference(), predictions(), state.probability)
    core = summary(evaluation, state.score, state.iou)
    shown = {one.key: one.value for one in resolver.resolve(state).figures}
    shown.pop("average_precision")
    assert shown == {key: pytest.approx(one.value, nan_ok=True) for key, one in core.items()}


def test_each_number_has_n_and_protocol(resolver: Resolver) -> None:
    for figure in resolver.resolve(State()).figures:
        assert figure.protocol
        assert int(figure.n) >= 0
    with_interval = [one.key for one in resolver.resolve(State()).figures if one.interval != "—"]
    assert {"precision", "recall", "average_precision_50", "auc_by_probability"} <= set(with_interval)


def test_matrices(resolver: Resolver) -> None:
    shown = resolver.resolve(State())
    assert shown.fracture.counts == ((1, 1), (1, 1))
    assert sum(map(sum, shown.region.counts)) == 4
    assert shown.region.columns[-1] == "no answer"


def test_queues_and_chips_go_together(resolver: Resolver) -> None:
    def names(state: State) -> list[str]:
        return [NAMES[image] for image in resolver.resolve(state).listing.order]

    assert names(State()) == list(NAMES)
    assert names(State(queue="only_fn")) == ["missed.png"]
    assert names(State(queue="only_fp")) == ["false.png"]
    assert names(State(queue="lowest_iou")) == ["found.png"]
    chip = resolver.chip_of_cell("fracture", 0, 1, State())
    assert names(State(chips=(chip,))) == ["missed.png"]
    assert names(State(queue="only_fp", chips=(chip,))) == []
    assert names(replace(State(chips=(chip,)), probability=0.2)) == []  # found there: the rule is asked anew
    for queue in QUEUES:
        assert set(names(State(queue=queue))) <= set(NAMES)


def test_no_answer_is_no_negative(resolver: Resolver) -> None:
    empty = Resolver(reference(), no_predictions(), bootstrap=20)
    shown = empty.resolve(State())
    assert {one.text for one in shown.figures} == {"—"}
    assert shown.fracture.counts == ()
    assert shown.fracture.note
    assert len(shown.listing.order) == len(NAMES)
    assert shown.listing.remarks[0] == "no answer: no prediction"
    assert resolver.resolve(State()).listing.counts[4].tolist() == [0, 0, 0]


def test_names_and_indices(resolver: Resolver) -> None:
    assert [resolver.index_of(name) for name in NAMES] == list(range(len(NAMES)))
    assert resolver.index_of("another.png") is None
