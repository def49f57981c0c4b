from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fracview.core.letterbox import Letterbox
from fracview.inference.preprocess import letterbox_image
from fracview.reading import read
from tests.training import tiny_fracatlas
from training import cache, fracatlas

if TYPE_CHECKING:
    from pathlib import Path

    from tests.training.conftest import Tiny


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every file that is read from here on."""
    paths: list[Path] = []

    def counted(path: Path) -> object:
        paths.append(path)
        return read(path)

    monkeypatch.setattr("fracview.reading.read", counted)
    return paths


def test_a_cache_holds_what_the_app_would_show_the_networks(tiny: Tiny, tmp_path: Path) -> None:
    scans = fracatlas.load(tiny.root)
    built = cache.load_or_build(tmp_path, scans, 96)
    assert built.image_ids == tuple(scan.image_id for scan in scans)
    assert (built.images.shape, built.images.dtype, built.size) == ((len(scans), 96, 96), np.uint8, 96)
    for index in (0, 7, len(scans) - 1):
        radiograph = read(scans[index].path)
        assert (built.images[index] == letterbox_image(radiograph.display_image(), 96, 96)).all()
        assert built.letterboxes[index] == Letterbox(*radiograph.shape, 96, 96)


def test_scans_are_read_once(tiny: Tiny, tmp_path: Path, readings: list[Path]) -> None:
    scans = fracatlas.load(tiny.root)[:5]
    first = cache.load_or_build(tmp_path, scans, 64)
    assert len(readings) == 5
    second = cache.load_or_build(tmp_path, scans, 64)
    assert len(readings) == 5
    assert second.letterboxes == first.letterboxes
    assert (second.images == first.images).all()


def test_other_scans_or_another_preprocessing_build_anew(
    tiny: Tiny, tmp_path: Path, readings: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    scans = fracatlas.load(tiny.root)[:4]
    cache.load_or_build(tmp_path, scans, 64)
    cache.load_or_build(tmp_path, scans[:3], 64)
    assert len(readings) == 7
    monkeypatch.setattr(cache, "PREPROCESSING_ID", "letterbox-v2")
    assert cache.load_or_build(tmp_path, scans[:3], 64).images.shape == (3, 64, 64)
    assert len(readings) == 10


def test_sizes_lie_side_by_side(tiny: Tiny, tmp_path: Path, readings: list[Path]) -> None:
    scans = fracatlas.load(tiny.root)[:2]
    for size in (32, 64, 32):
        assert cache.load_or_build(tmp_path, scans, size).size == size
    assert len(readings) == 4


def test_rows_without_a_file_have_no_place(tmp_path: Path) -> None:
    drawn = tiny_fracatlas.make(tmp_path / "data")
    (tmp_path / "data" / "images" / "Non_fractured" / drawn[0].image_id).unlink()
    built = cache.load_or_build(tmp_path, fracatlas.load(tmp_path / "data")[:3], 32)
    assert built.image_ids == tuple(one.image_id for one in drawn[1:3])


def test_a_killed_build_does_not_pass_for_the_one_before(
    tiny: Tiny, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scans = fracatlas.load(tiny.root)
    before = np.array(cache.load_or_build(tmp_path, scans[:3], 32).images)

    def killed(path: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("fracview.reading.read", killed)
        with pytest.raises(KeyboardInterrupt):
            cache.load_or_build(tmp_path, scans[3:6], 32)
    assert (cache.load_or_build(tmp_path, scans[:3], 32).images == before).all()
    index = json.loads((tmp_path / "letterboxed_32.json").read_text())
    assert index["ids"] == [scan.image_id for scan in scans[:3]]
