from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from fracview.core.errors import UsageError
from tests.training.families.conftest import row_of
from training.families.keras_networks import NETWORKS, network_of, prepared, use_keras, weights_file
from training.families.plan import Plan, plan_of
from training.suite.options import RunOptions
from training.suite.rows import load_suite

if TYPE_CHECKING:
    from pathlib import Path

BLACK_AND_WHITE = np.array([[[0, 255]]], np.uint8)

OWN = {
    "Xception": (-1, 1),
    "ResNet50V2": (-1, 1),
    "InceptionV3": (-1, 1),
    "InceptionResNetV2": (-1, 1),
    "MobileNetV2": (-1, 1),
    "NASNetLarge": (-1, 1),
    "EfficientNetB7": (0, 255),
    "EfficientNetV2L": (0, 255),
    "VGG16": (-123.68, 151.061),
    "ResNet50": (-123.68, 151.061),
    "DenseNet121": (-2.118, 2.64),
}
"""What black and white become by each network's own documentation (least and largest channel)."""


def plan(tmp_path: Path, model: str, **settings: Any) -> Plan:
    return plan_of(
        row_of("keras_cls", "fracture", model, **settings), RunOptions(tmp_path, tmp_path, device="cpu")
    )


def test_the_paper_s_nineteen_networks_are_there() -> None:
    suite = load_suite()
    for table in ("V", "IX"):
        assert [row.model for row in suite.rows_of(table) if row.family == "keras_cls"] == list(NETWORKS)
    assert len(NETWORKS) == 19


@pytest.mark.parametrize(("model", "span"), OWN.items())
def test_each_network_gets_the_range_that_its_documentation_asks_for(
    model: str, span: tuple[float, float], tmp_path: Path
) -> None:
    use_keras("torch", "cpu")
    made = prepared(network_of(model), BLACK_AND_WHITE, plan(tmp_path, model))
    assert made.shape == (1, 1, 2, 3)
    assert (made.min(), made.max()) == pytest.approx(span, abs=1e-3)


@pytest.mark.parametrize(("preprocessing", "white"), [("paper", 1.0), ("raw", 255.0)])
def test_the_wrong_ranges_can_be_asked_for(preprocessing: str, white: float, tmp_path: Path) -> None:
    made = prepared(
        network_of("ResNet50V2"),
        BLACK_AND_WHITE,
        plan(tmp_path, "ResNet50V2", preprocessing=preprocessing),
    )
    assert made[0, 0, :, 0].tolist() == [0.0, white]


@pytest.mark.parametrize("name", [name for name, one in NETWORKS.items() if one.backend == "torch"])
def test_the_weights_file_is_the_one_that_keras_asks_for(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    keras = use_keras("torch", "cpu")
    from keras.src.utils import file_utils

    class AskedError(Exception):
        pass

    def asked(fname: str, *_: object, **__: object) -> None:
        raise AskedError(fname)

    monkeypatch.setattr(file_utils, "get_file", asked)
    with pytest.raises(AskedError) as caught:
        getattr(keras.applications, name)(weights="imagenet", include_top=False, input_shape=(224, 224, 3))
    assert str(caught.value) == weights_file(name, 224)


def test_mobilenet_has_weights_of_its_own_for_some_sizes() -> None:
    assert "_1.0_160_" in weights_file("MobileNetV2", 160)
    assert "_1.0_224_" in weights_file("MobileNetV2", 244)


def test_unknown_networks_and_backends_are_refused() -> None:
    use_keras("torch", "cpu")
    with pytest.raises(UsageError, match="no network ResNet18"):
        network_of("ResNet18")
    with pytest.raises(UsageError, match="Keras runs on torch here, and jax is needed"):
        use_keras("jax", "cpu")
