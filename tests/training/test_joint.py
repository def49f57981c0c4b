"""Classifier and detector together: the fit, and what is written of it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fracview.core.metrics import roc_auc
from fracview.inference.manifest import read_manifest
from training import data, joint

if TYPE_CHECKING:
    from pathlib import Path

    from tests.training.tiny_fracatlas import Tiny


def test_two_half_blind_answers_see_more_together_and_are_calibrated() -> None:
    rng = np.random.default_rng(1)
    fractured = rng.random(20_000) < 0.2
    alone, best = (1 / (1 + np.exp(-rng.normal(fractured * 1.5 - 1, 1))) for _ in range(2))
    fitted = joint.fit(alone, best, fractured, "a" * 64, "drawn")
    together = joint.probabilities(fitted, alone, best)
    assert roc_auc(fractured, together) > max(roc_auc(fractured, one) for one in (alone, best)) + 0.05
    assert together.mean() == pytest.approx(0.2, abs=0.01)
    assert fitted.ece < 0.01
    assert fitted.fracture_weight == pytest.approx(fitted.detection_weight, rel=0.1)
    point = fitted.operating_points["high_sensitivity"]
    assert (together[fractured] >= point.threshold).mean() == pytest.approx(joint.SENSITIVITY, abs=0.001)


def test_it_is_written_into_the_fracture_folder_and_all_else_stays(
    tiny: Tiny, tmp_path: Path, models_dir: Path
) -> None:
    shutil.copytree(models_dir, tmp_path / "models")
    before = read_manifest(tmp_path / "models" / "fracture")
    dataset = data.load(tiny.root, tmp_path / "work")
    after = joint.export_joint(dataset, tmp_path / "models")
    assert after.joint is not None
    assert "validation part: 10 scans, 5 fractured" in after.joint.fitted_on
    assert after.joint.detection_sha256 == read_manifest(models_dir / "detection").sha256
    assert after.metrics[joint.ON_TEST]["n"] == 10
    assert (after.sha256, after.explain, after.calibration) == (
        before.sha256, before.explain, before.calibration,
    )  # fmt: skip
    card = (tmp_path / "models" / "fracture" / "MODEL_CARD.md").read_text()
    assert "Together with the detector" in card
    assert f"{after.joint.bias:.4g}" in card
