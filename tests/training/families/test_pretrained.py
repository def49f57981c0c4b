from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.error import URLError

import pytest
import torch
import ultralytics.utils.downloads

from fracview.core.errors import UsageError
from training.families import pretrained
from training.suite.options import RunOptions

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def options(tmp_path: Path) -> RunOptions:
    (tmp_path / "local").mkdir()
    return RunOptions(tmp_path, tmp_path / "work", device="cpu", weights=tmp_path / "local")


def unreachable(*_: object, **__: object) -> None:
    raise URLError("no network")


def test_a_local_file_goes_before_a_download(options: RunOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    assert options.weights is not None
    monkeypatch.setattr(ultralytics.utils.downloads, "attempt_download_asset", unreachable)
    (options.weights / "yolov8s.pt").write_bytes(b"local")
    assert pretrained.ultralytics_weights("yolov8s", options) == options.weights / "yolov8s.pt"


def test_an_earlier_download_is_found_again(options: RunOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    def download(path: str) -> None:
        with open(path, "wb") as file:  # noqa: PTH123 - as the library does
            file.write(b"published")

    monkeypatch.setattr(ultralytics.utils.downloads, "attempt_download_asset", download)
    first = pretrained.ultralytics_weights("yolov8m-cls", options)
    assert first == options.work / "weights" / "yolov8m-cls.pt"
    monkeypatch.setattr(ultralytics.utils.downloads, "attempt_download_asset", unreachable)
    assert pretrained.ultralytics_weights("yolov8m-cls", options) == first


def test_with_neither_the_file_and_its_place_are_named(
    options: RunOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ultralytics.utils.downloads, "attempt_download_asset", unreachable)
    monkeypatch.setattr(torch.hub, "load_state_dict_from_url", unreachable)
    with pytest.raises(UsageError, match=r"local/yolov8x\.pt: .*--weights, or say --from-scratch"):
        pretrained.ultralytics_weights("yolov8x", options)
    with pytest.raises(UsageError, match=r"local/vit_b_16-.*\.pth: .*URLError"):
        pretrained.torchvision_weights("vit_b_16", options)
    nowhere = replace(options, weights=None)
    with pytest.raises(UsageError, match=r"work/weights/yolov8x\.pt"):
        pretrained.ultralytics_weights("yolov8x", nowhere)


def test_from_scratch_asks_for_nothing(options: RunOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ultralytics.utils.downloads, "attempt_download_asset", unreachable)
    scratch = replace(options, from_scratch=True)
    assert pretrained.ultralytics_weights("yolov8x", scratch) is None
    assert pretrained.torchvision_weights("vit_b_16", scratch) is None
    assert pretrained.keras_weights("vgg16.h5", scratch) is None


@pytest.mark.parametrize(
    ("model", "found"), [("yolov8n", True), ("yolov8n-cls", True), ("yolov8n-seg", False), ("yolov8s", False)]
)
def test_the_coco_file_starts_networks_of_size_n(
    model: str, found: bool, options: RunOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert options.weights is not None
    monkeypatch.setattr(ultralytics.utils.downloads, "attempt_download_asset", unreachable)
    file = options.weights / "yolov8n_coco.safetensors"
    file.write_bytes(b"")
    if found:
        assert pretrained.ultralytics_weights(model, options) == file
        return
    with pytest.raises(UsageError, match=rf"{model}\.pt"):
        pretrained.ultralytics_weights(model, options)


def test_every_network_of_torchvision_has_a_file_that_goes_by_its_default(options: RunOptions) -> None:
    assert options.weights is not None
    name = "resnet50-11ad3fa6.pth"  # IMAGENET1K_V2, the default, not the V1 that is listed first
    (options.weights / name).write_bytes(b"")
    assert pretrained.torchvision_weights("resnet50", options) == options.weights / name


def test_a_local_keras_file_lies_where_keras_looks(
    options: RunOptions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert options.weights is not None
    monkeypatch.setitem(os.environ, "KERAS_HOME", str(tmp_path / "keras"))
    (options.weights / "vgg16.h5").write_bytes(b"weights")
    assert pretrained.keras_weights("vgg16.h5", options) == "imagenet"
    assert (tmp_path / "keras" / "models" / "vgg16.h5").read_bytes() == b"weights"
    assert pretrained.keras_weights("absent.h5", options) == "imagenet"  # Keras downloads it
