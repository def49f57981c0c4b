from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from fracview.inference.preprocess import letterbox_image, to_grey
from fracview.reading import read
from training.duplicates import THUMBNAIL, group_labels, similar_pairs, thumbnail_vectors

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SIDE = 224


@pytest.fixture(scope="module")
def scans(samples_dir: Path) -> list[np.ndarray]:
    """Seven different radiographs, in their own sizes."""
    paths = sorted(samples_dir.glob("IMG*.jpg"))
    assert len(paths) >= 5
    return [to_grey(read(path).display_image()) for path in paths]


def pairs_of(pictures: list[np.ndarray]) -> list[list[int]]:
    squares = np.stack([letterbox_image(np.ascontiguousarray(one), SIDE, SIDE) for one in pictures])
    return similar_pairs(thumbnail_vectors(squares)).tolist()


def test_different_scans_are_no_pair(scans: list[np.ndarray]) -> None:
    assert pairs_of(scans) == []


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda scan: scan, id="the same"),
        pytest.param(lambda scan: scan[:, ::-1], id="mirrored"),
        pytest.param(lambda scan: scan[2:-2, 2:-2], id="cropped by two pixels"),
        pytest.param(lambda scan: (scan * 0.7).astype(np.uint8), id="darker"),
        pytest.param(
            lambda scan: np.asarray(Image.fromarray(scan).reduce(2)),
            id="another resolution",
        ),
    ],
)
def test_a_copy_is_found(change: Callable[[np.ndarray], np.ndarray], scans: list[np.ndarray]) -> None:
    copies = [change(scan) for scan in scans]
    count = len(scans)
    assert pairs_of([*scans, *copies]) == [[index, index + count] for index in range(count)]


def test_vectors_have_mean_zero_and_length_one(scans: list[np.ndarray]) -> None:
    squares = np.stack([letterbox_image(scan, SIDE, SIDE) for scan in scans])
    vectors = thumbnail_vectors(squares)
    assert vectors.shape == (len(scans), THUMBNAIL, THUMBNAIL)
    assert vectors.dtype == np.float32
    assert np.abs(vectors.mean(axis=(1, 2))).max() < 1e-6
    assert np.abs((vectors**2).sum(axis=(1, 2)) - 1).max() < 1e-5


def test_flat_pictures_are_like_nothing() -> None:
    flat = np.stack([np.full((64, 64), level, np.uint8) for level in (0, 90, 90)])
    vectors = thumbnail_vectors(flat)
    assert np.isfinite(vectors).all()
    assert similar_pairs(vectors).tolist() == []


def test_groups_are_linked_through_neighbours() -> None:
    pairs = np.array([[4, 5], [1, 3], [3, 4], [0, 6]])
    assert group_labels(8, pairs).tolist() == [0, 1, 2, 1, 1, 1, 0, 7]


def test_without_pairs_each_scan_is_its_own_group() -> None:
    assert group_labels(3, np.empty((0, 2), np.intp)).tolist() == [0, 1, 2]
