from __future__ import annotations

import numpy as np
import pytest
import torch
from pytorch_grad_cam.metrics.road import (
    NoisyLinearImputer,
    ROADLeastRelevantFirstAverage,
    ROADMostRelevantFirstAverage,
)
from torch import nn

from fracview.core.letterbox import Letterbox
from training.explain import road as module
from training.explain.road import PERCENTILES, impute, road

# pytorch-grad-cam hands PyTorch's tensors to NumPy's functions
pytestmark = pytest.mark.filterwarnings("ignore:__array_wrap__ must accept:DeprecationWarning")

SIDE = 48
WHOLE = Letterbox(rows=SIDE, columns=SIDE, height=SIDE, width=SIDE)
PADDED = Letterbox(rows=40, columns=20, height=SIDE, width=SIDE)


def picture(seed: int = 0) -> np.ndarray:
    """Smooth with some texture, (48, 48) float32 in [0, 1]."""
    y, x = np.mgrid[:SIDE, :SIDE] / SIDE
    noise = np.random.default_rng(seed).normal(0, 0.05, (SIDE, SIDE))
    return np.clip(0.5 + 0.4 * np.sin(5 * x) * np.cos(3 * y) + noise, 0, 1).astype(np.float32)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("kind", ["scattered", "block"])
def test_imputation_is_pytorch_grad_cams(share: float, kind: str) -> None:
    values = np.random.default_rng(1).random((SIDE, SIDE))
    if kind == "block":
        values = np.hypot(*(np.mgrid[:SIDE, :SIDE] - 20))
    kept = values >= np.quantile(values, share)
    theirs = NoisyLinearImputer(noise=0)(
        torch.from_numpy(picture())[None], torch.from_numpy(kept.astype(np.float32))
    )
    ours = impute(picture(), kept, None)
    assert ours[kept].tolist() == picture()[kept].tolist()
    assert np.abs(ours - theirs[0].numpy()).max() < 0.01
    assert np.abs(ours - theirs[0].numpy()).mean() < 0.002


def test_a_single_kept_pixel_fills_everything() -> None:
    kept = np.zeros((SIDE, SIDE), np.bool_)
    kept[5, 40] = True
    assert np.abs(impute(picture(), kept, None) - picture()[5, 40]).max() < 0.01


def test_noise_is_added_where_pixels_were_removed_and_only_there() -> None:
    kept = np.random.default_rng(2).random((SIDE, SIDE)) > 0.5
    plain, noisy = impute(picture(), kept, None), impute(picture(), kept, np.random.default_rng(3))
    assert (plain == noisy)[kept].all()
    assert (noisy - plain)[~kept].std() == pytest.approx(module.NOISE, rel=0.1)


class Blob(nn.Module):
    """Probability that grows with the grey level around one place."""

    def __init__(self) -> None:
        super().__init__()
        y, x = torch.meshgrid(torch.arange(SIDE), torch.arange(SIDE), indexing="ij")
        self.register_buffer("weight", torch.exp(-((y - 30) ** 2 + (x - 15) ** 2) / 40.0))

    def forward(self, images: torch.Tensor) -> torch.Tensor:
        contrast = images[:, 0] - images[:, 0].mean(dim=(1, 2), keepdim=True)
        return torch.sigmoid(0.5 * (contrast * self.weight).sum(dim=(1, 2)))[:, None]


def predict(images: np.ndarray) -> np.ndarray:
    with torch.no_grad():
        return Blob()(torch.from_numpy(images)[:, None]).double().numpy()[:, 0]


def scan() -> np.ndarray:
    """Dark with a bright spot where `Blob` looks, uint8."""
    spot = np.exp(-(np.add.outer((np.arange(SIDE) - 30) ** 2, (np.arange(SIDE) - 15) ** 2)) / 30.0)
    return np.round(255 * np.clip(0.2 * picture() + 0.7 * spot, 0, 1)).astype(np.uint8)


def right_map() -> np.ndarray:
    return Blob().weight.numpy() + np.random.default_rng(0).normal(0, 1e-4, (SIDE, SIDE)).astype(np.float32)


def test_road_is_pytorch_grad_cams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "NOISE", 0.0)
    values = right_map().astype(np.float32)
    ours = road(scan(), WHOLE, values, predict, np.random.default_rng(0))
    images = torch.from_numpy(scan().astype(np.float32) / 255)[None, None]
    given = (images, values[None], [lambda output: output[0]], Blob())
    removed = [100 - percent for percent in PERCENTILES]
    theirs = [
        kind(removed)(*given)[0] for kind in (ROADLeastRelevantFirstAverage, ROADMostRelevantFirstAverage)
    ]
    assert ours == pytest.approx((theirs[0] - theirs[1]) / 2, abs=0.01)
    assert ours > 0.05


def test_a_wrong_map_is_worse_than_the_right_one_and_its_opposite_is_the_negative() -> None:
    rng = np.random.default_rng
    right = road(scan(), WHOLE, right_map(), predict, rng(0))
    wrong = road(scan(), WHOLE, np.ascontiguousarray(right_map()[::-1, ::-1]), predict, rng(0))
    assert right > 0.05 > wrong
    assert road(scan(), WHOLE, -right_map(), predict, rng(0)) == pytest.approx(-right, abs=0.02)


def test_padding_is_never_removed() -> None:
    seen = []

    def look(images: np.ndarray) -> np.ndarray:
        seen.append(images)
        return np.zeros(len(images))

    assert road(scan(), PADDED, right_map(), look, np.random.default_rng(0)) == 0
    rows, columns = slice(PADDED.top, PADDED.top + PADDED.resized_rows), slice(PADDED.left, -PADDED.left)
    changed = np.abs(seen[0] - scan().astype(np.float32) / 255) > 0
    assert changed[:, rows, columns].mean(axis=(1, 2)) == pytest.approx([0.2, 0.4, 0.6, 0.8] * 2, abs=0.02)
    changed[:, rows, columns] = False
    assert not changed.any()
