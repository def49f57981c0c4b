from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from training.families.pictures import pictures_of
from training.suite.protocols import protocol_data

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.training.conftest import Tiny


def test_a_letterbox_keeps_the_shape_and_a_stretch_fills_the_square(tiny: Tiny, tmp_path: Path) -> None:
    data = protocol_data(tiny.root, "leakfree-v1", "fracture", {}, 7)
    boxed, stretched = (pictures_of(data, tmp_path, 64, how) for how in ("letterbox", "stretch"))
    first, box = boxed.of(data.val)[0], boxed.letterboxes(data.val)[0]
    assert boxed.of(data.val).shape == stretched.of(data.val).shape == (len(data.val), 64, 64)
    assert box.left > 0
    assert (first[:, : box.left] == 0).all()
    path = data.val.scans[0].path
    assert path is not None
    with Image.open(path) as picture:
        whole = np.asarray(picture.convert("L").resize((64, 64), Image.Resampling.BOX), float)
    assert np.abs(stretched.of(data.val)[0] - whole).mean() < 6


def test_rows_with_the_same_scans_and_size_share_them(
    tiny: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from training import cache

    fracture = protocol_data(tiny.root, "leakfree-v1", "fracture", {}, 7)
    region = protocol_data(tiny.root, "leakfree-v1", "region", {}, 7)
    pictures_of(fracture, tmp_path, 64)

    def refused(*_: object) -> None:
        raise AssertionError("built twice")

    monkeypatch.setattr(cache, "_build", refused)
    assert len(pictures_of(region, tmp_path, 64).of(region.train)) == len(region.train)


def test_copies_of_a_scan_are_augmented(tiny: Tiny, tmp_path: Path) -> None:
    data = protocol_data(tiny.root, "paper-v1", "region", {}, 7)
    images = pictures_of(data, tmp_path, 64).of(data.train)
    copies = np.flatnonzero(data.train.copies)
    assert len(copies) > 0
    original = data.train.scans.index(data.train.scans[copies[0]])
    assert data.train.copies[original] == 0
    assert (images[original] != images[copies[0]]).any()
