from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from fracview.core.errors import FracViewError, UsageError
from tests.training.families.conftest import row_of
from training.families import keras_process, keras_training
from training.families.keras_training import Answers, Arrays
from training.families.loop import Ended
from training.families.plan import Plan, plan_of
from training.runs import RunFolder
from training.suite.options import RunOptions


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    row = row_of("keras_cls", "fracture", "NASNetMobile", size=32)
    return plan_of(row, RunOptions(tmp_path, tmp_path, epochs=1, device="cpu"))


@pytest.fixture
def arrays() -> Arrays:
    images = np.arange(2 * 32 * 32, dtype=np.uint8).reshape(2, 32, 32)
    labels = np.array([0, 1], np.int64)
    return Arrays(images, images[:1], images, labels, labels[:1])


def inside(monkeypatch: pytest.MonkeyPatch, train: object) -> None:
    """The other process, in this one."""

    def run(command: list[str], **_: object) -> object:
        code = keras_process.main(command[3:])
        return type("Done", (), {"returncode": code})()

    monkeypatch.setattr(keras_training, "train", train)
    monkeypatch.setattr(keras_process.subprocess, "run", run)


def test_job_and_answers_go_there_and_back(
    plan: Plan, arrays: Arrays, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def train(
        got: Plan, task: str, classes: int, given: Arrays, weights: str | None, run: RunFolder
    ) -> Answers:
        assert (got, task, classes, weights, run.path) == (plan, "fracture", 2, None, tmp_path)
        for name in ("train", "val", "test", "train_labels", "val_labels"):
            assert (getattr(given, name) == getattr(arrays, name)).all()
        return Answers(np.zeros((1, 2), np.float32), np.ones((2, 2), np.float32), Ended(3, 2))

    inside(monkeypatch, train)
    answers = keras_process.train(plan, "fracture", 2, arrays, None, RunFolder(tmp_path))
    assert answers.ended == Ended(3, 2)
    assert answers.val.shape == (1, 2)
    assert answers.test.sum() == 4


def test_an_error_over_there_is_an_error_here(
    plan: Plan, arrays: Arrays, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def train(*_: object) -> Answers:
        raise UsageError("the loss is not finite any more", reason="diverged", cure="Lower the rate.")

    inside(monkeypatch, train)
    with pytest.raises(FracViewError, match=r"not finite any more Lower the rate\.") as caught:
        keras_process.train(plan, "fracture", 2, arrays, None, RunFolder(tmp_path))
    assert caught.value.reason == "diverged"


def test_a_process_that_dies_is_no_answer(
    plan: Plan, arrays: Arrays, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = type("Done", (), {"returncode": -9})()
    monkeypatch.setattr(keras_process.subprocess, "run", lambda *_, **__: dead)
    with pytest.raises(FracViewError, match="its process ended with -9"):
        keras_process.train(plan, "fracture", 2, arrays, None, RunFolder(tmp_path))


def test_the_other_process_runs_on_jax_and_finds_this_package() -> None:
    environment = keras_process._environment("jax")
    assert environment["KERAS_BACKEND"] == "jax"
    assert (Path(environment["PYTHONPATH"].split(os.pathsep)[0]) / "training" / "families").is_dir()
