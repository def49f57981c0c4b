"""What every family promises: to resume to the same epochs, repeat the same loss, stop when it diverges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from safetensors.torch import save_file
from ultralytics.nn.tasks import ClassificationModel

from fracview.core.errors import FracViewError
from tests.training.families.conftest import row_of
from training.suite import predictions

if TYPE_CHECKING:
    from pathlib import Path

    from tests.training.families.conftest import Bench
    from training.suite.rows import Row

pytestmark = pytest.mark.slow

ROWS = [
    row_of("yolo_cls", "fracture", "yolov8n-cls", size=64),
    row_of("yolo_det", "detection", "yolov8n", size=64),
    row_of("yolo_seg", "segmentation", "yolov8n-seg", size=64),
    row_of("torch_cls", "region", "mobilenet_v3_small", size=64),
    row_of("torch_det", "detection", "ssdlite320_mobilenet_v3_large", size=64),
    row_of("keras_cls", "region", "MobileNetV2", size=32),
]

EXACT = [row for row in ROWS if row.family in {"yolo_cls", "torch_cls", "keras_cls"}]

LOOPED = [row for row in ROWS if row.family in {"torch_cls", "torch_det", "keras_cls"}]
"""Their epochs draw from seeds of their own."""


def family(row: Row) -> str:
    return row.family


@pytest.mark.parametrize("row", ROWS, ids=family)
def test_a_killed_run_goes_on_to_the_same_number_of_epochs(row: Row, bench: Bench) -> None:
    first = bench.train_killed(row)
    assert [line["epoch"] for line in first] == [0]
    answers, lines = bench.train(row)
    assert [line["epoch"] for line in lines] == [0, 1]
    assert lines[0] == first[0]
    assert answers.epochs == 2
    assert answers.best_epoch in {1, 2}
    predictions.check(answers, bench.data(row))
    again, same = bench.train(row)
    assert same == lines  # nothing left to do
    assert again.epochs == 2


@pytest.mark.parametrize("row", EXACT, ids=family)
def test_the_same_seed_repeats_the_first_epoch_exactly(row: Row, bench: Bench) -> None:
    def loss(name: str, seed: int) -> float:
        return bench.train(row, name, seed=seed, epochs=1)[1][0]["loss"]

    first = loss("a", 7)
    assert loss("b", 7) == first
    assert loss("c", 8) != first


@pytest.mark.parametrize("row", LOOPED, ids=family)
def test_a_run_that_goes_on_gives_what_an_unbroken_one_gives(row: Row, bench: Bench) -> None:
    bench.train_killed(row, "killed")
    resumed, unbroken = bench.train(row, "killed")[1], bench.train(row, "unbroken")[1]
    assert [line["loss"] for line in resumed] == [line["loss"] for line in unbroken]
    assert [line["merit"] for line in resumed] == [line["merit"] for line in unbroken]


def test_a_loss_that_is_not_finite_stops_ultralytics(bench: Bench, tmp_path: Path) -> None:
    state = ClassificationModel("yolov8n-cls.yaml", nc=2, verbose=False).state_dict()
    state["model.0.conv.weight"][0] = float("nan")
    save_file(state, tmp_path / "yolov8n-cls.safetensors")
    with pytest.raises(FracViewError, match="not finite") as caught:
        bench.train(ROWS[0], from_scratch=False, weights=tmp_path)
    assert caught.value.reason == "diverged"


def test_a_loss_that_is_not_finite_stops_the_loop(bench: Bench) -> None:
    wild = row_of("torch_cls", "region", "mobilenet_v3_small", size=64, optimizer="SGD", learning_rate=1e30)
    with pytest.raises(FracViewError, match="not finite") as caught:
        bench.train(wild)
    assert caught.value.reason == "diverged"
