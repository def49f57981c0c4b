"""Rows and options small enough to train here, and a run that is killed in its second epoch."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
import torch

from training.families import REGISTRY
from training.families.epochs import EpochLog, lines_of
from training.runs import RunFolder
from training.suite.options import RunOptions
from training.suite.protocols import row_data
from training.suite.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.training.conftest import Tiny
    from training.suite.predictions import Predictions
    from training.suite.protocols import ProtocolData

LEAKFREE = "leakfree-v1"


@pytest.fixture(autouse=True, scope="session")
def keras_home(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keras writes its configuration when it is imported, for which the home folder is no place."""
    os.environ.setdefault("KERAS_HOME", str(tmp_path_factory.mktemp("keras")))


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> Iterator[None]:
    """Networks this small are quicker so, and sums come in one order."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def row_of(family: str, task: str, model: str, **settings: Any) -> Row:
    return Row(f"T-{model}", "T", task, family, model, LEAKFREE, settings={"batch": 8, **settings})


@dataclass(frozen=True)
class Bench:
    """Trains rows on the tiny FracAtlas, from scratch, on the CPU."""

    options: RunOptions
    kill: pytest.MonkeyPatch

    def data(self, row: Row, count: int = 16) -> ProtocolData:
        return row_data(row, self.options.data_root, "", 7).limited(count, 7)

    def train(self, row: Row, name: str = "run", **options: Any) -> tuple[Predictions, list[dict[str, Any]]]:
        run = RunFolder(self.options.work / name)
        run.path.mkdir(parents=True, exist_ok=True)
        told = replace(self.options, **options)
        answers = REGISTRY[row.family].train(row, self.data(row), run, told)
        return answers, lines_of(run)

    def train_killed(self, row: Row, name: str = "run", **options: Any) -> list[dict[str, Any]]:
        """The run dies when its second epoch is to be logged."""
        write = EpochLog.write

        def dying(log: EpochLog, epoch: int, *figures: float, **more: float) -> None:
            if epoch == 1:
                raise KeyboardInterrupt
            write(log, epoch, *figures, **more)

        with self.kill.context() as patch:
            patch.setattr(EpochLog, "write", dying)
            with pytest.raises(KeyboardInterrupt):
                self.train(row, name, **options)
        return lines_of(RunFolder(self.options.work / name))


@pytest.fixture
def bench(tiny: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    options = RunOptions(tiny.root, tmp_path, epochs=2, device="cpu", from_scratch=True)
    return Bench(options, monkeypatch)
