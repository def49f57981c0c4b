from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fracview.core.errors import FracViewError
from training.families.epochs import best_epoch, epoch_log, lines_of
from training.runs import RunFolder

if TYPE_CHECKING:
    from pathlib import Path


def test_one_line_an_epoch_and_the_live_line_on_standard_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = RunFolder(tmp_path)
    with epoch_log(run, "yolov8n", 2) as log:
        log.write(0, 0.7, 0.5, extra=3)
        log.write(1, 0.6, 0.4)
    assert [(line["epoch"], line["loss"], line["merit"]) for line in lines_of(run)] == [
        (0, 0.7, 0.5),
        (1, 0.6, 0.4),
    ]
    assert lines_of(run)[0]["extra"] == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert "yolov8n" in told.err
    assert "loss 0.6000" in told.err


@pytest.mark.parametrize("loss", [float("nan"), float("inf")])
def test_a_loss_that_is_not_finite_is_no_line(loss: float, tmp_path: Path) -> None:
    run = RunFolder(tmp_path)
    with pytest.raises(FracViewError, match="not finite"), epoch_log(run, "n", 1) as log:
        log.write(0, loss, 0.5)
    assert lines_of(run) == []


def test_the_later_of_two_equal_epochs_answers(tmp_path: Path) -> None:
    run = RunFolder(tmp_path)
    assert best_epoch(run) is None
    for epoch, merit in enumerate((0.2, 0.8, 0.8, 0.5)):
        run.write_epoch({"epoch": epoch, "merit": merit})
    assert best_epoch(run) == 3
