"""What readers of the benchmark must be able to rely on: no leak, and split and first loss come out again."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import torch
from safetensors.torch import save_file
from ultralytics.nn.tasks import DetectionModel

from training import data, detectors, fracatlas, splits
from training.detectors import DetectorRecipe
from training.runs import RunFolder

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from training.data import Dataset

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

RECIPE = DetectorRecipe(
    size=64, batch=8, epochs=2, seed=7, background=0.2, settings={"mosaic": 0.5, "warmup_epochs": 0.0}
)


@pytest.fixture(scope="module")
def grouped(fracatlas_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[tuple, NDArray]:
    """Every scan that has a file, and its near-duplicate group, found from the pixels."""
    scans = tuple(scan for scan in fracatlas.load(fracatlas_dir) if scan.path is not None)
    return scans, data.group(scans, tmp_path_factory.mktemp("grouped"))


def test_no_near_duplicates_of_all_scans_straddle_the_committed_split(grouped: tuple) -> None:
    scans, groups = grouped
    report = splits.leak_report(scans, groups, splits.read_split(data.SPLIT_FILE))
    assert report["scans"] == 3859
    assert report["groups_of_two_or_more"] > 100
    assert report["groups_straddling_our_split"] == 0


def test_the_same_seed_makes_the_committed_split_again(grouped: tuple) -> None:
    scans, groups = grouped
    again = splits.to_csv(scans, groups, splits.make_split(scans, groups))
    assert again == data.SPLIT_FILE.read_text(encoding="utf-8")
    other = splits.make_split(scans, groups, seed=splits.SEED + 1)
    with data.SPLIT_FILE.open(newline="") as stream:
        assert any(other[row["image_id"]] != row["part"] for row in csv.DictReader(stream))


def first_epoch(dataset: Dataset, folder: Path, start: Path, recipe: DetectorRecipe) -> dict[str, float]:
    """The detector's first line in the log; the run is broken off after it."""

    def broken_off(run: RunFolder, line: dict[str, float]) -> None:
        real(run, line)
        raise KeyboardInterrupt

    real = RunFolder.write_epoch
    chosen = detectors.choose_scans(dataset.scans, dataset.part, recipe)
    made = detectors.write_dataset(folder / "dataset", dataset.scans, dataset.cache(recipe.size), chosen)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RunFolder, "write_epoch", broken_off)
        with pytest.raises(KeyboardInterrupt):
            detectors.train(made, recipe, folder, start)
    (line,) = [json.loads(text) for text in RunFolder(folder).log.read_text().splitlines()]
    return {key: value for key, value in line.items() if key != "seconds"}


def test_the_same_seed_repeats_a_detectors_first_epoch_exactly(tiny_dataset: Dataset, tmp_path: Path) -> None:
    torch.manual_seed(1)
    start = tmp_path / "start.safetensors"
    save_file(DetectionModel("yolov8n.yaml", nc=80, verbose=False).state_dict(), start)
    seeds = {"one": 7, "again": 7, "other": 8}
    lines = {
        name: first_epoch(tiny_dataset, tmp_path / name, start, replace(RECIPE, seed=seed))
        for name, seed in seeds.items()
    }
    losses = {name: [line[key] for key in line if "loss" in key] for name, line in lines.items()}
    assert lines["one"] == lines["again"]
    assert all(value > 0 for value in losses["one"])
    assert losses["one"] != losses["other"]
