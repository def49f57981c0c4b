"""The nineteen Keras networks: here on PyTorch, NASNetMobile in a process of its own on JAX."""

from __future__ import annotations

import os
from importlib.metadata import version
from typing import TYPE_CHECKING

from training.families import pictures, pretrained
from training.families.keras_networks import network_of, weights_file
from training.families.keras_process import train as train_elsewhere
from training.families.keras_training import Arrays
from training.families.keras_training import train as train_here
from training.families.plan import device_words, plan_of
from training.suite.predictions import Predictions

if TYPE_CHECKING:
    from training.families.keras_training import Answers
    from training.families.plan import Plan
    from training.runs import RunFolder
    from training.suite.options import RunOptions
    from training.suite.protocols import ProtocolData
    from training.suite.rows import Row


def train(row: Row, data: ProtocolData, run: RunFolder, options: RunOptions) -> Predictions:
    """See `training.families.Family`."""
    plan = plan_of(row, options)
    network = network_of(plan.model)
    file = weights_file(plan.model, plan.size)
    os.environ.setdefault("KERAS_HOME", str((options.work / "weights" / "keras").resolve()))
    weights = pretrained.keras_weights(file, options)
    answers = _answers(plan, data, run, options, weights)
    return Predictions(
        scores=answers.test,
        val_scores=None if data.val is data.test else answers.val,
        epochs=answers.ended.epochs,
        best_epoch=answers.ended.best_epoch,
        start=file if weights else "scratch",
        library=f"keras-{version('keras')}-{network.backend}",
        device=device_words(plan.device) if network.backend == "torch" else "cpu",
    )


def _answers(
    plan: Plan, data: ProtocolData, run: RunFolder, options: RunOptions, weights: str | None
) -> Answers:
    arrays = arrays_of(plan, data, options)
    train_it = train_here if network_of(plan.model).backend == "torch" else train_elsewhere
    return train_it(plan, data.task, len(data.classes), arrays, weights, run)


def arrays_of(plan: Plan, data: ProtocolData, options: RunOptions) -> Arrays:
    """Pictures and labels of the three parts."""
    squares = pictures.pictures_of(data, options.work, plan.size, plan.resize)
    test = squares.of(data.test)
    val = test if data.val is data.test else squares.of(data.val)
    return Arrays(squares.of(data.train), val, test, data.train.labels, data.val.labels)
