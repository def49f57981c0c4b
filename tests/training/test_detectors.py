from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from ultralytics.nn.tasks import DetectionModel

from fracview.core.errors import UsageError
from training import detectors
from training.detectors import DetectorRecipe, HalfPrecisionOnCpu, choose_scans, save_weights, write_dataset
from training.fracatlas import Scan
from training.runs import RunFolder

if TYPE_CHECKING:
    from tests.training.conftest import Tiny
    from training.data import Dataset

BOX = ((1.0, 2.0, 30.0, 40.0),)


def some_scans() -> tuple[list[Scan], dict[str, str]]:
    """Thirty fractured and sixty sound scans, ten and twenty a part; one of each has no file."""
    scans, part = [], {}
    for index in range(90):
        fractured = index % 3 == 0
        name = f"IMG{index:07d}.jpg"
        part[name] = ("train", "val", "test")[index // 30]
        path = None if index in (0, 1) else Path(name)
        scans.append(Scan(name, path, "hand", fractured, BOX if fractured else (), ""))
    return scans, part


@pytest.mark.parametrize(("background", "count"), [(0.0, 0), (0.3, 3), (1.0, 9), (50.0, 19)])
def test_background_is_a_share_of_the_fractured_scans(background: float, count: int) -> None:
    scans, part = some_scans()
    chosen = choose_scans(scans, part, DetectorRecipe(background=background))
    fractured = {scan.image_id for scan in scans if scan.fractured}
    assert len(fractured.intersection(chosen["train"])) == 9
    assert len(set(chosen["train"]) - fractured) == count
    assert len(chosen["train"]) == len(set(chosen["train"])) == 9 + count


def test_only_train_and_val_are_touched_and_files_are_needed() -> None:
    scans, part = some_scans()
    chosen = choose_scans(scans, part, DetectorRecipe(background=50))
    assert set(chosen) == {"train", "val"}
    for name in ("train", "val"):
        assert {part[image_id] for image_id in chosen[name]} == {name}
    assert set(chosen["val"]) == {s.image_id for s in scans if s.fractured and part[s.image_id] == "val"}
    assert not {scan.image_id for scan in scans if scan.path is None}.intersection(chosen["train"])


def test_background_is_drawn_by_seed() -> None:
    scans, part = some_scans()
    draws = [choose_scans(scans, part, DetectorRecipe(seed=seed, background=0.6)) for seed in (7, 7, 8)]
    assert draws[0] == draws[1] != draws[2]


def test_labels_match_the_boxes(tiny: Tiny, tiny_dataset: Dataset, tmp_path: Path) -> None:
    cache = tiny_dataset.cache(64)
    chosen = choose_scans(tiny_dataset.scans, tiny_dataset.part, DetectorRecipe(background=0.2))
    data = write_dataset(tmp_path / "set", tiny_dataset.scans, cache, chosen)
    assert f"path: {(tmp_path / 'set').resolve()}" in data.read_text()
    drawn = {one.image_id: one for one in tiny.drawn}
    for part, names in chosen.items():
        assert len(list((tmp_path / "set" / "images" / part).iterdir())) == len(names)
        for name in names:
            stem = name.removesuffix(".jpg")
            with Image.open(tmp_path / "set" / "images" / part / f"{stem}.png") as picture:
                pixels = np.asarray(picture)
            assert (pixels == cache.images[cache.image_ids.index(name)]).all()
            text = (tmp_path / "set" / "labels" / part / f"{stem}.txt").read_text()
            if not drawn[name].fractured:
                assert text == ""
                continue
            kind, *numbers = text.split()
            cx, cy, width, height = (64 * float(number) for number in numbers)
            box = cache.letterboxes[cache.image_ids.index(name)].to_original(
                np.array([[cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2]], np.float32)
            )[0]
            x, y, w, h = drawn[name].box_xywh
            assert kind == "0"
            assert box == pytest.approx([x, y, x + w, y + h], abs=0.01)


@pytest.fixture(scope="module")
def network() -> DetectionModel:
    torch.manual_seed(1)
    return DetectionModel("yolov8n.yaml", nc=1, verbose=False)


@pytest.mark.parametrize("averaged", [True, False])
def test_saved_weights_are_the_averaged_networks_in_float32(
    averaged: bool, network: DetectionModel, tmp_path: Path
) -> None:
    other = DetectionModel("yolov8n.yaml", nc=1, verbose=False).half()
    content = {"ema": other, "model": network} if averaged else {"ema": None, "model": other}
    torch.save(content, tmp_path / "best.pt")
    save_weights(tmp_path / "best.pt", tmp_path / "best.safetensors")
    saved = load_file(tmp_path / "best.safetensors")
    assert set(saved) == set(other.state_dict())
    assert all(value.dtype == torch.float32 for value in saved.values())
    assert torch.equal(saved["model.0.conv.weight"], other.state_dict()["model.0.conv.weight"].float())


def trainer_of(start: Path) -> SimpleNamespace:
    return SimpleNamespace(data={"nc": 1, "channels": 3}, start=start)


def test_every_tensor_of_the_start_that_fits_is_copied(tmp_path: Path) -> None:
    torch.manual_seed(3)
    given = DetectionModel("yolov8n.yaml", nc=80, verbose=False).state_dict()
    save_file(given, tmp_path / "coco.safetensors")
    trainer = trainer_of(tmp_path / "coco.safetensors")
    made = detectors.LocalStartTrainer.get_model(trainer, "yolov8n.yaml")
    own = made.state_dict()
    fitting = [key for key, value in given.items() if own[key].shape == value.shape]
    assert all(torch.equal(own[key], given[key]) for key in fitting)
    assert any(key.startswith("model.21.") for key in fitting)  # the neck too
    assert {key.rsplit(".", 2)[0] for key in set(given) - set(fitting)} <= {
        f"model.22.cv3.{scale}{rest}"
        for scale in range(3)
        for rest in (".0", ".1", ".2", ".0.conv", ".1.conv", "")
    }


def test_a_start_that_does_not_fit_is_refused_by_name(tmp_path: Path) -> None:
    save_file({"model.0.conv.weight": torch.zeros(4, 3, 3, 3)}, tmp_path / "other.safetensors")
    with pytest.raises(UsageError, match=r"other\.safetensors: model\.0\.conv\.weight: this backbone"):
        detectors.LocalStartTrainer.get_model(trainer_of(tmp_path / "other.safetensors"), "yolov8n.yaml")


def test_training_runs_in_bfloat16_and_losses_see_float32() -> None:
    torch.manual_seed(4)
    network = HalfPrecisionOnCpu("yolov8n.yaml", nc=1, verbose=False)
    seen = []
    network.model[0].register_forward_hook(lambda _, __, made: seen.append(made.dtype))
    images = torch.rand(2, 3, 64, 64)
    with torch.no_grad():
        found = network.train()(images)
        tensors = [value for value in found.values() if isinstance(value, torch.Tensor)]
        network.eval()(images)
    assert seen == [torch.bfloat16, torch.float32]
    assert tensors
    assert {tensor.dtype for tensor in tensors} == {torch.float32}


def test_the_closing_evaluation_is_no_epoch(tmp_path: Path) -> None:
    """Ultralytics reports the best checkpoint's figures as if there were one epoch more."""
    run = RunFolder(tmp_path)
    for epoch in (0, 1, 2):
        trainer = SimpleNamespace(epoch=epoch, epochs=2, metrics={"metrics/mAP50(B)": 0.5}, epoch_time=1.26)
        detectors._log_epoch(run, trainer)
    lines = run.log.read_text().splitlines()
    assert len(lines) == 2
    assert '"epoch": 1, "metrics/mAP50(B)": 0.5, "seconds": 1.3' in lines[1]


def test_whether_a_run_has_ended_stands_in_its_checkpoint(tmp_path: Path) -> None:
    assert not detectors._has_ended(tmp_path / "last.pt")
    torch.save({"epoch": 4}, tmp_path / "last.pt")
    assert not detectors._has_ended(tmp_path / "last.pt")
    torch.save({"epoch": -1}, tmp_path / "last.pt")
    assert detectors._has_ended(tmp_path / "last.pt")
