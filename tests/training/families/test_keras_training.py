from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from fracview.core.errors import UsageError
from tests.training.families.conftest import row_of
from training.families.keras_networks import use_keras
from training.families.keras_training import Arrays, KerasTrainee
from training.families.plan import Plan, plan_of
from training.suite.options import RunOptions

if TYPE_CHECKING:
    from pathlib import Path


def plan(tmp_path: Path, **settings: Any) -> Plan:
    row = row_of("keras_cls", "fracture", "MobileNetV2", **{"size": 32, **settings})
    return plan_of(row, RunOptions(tmp_path, tmp_path, epochs=2, device="cpu"))


@pytest.fixture(scope="module")
def arrays() -> Arrays:
    images = np.random.default_rng(0).integers(0, 256, (11, 32, 32)).astype(np.uint8)
    labels = np.arange(11, dtype=np.int64) % 2
    return Arrays(images, images, images, labels, labels)


def test_a_frozen_backbone_learns_its_last_layer_alone(arrays: Arrays, tmp_path: Path) -> None:
    use_keras("torch", "cpu").utils.set_random_seed(1)
    trainee = KerasTrainee(plan(tmp_path, freeze=True), "fracture", 2, arrays, None)
    before = [np.array(one) for one in trainee.backbone.get_weights()]
    losses = list(trainee.epoch(0))
    assert len(losses) == 1  # eleven scans, the last three of which fill no batch of eight
    assert trainee.train.shape == (11, 1280)
    assert len(trainee.model.trainable_variables) == 2
    for old, new in zip(before, trainee.backbone.get_weights(), strict=True):
        assert (old == new).all()
    scores = trainee.scores(trainee.val)
    assert scores.shape == (11, 2)
    assert scores.sum(axis=1) == pytest.approx(1.0)


def test_features_of_a_frozen_backbone_are_those_of_the_whole_network(arrays: Arrays, tmp_path: Path) -> None:
    """Computing them once must change nothing."""
    keras = use_keras("torch", "cpu")
    keras.utils.set_random_seed(1)
    trainee = KerasTrainee(plan(tmp_path, freeze=True), "region", 5, arrays, None)
    whole = keras.Model(trainee.backbone.input, trainee.model(trainee.backbone.output))
    fed = trainee.keras.applications.mobilenet_v2.preprocess_input(
        np.repeat(arrays.test[..., None], 3, axis=-1).astype(np.float32)
    )
    assert trainee.scores(trainee.val) == pytest.approx(np.asarray(whole.predict_on_batch(fed)), abs=1e-5)


def test_batch_norm_follows_what_a_network_learns_from_scratch(arrays: Arrays, tmp_path: Path) -> None:
    use_keras("torch", "cpu")
    trainee = KerasTrainee(plan(tmp_path), "fracture", 2, arrays, None)
    momenta = {layer.momentum for layer in trainee.backbone.layers if hasattr(layer, "momentum")}
    assert momenta == {0.9}


def test_weights_that_cannot_be_had_are_named(
    arrays: Arrays, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_keras("torch", "cpu")
    from keras.src.utils import file_utils

    def unreachable(*_: object, **__: object) -> None:
        raise Exception("URL fetch failure")

    monkeypatch.setattr(file_utils, "get_file", unreachable)
    with pytest.raises(UsageError, match=r"models/vgg16_weights.*_notop\.h5: .*--weights"):
        KerasTrainee(replace(plan(tmp_path), model="VGG16"), "fracture", 2, arrays, "imagenet")


def test_an_input_that_is_too_small_is_named(arrays: Arrays, tmp_path: Path) -> None:
    use_keras("torch", "cpu")
    with pytest.raises(UsageError, match="size: Input size must be at least 32x32"):
        KerasTrainee(plan(tmp_path, size=31), "fracture", 2, arrays, None)
