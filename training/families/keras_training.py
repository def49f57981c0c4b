"""Training one Keras network, on whichever backend this process runs; `keras_cls` decides which process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from fracview.core.errors import UsageError
from training.families.balance import epoch_order
from training.families.keras_networks import network_of, prepared, use_keras, weights_file
from training.families.loop import State, cosine, fit
from training.families.merit import classifier_merit
from training.families.pretrained import keras_models_folder, missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from training.families.loop import Ended
    from training.families.plan import Plan
    from training.runs import RunFolder

RATES = {"AdamW": 1e-3, "Adam": 1e-3, "SGD": 1e-2}
"""Where a row names no learning rate; ``auto`` is AdamW."""

SCRATCH_MOMENTUM = 0.9
"""Of batch norm's averages from scratch; pretrained ones keep their network's own."""


@dataclass(frozen=True, eq=False, slots=True)
class Arrays:
    """Pictures and labels; `val` may be the very array of `test`.

    Attributes
    ----------
    train, val, test
        (n, s, s) uint8 squares.
    train_labels, val_labels
        (n,) int64.
    """

    train: NDArray[np.uint8]
    val: NDArray[np.uint8]
    test: NDArray[np.uint8]
    train_labels: NDArray[np.int64]
    val_labels: NDArray[np.int64]


@dataclass(frozen=True, eq=False, slots=True)
class Answers:
    """(n, classes) probabilities of val and test, and how the run ended."""

    val: NDArray[np.float32]
    test: NDArray[np.float32]
    ended: Ended


def train(
    plan: Plan, task: str, classes: int, arrays: Arrays, weights: str | None, run: RunFolder
) -> Answers:
    """Train, or go on where a killed run stopped.

    `weights` are the backbone's: ``imagenet``, None for random ones, or a file of Keras' own.

    Raises
    ------
    UsageError
        Where Keras refuses the network at this size.
    FracViewError
        Where the loss is not finite any more.
    """
    keras = use_keras(network_of(plan.model).backend, plan.device)
    keras.utils.clear_session()
    keras.utils.set_random_seed(plan.seed)
    keras.config.set_dtype_policy("mixed_bfloat16" if plan.on_cuda else "float32")
    trainee = KerasTrainee(plan, task, classes, arrays, weights)
    ended = fit(trainee, plan, run, plan.model)
    val = trainee.scores(trainee.val)
    test = val if arrays.val is arrays.test else trainee.scores(trainee.inputs(arrays.test))
    return Answers(val, test, ended)


class KerasTrainee:
    """A Keras network in training (`training.families.loop.Trainee`).

    With a frozen backbone its features are computed once, and only the new last layer is trained on them.
    """

    def __init__(self, plan: Plan, task: str, classes: int, arrays: Arrays, weights: str | None) -> None:
        import keras

        self.plan, self.task, self.arrays = plan, task, arrays
        self.keras: Any = keras
        self.network_kind = network_of(plan.model)
        self.outputs = 1 if classes == 2 else classes
        self.backbone = self._backbone(weights)
        self.model = self._model()
        self.train = self.inputs(arrays.train)
        self.val = self.inputs(arrays.val)

    def _backbone(self, weights: str | None) -> Any:
        shape = (self.plan.size, self.plan.size, 3)
        make = getattr(self.keras.applications, self.plan.model)
        try:
            made = make(weights=weights, include_top=False, pooling="avg", input_shape=shape)
        except Exception as error:  # Keras raises a bare Exception where it cannot download
            if str(error).startswith("Input size"):
                cure = "Choose a larger one."
                raise UsageError(str(error), reason="bad_setting", field="size", cure=cure) from error
            if weights is None:
                raise
            file = weights_file(self.plan.model, self.plan.size)
            raise missing(file, keras_models_folder(), error) from error
        if weights is None:
            self._quicken(made)
        return made

    def _quicken(self, backbone: Any) -> None:
        """Let batch norm follow what a random network learns.

        MobileNetV2 keeps 999 of 1,000 parts of its averages each step, made for millions of scans: after a
        few hundred steps it would still judge by those that it began with, and answer at chance.
        """
        for layer in backbone.layers:
            if isinstance(layer, self.keras.layers.BatchNormalization):
                layer.momentum = min(layer.momentum, SCRATCH_MOMENTUM)

    def _model(self) -> Any:
        """The network to train: one node for two classes, as the paper has it, else one a class."""
        layers = self.keras.layers
        if self.plan.freeze:
            source = self.keras.Input(self.backbone.output.shape[1:])
            features = source
        else:
            source, features = self.backbone.input, self.backbone.output
        activation = "sigmoid" if self.outputs == 1 else "softmax"
        answer = layers.Dense(self.outputs, activation=activation, dtype="float32")(features)
        model = self.keras.Model(source, answer)
        loss = "binary_crossentropy" if self.outputs == 1 else "sparse_categorical_crossentropy"
        model.compile(self._optimizer(), loss)
        model.optimizer.build(model.trainable_variables)
        return model

    def _optimizer(self) -> Any:
        name = "AdamW" if self.plan.optimizer == "auto" else self.plan.optimizer
        self.rate = self.plan.learning_rate or RATES[name]
        momentum = {"momentum": 0.9} if name == "SGD" else {}
        return getattr(self.keras.optimizers, name)(self.rate, **momentum)

    def inputs(self, images: NDArray[np.uint8]) -> NDArray[Any]:
        """What the trained network takes: pictures, or the frozen backbone's features of them."""
        if not self.plan.freeze:
            return images
        made = [
            self._predicted(self.backbone, prepared(self.network_kind, batch, self.plan))
            for batch in self._cut(images)
        ]
        return np.concatenate(made).astype(np.float32)

    def _cut(self, array: NDArray[Any]) -> Iterator[NDArray[Any]]:
        for start in range(0, len(array), self.plan.batch):
            yield array[start : start + self.plan.batch]

    def _predicted(self, model: Any, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """Answers of a batch, filled up to full length: JAX compiles anew for each length."""
        short = self.plan.batch - len(batch)
        filled = np.concatenate([batch, np.repeat(batch[-1:], short, axis=0)]) if short else batch
        return np.asarray(model.predict_on_batch(filled), np.float32)[: len(batch)]

    def _fed(self, inputs: NDArray[Any]) -> NDArray[np.float32]:
        return inputs if self.plan.freeze else prepared(self.network_kind, inputs, self.plan)

    def epoch(self, number: int) -> Iterator[float]:
        """See `Trainee`; the last scans that fill no batch wait for another epoch's order."""
        self.model.optimizer.learning_rate = cosine(self.rate, number, self.plan.epochs)
        rng = np.random.default_rng([self.plan.seed, number])
        order = epoch_order(self.arrays.train_labels, rng, self.plan.balance)
        batch = min(self.plan.batch, len(order))
        for start in range(0, len(order) - batch + 1, batch):
            rows = order[start : start + batch]
            labels = self.arrays.train_labels[rows]
            targets = labels.astype(np.float32)[:, None] if self.outputs == 1 else labels
            self.model.reset_metrics()
            yield float(self.model.train_on_batch(self._fed(self.train[rows]), targets))

    def scores(self, inputs: NDArray[Any]) -> NDArray[np.float32]:
        """(n, classes) probabilities."""
        found = [self._predicted(self.model, self._fed(batch)) for batch in self._cut(inputs)]
        answers = np.concatenate(found)
        return np.hstack([1 - answers, answers]) if self.outputs == 1 else answers

    def judge(self) -> float:
        """See `Trainee`."""
        return classifier_merit(self.task, self.arrays.val_labels, self.scores(self.val))

    def network(self) -> State:
        """See `Trainee`; the states of random layers are among them."""
        return self._values(self.model.variables)

    def load_network(self, state: State) -> None:
        """See `Trainee`."""
        self._assign(self.model.variables, state)

    def optimizer(self) -> State:
        """See `Trainee`."""
        return self._values(self.model.optimizer.variables)

    def load_optimizer(self, state: State) -> None:
        """See `Trainee`."""
        self._assign(self.model.optimizer.variables, state)

    def _values(self, variables: Any) -> State:
        arrays = (np.array(self.keras.ops.convert_to_numpy(one)) for one in variables)
        return {str(index): torch.from_numpy(array) for index, array in enumerate(arrays)}

    @staticmethod
    def _assign(variables: Any, state: State) -> None:
        for index, one in enumerate(variables):
            one.assign(state[str(index)].numpy())
