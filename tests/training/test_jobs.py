from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from fracview.core.errors import UsageError
from training import classifiers, jobs, recipes

if TYPE_CHECKING:
    from pathlib import Path

    from torch import nn

    from training.data import Dataset


def test_a_network_that_does_not_exist_is_refused(tiny_dataset: Dataset, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no network femur"):
        jobs.train("femur", tiny_dataset, tmp_path)
    with pytest.raises(UsageError, match="there is no network femur"):
        jobs.export_network("femur", tiny_dataset, tmp_path, None)


@pytest.mark.parametrize("name", recipes.SHIPPED_RUN)
def test_what_was_not_trained_cannot_be_exported(name: str, tiny_dataset: Dataset, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"no {name} network has been trained") as caught:
        jobs.export_network(name, tiny_dataset, tmp_path, None)
    assert caught.value.path == tiny_dataset.work / recipes.SHIPPED_RUN[name]
    assert not list(tmp_path.iterdir())


def test_the_gate_needs_a_corpus() -> None:
    with pytest.raises(UsageError, match="DICOM corpus") as caught:
        jobs._gate_pictures(None)
    assert caught.value.field == "--dicom"


def test_fracture_is_judged_by_auc_and_region_by_mean_accuracy(
    tiny_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recipes, "CACHE_SIZE", 64)
    val = tiny_dataset.rows("val")
    fractured = tiny_dataset.labels("fracture")[val]
    logits: list[np.ndarray] = []

    def predicted(network: nn.Module, images: np.ndarray, size: int) -> np.ndarray:
        assert (len(images), size) == (val.sum(), 32)
        return logits[0]

    monkeypatch.setattr(classifiers, "predict", predicted)
    logits[:] = [np.column_stack([np.zeros(len(fractured)), np.where(fractured == 1, 2.0, -2.0)])]
    assert jobs._judge("fracture", tiny_dataset, 32)(None) == 1.0
    logits[:] = [-logits[0]]
    assert jobs._judge("fracture", tiny_dataset, 32)(None) == 0.0
    logits[:] = [np.tile([1.0, 0, 0, 0, 0], (len(fractured), 1))]
    assert jobs._judge("region", tiny_dataset, 32)(None) == pytest.approx(0.2)
