from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import torch

from fracview.core.errors import FracViewError
from tests.training.families.conftest import row_of
from training.families.epochs import lines_of
from training.families.loop import State, cosine, fit
from training.families.plan import Plan, plan_of
from training.runs import RunFolder
from training.suite.options import RunOptions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Counter:
    """Counts its epochs, and is as good as it is told."""

    def __init__(self, merits: list[float], loss: float = 1.0) -> None:
        self.merits, self.loss, self.trained = merits, loss, 0

    def epoch(self, number: int) -> Iterator[float]:
        self.trained += 1
        yield self.loss
        yield self.loss + number

    def judge(self) -> float:
        return self.merits[self.trained - 1]

    def network(self) -> State:
        return {"trained": torch.tensor(self.trained)}

    def load_network(self, state: State) -> None:
        self.trained = int(state["trained"])

    def optimizer(self) -> State:
        return {}

    def load_optimizer(self, state: State) -> None:
        pass


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    options = RunOptions(tmp_path, tmp_path, epochs=6, device="cpu")
    return plan_of(row_of("torch_cls", "fracture", "resnet18"), options)


def test_a_run_ends_with_its_best_epoch(plan: Plan, tmp_path: Path) -> None:
    counter = Counter([0.1, 0.5, 0.9, 0.9, 0.2, 0.3])
    ended = fit(counter, plan, RunFolder(tmp_path), "counter")
    assert (ended.epochs, ended.best_epoch) == (6, 3)
    assert counter.trained == 3
    assert [line["loss"] for line in lines_of(RunFolder(tmp_path))] == [1.0, 1.5, 2.0, 2.5, 3.0, 3.5]


def test_an_ended_run_keeps_only_its_best_network(plan: Plan, tmp_path: Path) -> None:
    run = RunFolder(tmp_path)
    first = fit(Counter([0.1, 0.5, 0.9, 0.9, 0.2, 0.3]), plan, run, "counter")
    assert set(torch.load(run.last, weights_only=True)) == {"done", "best", "best_epoch"}
    counter = Counter([])
    assert fit(counter, plan, run, "counter") == first
    assert counter.trained == 3


def test_patience_ends_it_sooner_also_when_it_is_called_again(plan: Plan, tmp_path: Path) -> None:
    for _ in range(2):
        counter = Counter([0.1, 0.5, 0.4, 0.4, 0.9, 0.9])
        ended = fit(counter, replace(plan, patience=2), RunFolder(tmp_path), "counter")
        assert (ended.epochs, ended.best_epoch) == (4, 2)


def test_a_loss_that_is_not_finite_leaves_no_line_and_no_checkpoint(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(FracViewError, match="not finite"):
        fit(Counter([0.1], float("nan")), plan, RunFolder(tmp_path), "counter")
    assert lines_of(RunFolder(tmp_path)) == []
    assert not RunFolder(tmp_path).last.exists()


def test_the_rate_falls_to_a_hundredth() -> None:
    rates = [cosine(1e-3, epoch, 10) for epoch in range(11)]
    assert rates[0] == pytest.approx(1e-3)
    assert rates[-1] == pytest.approx(1e-5)
    assert rates == sorted(rates, reverse=True)
