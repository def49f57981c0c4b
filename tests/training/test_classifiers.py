from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from ultralytics.nn.tasks import ClassificationModel

from fracview.core.errors import FracViewError, UsageError
from training import classifiers
from training.classifiers import LabelledScans, Recipe, predict, train
from training.runs import RunFolder
from training.weights import load_state

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from torch import nn

RECIPE = Recipe(size=64, batch=4, epochs=2, seed=7, scans_per_epoch=8)


@pytest.fixture(autouse=True, scope="module")
def one_thread() -> Iterator[None]:
    """Networks this small are quicker so, and sums come in one order."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random backbone."""
    torch.manual_seed(11)
    path = tmp_path_factory.mktemp("start") / "random.safetensors"
    save_file(ClassificationModel("yolov8n-cls.yaml", nc=9, verbose=False).state_dict(), path)
    return path


@pytest.fixture(scope="module")
def scans() -> LabelledScans:
    """Eight scans of 80 pixels; the fractured half carries a box."""
    images = np.random.default_rng(0).integers(0, 256, (8, 80, 80)).astype(np.uint8)
    labels = np.arange(8, dtype=np.int64) % 2
    box = np.array([[20, 20, 50, 44]], np.float32)
    return LabelledScans(images, labels, [box if label else box[:0] for label in labels])


def constant(network: nn.Module) -> float:
    assert not network.training
    return 0.5


def log_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in RunFolder(folder).log.read_text().splitlines()]


def test_a_run_ends_with_a_line_an_epoch_and_the_best_network(
    scans: LabelledScans, start: Path, tmp_path: Path
) -> None:
    merits = iter([0.9, 0.4])
    line = train(scans, 2, RECIPE, tmp_path, start, lambda _: next(merits))
    log = log_of(tmp_path)
    assert [one["epoch"] for one in log] == [0, 1]
    assert log[-1] == line
    assert [one["best"] for one in log] == [0.9, 0.9]
    assert all(np.isfinite([one["loss"], one["box_loss"]]).all() for one in log)
    best = torch.load(RunFolder(tmp_path).best, weights_only=True)
    assert best["epoch"] == 0
    network = ClassificationModel("yolov8n-cls.yaml", nc=2, verbose=False)
    network.load_state_dict(load_state(RunFolder(tmp_path).best))
    assert predict(network, scans.images, 64).shape == (8, 2)


def test_the_same_seed_repeats_the_first_epoch_exactly(
    scans: LabelledScans, start: Path, tmp_path: Path
) -> None:
    def first(name: str, seed: int) -> dict[str, Any]:
        torch.manual_seed(int.from_bytes(name.encode()))  # whatever came before must not matter
        recipe = replace(RECIPE, seed=seed, epochs=1)
        return train(scans, 2, recipe, tmp_path / name, start, constant)

    one, again, other = first("a", 7), first("b", 7), first("c", 8)
    assert (one["loss"], one["box_loss"]) == (again["loss"], again["box_loss"])
    assert one["loss"] != other["loss"]
    states = [load_state(tmp_path / name / "best.pt") for name in ("a", "b")]
    assert all(torch.equal(value, states[1][key]) for key, value in states[0].items())


def test_a_killed_run_goes_on_to_the_same_number_of_epochs(
    scans: LabelledScans, start: Path, tmp_path: Path
) -> None:
    recipe = replace(RECIPE, epochs=3)
    judged = []

    def killed_in_the_second_epoch(network: nn.Module) -> float:
        judged.append(1)
        if len(judged) == 2:
            raise KeyboardInterrupt
        return 0.5

    with pytest.raises(KeyboardInterrupt):
        train(scans, 2, recipe, tmp_path, start, killed_in_the_second_epoch)
    first = log_of(tmp_path)
    assert [one["epoch"] for one in first] == [0]
    line = train(scans, 2, recipe, tmp_path, start, constant)
    assert [one["epoch"] for one in log_of(tmp_path)] == [0, 1, 2]
    assert log_of(tmp_path)[0] == first[0]
    schedule = torch.load(RunFolder(tmp_path).last, weights_only=True)["schedule"]
    assert schedule["last_epoch"] == 3 * 2  # steps of all three epochs, none twice
    assert train(scans, 2, recipe, tmp_path, start, constant) == line  # nothing left to do
    assert len(log_of(tmp_path)) == 3


def test_a_run_killed_before_its_checkpoint_repeats_the_epoch(
    scans: LabelledScans, start: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(state: object, run: RunFolder, epoch: int) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(classifiers._State, "save", killed)
        with pytest.raises(KeyboardInterrupt):
            train(scans, 2, RECIPE, tmp_path, start, constant)
    train(scans, 2, RECIPE, tmp_path, start, constant)
    assert [one["epoch"] for one in log_of(tmp_path)] == [0, 1]


def test_another_recipe_in_the_same_folder_is_refused(
    scans: LabelledScans, start: Path, tmp_path: Path
) -> None:
    RunFolder(tmp_path).open({"recipe": {"size": 96}, "classes": 2, "scans": 8, "start": start.name})
    with pytest.raises(UsageError, match="begun with another recipe"):
        train(scans, 2, RECIPE, tmp_path, start, constant)
    assert not RunFolder(tmp_path).log.exists()


def test_a_loss_that_is_not_finite_stops_the_run(scans: LabelledScans, start: Path, tmp_path: Path) -> None:
    state = load_file(start)
    state["model.0.conv.weight"][0, 0, 0, 0] = float("nan")
    save_file(state, tmp_path / "broken.safetensors")
    with pytest.raises(FracViewError, match="the loss is not finite") as caught:
        train(scans, 2, RECIPE, tmp_path / "run", tmp_path / "broken.safetensors", constant)
    assert caught.value.reason == "diverged"
    assert "learning rate" in str(caught.value)
    assert not RunFolder(tmp_path / "run").last.exists()


def test_weights_that_do_not_fit_or_are_missing_are_named(
    scans: LabelledScans, start: Path, tmp_path: Path
) -> None:
    state = load_file(start)
    state["model.0.conv.weight"] = state["model.0.conv.weight"][:8].clone()
    save_file(state, tmp_path / "narrow.safetensors")
    with pytest.raises(UsageError, match=r"narrow\.safetensors: model\.0\.conv\.weight: this backbone"):
        train(scans, 2, RECIPE, tmp_path / "one", tmp_path / "narrow.safetensors", constant)
    with pytest.raises(UsageError, match=r"absent\.safetensors: there are no weights"):
        train(scans, 2, RECIPE, tmp_path / "two", tmp_path / "absent.safetensors", constant)


def test_a_class_without_a_scan_is_refused(scans: LabelledScans, start: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no scan to learn class 2 of 3"):
        train(scans, 3, RECIPE, tmp_path, start, constant)
    assert not (tmp_path / "config.json").exists()


def test_epochs_are_balanced_and_depend_on_seed_and_epoch_alone() -> None:
    images = np.random.default_rng(0).integers(0, 256, (12, 64, 64)).astype(np.uint8)
    labels = np.array([0] * 10 + [1] * 2, np.int64)
    few = LabelledScans(images, labels, [np.empty((0, 4), np.float32)] * 12)
    recipe = replace(RECIPE, scans_per_epoch=16)

    def epoch(number: int) -> list[tuple[torch.Tensor, ...]]:
        return list(classifiers._batches(few, 2, recipe, number))

    one, again, other = epoch(0), epoch(0), epoch(1)
    assert [tuple(images.shape) for images, _, _ in one] == [(4, 3, 64, 64)] * 4
    assert [tuple(masks.shape) for _, _, masks in one] == [(4, 4, 4)] * 4
    assert torch.cat([labels for _, labels, _ in one]).bincount().tolist() == [8, 8]
    for first, second in zip(one, again, strict=True):
        assert all(torch.equal(a, b) for a, b in zip(first, second, strict=True))
    assert not torch.equal(one[0][0], other[0][0])
    assert one[0][0].min() >= 0
    assert one[0][0].max() <= 1


def test_drawing_takes_every_scan_as_often_as_it_goes() -> None:
    drawn = classifiers._draw(np.arange(5, 10), 13, np.random.default_rng(0))
    counts = np.bincount(drawn, minlength=10)[5:]
    assert counts.sum() == 13
    assert set(counts.tolist()) == {2, 3}


def test_logits_do_not_depend_on_the_batch(scans: LabelledScans) -> None:
    torch.manual_seed(0)
    network = ClassificationModel("yolov8n-cls.yaml", nc=3, verbose=False)
    whole = predict(network, scans.images, 64)
    assert whole == pytest.approx(predict(network, scans.images, 64, batch=3), abs=1e-5)
    assert not network.training
    torch.manual_seed(0)
    with torch.inference_mode():
        probabilities, logits = network(torch.zeros(1, 3, 64, 64))
    assert predict(network, np.zeros((1, 64, 64), np.uint8), 64) == pytest.approx(logits.numpy(), abs=1e-5)
    assert probabilities.sum() == pytest.approx(1)
