from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from safetensors.torch import load_file, save_file
from ultralytics.nn.tasks import ClassificationModel, DetectionModel

from fracview.core.errors import UsageError
from training.weights import BACKBONE_LAYERS, load_backbone, load_state

if TYPE_CHECKING:
    from pathlib import Path


def classifier() -> ClassificationModel:
    return ClassificationModel("yolov8n-cls.yaml", nc=2, verbose=False)


@pytest.fixture(scope="module")
def detector_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random detector as a state dict, the kind of file that training starts from."""
    torch.manual_seed(5)
    path = tmp_path_factory.mktemp("weights") / "detector.safetensors"
    save_file(DetectionModel("yolov8n.yaml", nc=80, verbose=False).state_dict(), path)
    return path


def test_a_detectors_backbone_starts_a_classifier(detector_file: Path) -> None:
    network = classifier()
    head = network.state_dict()["model.9.linear.weight"].clone()
    copied = load_backbone(network, detector_file)
    given, own = load_file(detector_file), network.state_dict()
    backbone = [key for key in own if int(key.split(".")[1]) in BACKBONE_LAYERS]
    assert copied == len(backbone) > 100
    assert all(torch.equal(own[key], given[key]) for key in backbone)
    assert torch.equal(own["model.9.linear.weight"], head)


def test_the_shared_weights_fit(shared_dir: Path) -> None:
    assert load_backbone(classifier(), shared_dir / "weights" / "yolov8n_coco.safetensors") > 100


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no weights to start from") as caught:
        load_state(tmp_path / "absent.safetensors")
    assert caught.value.path == tmp_path / "absent.safetensors"
    assert "absent.safetensors" in str(caught.value)


def test_a_missing_tensor_is_named(detector_file: Path, tmp_path: Path) -> None:
    state = load_file(detector_file)
    del state["model.3.conv.weight"]
    save_file(state, tmp_path / "partial.safetensors")
    with pytest.raises(UsageError, match="does not fit") as caught:
        load_backbone(classifier(), tmp_path / "partial.safetensors")
    assert caught.value.field == "model.3.conv.weight"


def test_a_tensor_of_another_shape_is_named_and_nothing_is_copied(tmp_path: Path) -> None:
    path = tmp_path / "small.safetensors"
    save_file(ClassificationModel("yolov8s-cls.yaml", nc=2, verbose=False).state_dict(), path)
    network = classifier()
    before = {key: value.clone() for key, value in network.state_dict().items()}
    with pytest.raises(UsageError, match="does not fit") as caught:
        load_backbone(network, path)
    assert caught.value.field == "model.0.conv.weight"
    assert caught.value.path == path
    assert all(torch.equal(before[key], value) for key, value in network.state_dict().items())


def test_our_own_checkpoints_give_the_averaged_network(tmp_path: Path) -> None:
    state = classifier().state_dict()
    torch.save({"average": state, "epoch": 3}, tmp_path / "best.pt")
    loaded = load_state(tmp_path / "best.pt")
    assert all(torch.equal(loaded[key], value) for key, value in state.items())
